/* What tests say and do again and again. */
#include "usertests.h"

#include <dirent.h>
#include <stdarg.h>
#include <sys/utsname.h>
#include <time.h>

bool on_strata(void)
{
	struct utsname name;

	return uname(&name) == 0 && strcmp(name.sysname, "Strata") == 0;
}

_Noreturn void fail(const char *file, int line, const char *format, ...)
{
	const char *slash = strrchr(file, '/');
	char text[400];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	dprintf(1, "  %s:%d: %s\n", slash ? slash + 1 : file, line, text);
	_exit(1);
}

void expect_value(const char *file, int line, const char *text, long value, long expected)
{
	if (value != expected)
		fail(file, line, "expected %s to give %ld, got %ld (errno %d, %s)", text, expected,
		     value, errno, strerror(errno));
}

void expect_error(const char *file, int line, const char *text, long value, int error)
{
	if (value == -1 && errno == error)
		return;
	if (value == -1)
		fail(file, line, "expected %s to fail with %d (%s), got %d (%s)", text, error,
		     strerror(error), errno, strerror(errno));
	fail(file, line, "expected %s to fail with %d (%s), got the result %ld", text, error,
	     strerror(error), value);
}

pid_t start(void (*body)(void))
{
	pid_t child = fork();

	if (child == 0) {
		body();
		_exit(0);
	}
	EXPECT(child > 0);
	return child;
}

void join(pid_t child)
{
	int status = -1;

	EXPECT_VALUE(waitpid(child, &status, 0), child);
	if (status != 0)
		fail(__FILE__, __LINE__, "expected a child to end with status 0, got %#x",
		     (unsigned int)status);
}

int status_of(void (*body)(void))
{
	pid_t child = start(body);
	int status = -1;

	EXPECT_VALUE(waitpid(child, &status, 0), child);
	return status;
}

void expect_signal(const char *file, int line, void (*body)(void), int signal)
{
	int status = status_of(body);

	if (!WIFSIGNALED(status) || WTERMSIG(status) != signal)
		fail(file, line, "expected signal %d, got status %#x", signal,
		     (unsigned int)status);
}

void put_file(const char *path, const char *text)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	EXPECT(file >= 0);
	EXPECT_VALUE(write(file, text, strlen(text)), strlen(text));
	EXPECT_OK(close(file));
}

unsigned char pattern_byte(unsigned int seed, size_t offset)
{
	return (unsigned char)((offset * 7 + (offset >> 8) * 13 + (offset >> 16)) ^ seed * 31);
}

void put_pattern(const char *path, size_t size, unsigned int seed)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);
	unsigned char buffer[1024];
	size_t done = 0;

	EXPECT(file >= 0);
	while (done < size) {
		size_t step = size - done < sizeof(buffer) ? size - done : sizeof(buffer);

		for (size_t i = 0; i < step; i++)
			buffer[i] = pattern_byte(seed, done + i);
		EXPECT_VALUE(write(file, buffer, step), step);
		done += step;
	}
	EXPECT_OK(close(file));
}

void expect_pattern(const char *path, size_t size, unsigned int seed)
{
	int file = open(path, O_RDONLY);
	unsigned char buffer[1024];
	size_t done = 0;
	ssize_t count;

	EXPECT(file >= 0);
	while ((count = read(file, buffer, sizeof(buffer))) > 0) {
		for (ssize_t i = 0; i < count; i++, done++)
			if (buffer[i] != pattern_byte(seed, done))
				fail(__FILE__, __LINE__, "expected byte %zu of %s to be %d, got %d",
				     done, path, pattern_byte(seed, done), buffer[i]);
	}
	EXPECT_OK(count);
	EXPECT_VALUE(done, size);
	EXPECT_OK(close(file));
}

bool file_holds(const char *path, const char *text)
{
	char buffer[256];
	int file = open(path, O_RDONLY);
	ssize_t count = read(file, buffer, sizeof(buffer));

	close(file);
	return count == (ssize_t)strlen(text) && memcmp(buffer, text, strlen(text)) == 0;
}

long file_size(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? (long)status.st_size : -1;
}

int file_links(const char *path)
{
	struct stat status;

	return stat(path, &status) == 0 ? (int)status.st_nlink : -1;
}

char *fresh_pages(unsigned int count)
{
	uintptr_t now = (uintptr_t)sbrk(0);
	uintptr_t aligned = (now + PAGE - 1) & ~(uintptr_t)(PAGE - 1);

	EXPECT(sbrk((intptr_t)(aligned - now) + (intptr_t)count * PAGE) != (void *)-1);
	return (char *)aligned;
}

static void remove_contents(const char *path)
{
	DIR *folder = opendir(path);
	char name[PATH_MAX];
	struct dirent *entry;

	if (folder == NULL)
		return;
	while ((entry = readdir(folder)) != NULL) {
		if (strcmp(entry->d_name, ".") == 0 || strcmp(entry->d_name, "..") == 0)
			continue;
		snprintf(name, sizeof(name), "%s/%s", path, entry->d_name);
		remove_tree(name);
	}
	closedir(folder);
}

void remove_tree(const char *path)
{
	struct stat status;

	if (lstat(path, &status) < 0)
		return;
	if (!S_ISDIR(status.st_mode)) {
		unlink(path);
		return;
	}
	/* Another round for what the first has not seen, since removing moves entries. */
	for (int round = 0; round < 3 && rmdir(path) < 0; round++)
		remove_contents(path);
}

void pause_ms(unsigned int milliseconds)
{
	usleep(milliseconds * 1000);
}

long now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}
