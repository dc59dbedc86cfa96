/* Where the shell's characters come from. */
#include "shell.h"
#include "trap.h"
#include <ctype.h>
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BUFFER_SIZE 1024

struct input {
	struct input *below;
	const char *string; /* a string that is read; NULL for a descriptor */
	int fd;
	bool interactive;
	bool by_bytes; /* others read from the descriptor too: take no more than a line */
	bool ended;
	int line;
	int returned[2]; /* characters that were put back */
	int returned_count;
	size_t next, end;
	char buffer[BUFFER_SIZE];
};

static struct input *input;
static bool prompt_first = true;

static struct input *push(void)
{
	struct input *new = shell_allocate(sizeof(*new));

	memset(new, 0, offsetof(struct input, buffer));
	new->below = input;
	new->fd = -1;
	new->line = 1;
	input = new;
	return new;
}

void input_push_string(const char *string)
{
	push()->string = string;
}

/* Commands that read the shell's own input must find it just behind the line being run. */
void input_push_descriptor(int fd, bool interactive)
{
	struct input *new = push();

	new->fd = fd;
	new->interactive = interactive;
	new->by_bytes = fd == 0 && !isatty(fd);
}

void input_pop(void)
{
	struct input *old = input;

	input = old->below;
	if (old->fd > 0)
		close(old->fd);
	free(old);
}

void input_prompt_first(void)
{
	prompt_first = true;
}

static void prompt(void)
{
	const char *text = variable_get(prompt_first ? "PS1" : "PS2");

	if (text == NULL)
		text = prompt_first ? "$ " : "> ";
	dprintf(2, "%s", text);
	prompt_first = false;
}

static bool refill(void)
{
	ssize_t size = -1;

	if (input->interactive)
		prompt();
	if (trap_interrupts())
		return false;
	do
		size = read(input->fd, input->buffer, input->by_bytes ? 1 : BUFFER_SIZE);
	while (size < 0 && errno == EINTR && !trap_interrupts());
	if (size < 0 && errno != EINTR)
		shell_error(2, "cannot read commands: %s", strerror(errno));
	if (size <= 0)
		return false;
	trap_forget_interrupt(); /* what was read came later: ^C drops what was typed before */
	input->next = 0;
	input->end = (size_t)size;
	return true;
}

/* No string and no word can hold a zero byte: those in a file are passed over. */
static int next_from_descriptor(void)
{
	while (input->next < input->end || refill()) {
		char c = input->buffer[input->next++];

		if (shell.option_v)
			dprintf(2, "%c", c);
		if (c != '\0')
			return (unsigned char)c;
	}
	return INPUT_END;
}

static int next_from_string(void)
{
	return *input->string == '\0' ? INPUT_END : (unsigned char)*input->string++;
}

static int next_raw(void)
{
	int c = INPUT_END;

	if (!input->ended)
		c = input->string == NULL ? next_from_descriptor() : next_from_string();
	input->ended = c == INPUT_END;
	return c;
}

int input_next(void)
{
	int c;

	if (input->returned_count > 0)
		c = input->returned[--input->returned_count];
	else
		c = next_raw();
	if (c == '\n')
		input->line++;
	return c;
}

void input_back(int c)
{
	if (c == '\n')
		input->line--;
	input->returned[input->returned_count++] = c;
}

int input_line(void)
{
	return input->line;
}

bool input_is_typed(void)
{
	return input->interactive;
}

bool input_exhausted(void)
{
	int c;

	if (input->interactive || input->by_bytes)
		return false;
	do
		c = input_next();
	while (c != INPUT_END && isspace(c));
	input_back(c);
	return c == INPUT_END;
}

void input_go_on(void)
{
	input->ended = false;
	input->returned_count = 0;
}

void input_drop_line(void)
{
	int c;

	while (input->next < input->end || input->returned_count > 0) {
		c = input_next();
		if (c == '\n' || c == INPUT_END)
			return;
	}
}
