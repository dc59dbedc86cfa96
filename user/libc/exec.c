/* execve() and the functions around it. */
#include "call.h"
#include <errno.h>
#include <limits.h>
#include <paths.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

int execve(const char *path, char *const arguments[], char *const environment[])
{
	return (int)libc_result(CALL(execve, path, arguments, environment));
}

int execv(const char *path, char *const arguments[])
{
	return execve(path, arguments, environ);
}

/* A file in no format that the kernel knows is a script of the shell. */
static void exec_or_interpret(const char *path, char *const arguments[], char *const environment[])
{
	size_t count = 0;
	char **vector;

	execve(path, arguments, environment);
	if (errno != ENOEXEC)
		return;
	while (arguments[count] != NULL)
		count++;
	/* What stands before the arguments, and the NULL behind them even if there are none. */
	vector = calloc(count + 3, sizeof(*vector));
	if (vector == NULL)
		return;
	vector[0] = (char *)_PATH_BSHELL;
	vector[1] = (char *)path;
	for (size_t i = 1; i < count; i++)
		vector[i + 1] = arguments[i];
	execve(_PATH_BSHELL, vector, environment);
	free(vector);
}

/* Try FOLDER/FILE. Returns true when the search is over: what failed was not a missing file. */
static bool exec_in_folder(const char *folder, size_t length, const char *file,
			   char *const arguments[], char *const environment[])
{
	char path[PATH_MAX];

	if (length + strlen(file) + 2 > sizeof(path)) {
		errno = ENAMETOOLONG;
		return false;
	}
	memcpy(path, folder, length);
	if (length > 0)
		path[length++] = '/';
	strcpy(path + length, file);
	exec_or_interpret(path, arguments, environment);
	return errno != ENOENT && errno != ENOTDIR && errno != EACCES && errno != ENAMETOOLONG;
}

int execvpe(const char *file, char *const arguments[], char *const environment[])
{
	const char *folder = getenv("PATH");
	int error = ENOENT;

	if (strchr(file, '/') != NULL) {
		exec_or_interpret(file, arguments, environment);
		return -1;
	}
	if (folder == NULL)
		folder = _PATH_DEFPATH;
	for (;;) {
		size_t length = strcspn(folder, ":");

		if (exec_in_folder(folder, length, file, arguments, environment))
			return -1;
		if (errno == EACCES)
			error = EACCES;
		if (folder[length] == '\0')
			break;
		folder += length + 1;
	}
	errno = error;
	return -1;
}

int execvp(const char *file, char *const arguments[])
{
	return execvpe(file, arguments, environ);
}

/* The arguments of execl() as a vector: counted first, then collected, on the caller's stack. */
#define VECTOR_OF_ARGUMENTS(vector, first)                                                         \
	va_list list_;                                                                             \
	size_t count_ = 1, index_;                                                                 \
	va_start(list_, first);                                                                    \
	while (va_arg(list_, char *) != NULL)                                                      \
		count_++;                                                                          \
	va_end(list_);                                                                             \
	char *vector[count_ + 1];                                                                  \
	vector[0] = (char *)first;                                                                 \
	va_start(list_, first);                                                                    \
	for (index_ = 1; index_ <= count_; index_++)                                               \
		vector[index_] = va_arg(list_, char *);                                            \
	va_end(list_)

int execl(const char *path, const char *argument, ...)
{
	VECTOR_OF_ARGUMENTS(arguments, argument);

	return execv(path, arguments);
}

int execlp(const char *file, const char *argument, ...)
{
	VECTOR_OF_ARGUMENTS(arguments, argument);

	return execvp(file, arguments);
}
