/*
 * Redirections. They are prepared first, which expands words and may run commands, and then done,
 * which only makes system calls: that can happen in a child that shares the shell's memory.
 */
#include "job.h"
#include "shell.h"
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define HIGH_FD 10

struct prepared_redirect {
	struct prepared_redirect *next;
	enum redirect_kind kind;
	int fd;
	int source;	/* of a duplicate: -1 closes */
	char *text;	/* a path, or the text of a here-document */
};

struct saved_descriptor {
	struct saved_descriptor *others;
	int fd;
	int copy; /* -1: it was closed */
};

static bool prepare_duplicate(struct prepared_redirect *prepared)
{
	const char *text = prepared->text;

	if (strcmp(text, "-") == 0) {
		prepared->source = -1;
		return true;
	}
	if (*text == '\0' || text[strspn(text, "0123456789")] != '\0') {
		shell_error(2, "%s: bad descriptor number", text);
		return false;
	}
	prepared->source = atoi(text);
	return true;
}

bool redirect_prepare(const struct redirect *redirects, struct prepared_redirect **prepared)
{
	struct prepared_redirect **end = prepared;

	*prepared = NULL;
	for (; redirects != NULL; redirects = redirects->next) {
		struct prepared_redirect *new = ARENA_NEW(&scratch, struct prepared_redirect);

		new->kind = redirects->kind;
		new->fd = redirects->fd;
		new->text = expand_string(redirects->word);
		if (shell.unwind != UNWIND_NONE)
			return false;
		if (new->kind == REDIRECT_DUPLICATE && !prepare_duplicate(new))
			return false;
		*end = new;
		end = &new->next;
	}
	return true;
}

static bool write_all(int fd, const char *text, size_t length)
{
	while (length > 0) {
		ssize_t written = write(fd, text, length);

		if (written <= 0)
			return false;
		text += written;
		length -= (size_t)written;
	}
	return true;
}

/*
 * Let a process write the text. Its parent ends at once, so that it is init who waits for it: here
 * nobody knows when the text has been read, and the process may be about to become a program.
 */
static bool start_writer(const int *fds, const char *text, size_t length)
{
	pid_t parent = fork(), writer;

	if (parent == 0) {
		writer = fork();
		if (writer == 0) {
			close(fds[0]);
			write_all(fds[1], text, length);
		}
		_exit(writer < 0 ? errno : 0);
	}
	if (parent > 0)
		errno = job_wait(parent);
	return parent > 0 && errno == 0;
}

/* A text that fits goes into the pipe at once. */
static int open_here(const char *text)
{
	size_t length = strlen(text);
	int fds[2];
	bool done;

	if (pipe(fds) < 0)
		return -1;
	if (length > PIPE_BUF)
		done = start_writer(fds, text, length);
	else
		done = write_all(fds[1], text, length);
	close(fds[1]);
	if (done)
		return fds[0];
	close(fds[0]);
	return -1;
}

static int open_target(const struct prepared_redirect *redirect)
{
	switch (redirect->kind) {
	case REDIRECT_READ:
		return open(redirect->text, O_RDONLY);
	case REDIRECT_WRITE:
		return open(redirect->text, O_WRONLY | O_CREAT | O_TRUNC, 0666);
	case REDIRECT_APPEND:
		return open(redirect->text, O_WRONLY | O_CREAT | O_APPEND, 0666);
	case REDIRECT_READ_WRITE:
		return open(redirect->text, O_RDWR | O_CREAT, 0666);
	default:
		return open_here(redirect->text);
	}
}

static void complain(const struct prepared_redirect *redirect)
{
	if (redirect->kind == REDIRECT_HERE)
		shell_warn("here-document: %s", strerror(errno));
	else if (redirect->kind == REDIRECT_DUPLICATE)
		shell_warn("%d: %s", redirect->source, strerror(errno));
	else
		shell_warn("%s: %s", redirect->text, strerror(errno));
}

static bool apply_one(const struct prepared_redirect *redirect)
{
	int fd;

	if (redirect->kind == REDIRECT_DUPLICATE) {
		if (redirect->source < 0) {
			close(redirect->fd);
			return true;
		}
		return dup2(redirect->source, redirect->fd) >= 0;
	}
	fd = open_target(redirect);
	if (fd < 0)
		return false;
	if (fd != redirect->fd) {
		int moved = dup2(fd, redirect->fd);

		close(fd);
		return moved >= 0;
	}
	return true;
}

int redirect_move_high(int fd)
{
	int high = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);

	if (high < 0)
		return fd;
	close(fd);
	return high;
}

static void save(int fd, struct saved_descriptor **saved)
{
	struct saved_descriptor *new = ARENA_NEW(&scratch, struct saved_descriptor);

	new->fd = fd;
	new->copy = fcntl(fd, F_DUPFD_CLOEXEC, HIGH_FD);
	new->others = *saved;
	*saved = new;
}

bool redirect_apply(const struct prepared_redirect *prepared, struct saved_descriptor **saved)
{
	for (; prepared != NULL; prepared = prepared->next) {
		if (saved != NULL)
			save(prepared->fd, saved);
		if (!apply_one(prepared)) {
			complain(prepared);
			return false;
		}
	}
	return true;
}

void redirect_undo(struct saved_descriptor *saved)
{
	for (; saved != NULL; saved = saved->others) {
		if (saved->copy < 0) {
			close(saved->fd);
			continue;
		}
		dup2(saved->copy, saved->fd);
		close(saved->copy);
	}
}
