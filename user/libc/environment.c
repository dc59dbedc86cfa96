/*
 * The environment. It begins as the vector on the stack; the first change copies the vector to the
 * heap. Strings are never freed, since a program may hold what getenv() gave.
 */
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char **own_vector; /* what environ is when this file made it */
static size_t own_room;   /* entries it has room for, with the NULL at the end */

static char **find(const char *name, size_t length)
{
	char **entry;

	for (entry = environ; entry != NULL && *entry != NULL; entry++)
		if (strncmp(*entry, name, length) == 0 && (*entry)[length] == '=')
			return entry;
	return NULL;
}

char *getenv(const char *name)
{
	size_t length = strlen(name);
	char **entry = find(name, length);

	return entry == NULL ? NULL : *entry + length + 1;
}

static size_t entry_count(void)
{
	size_t count = 0;

	while (environ != NULL && environ[count] != NULL)
		count++;
	return count;
}

/* Put an assignment that stays where it is into the vector. */
static int put(char *assignment, size_t name_length)
{
	char **entry = find(assignment, name_length);
	size_t count;

	if (entry != NULL) {
		*entry = assignment;
		return 0;
	}
	count = entry_count();
	if (environ != own_vector || count + 2 > own_room) {
		char **bigger = malloc((count * 2 + 8) * sizeof(*bigger));

		if (bigger == NULL)
			return -1;
		memcpy(bigger, environ, count * sizeof(*bigger));
		if (environ == own_vector)
			free(own_vector);
		environ = own_vector = bigger;
		own_room = count * 2 + 8;
	}
	environ[count] = assignment;
	environ[count + 1] = NULL;
	return 0;
}

static bool name_valid(const char *name)
{
	if (name != NULL && *name != '\0' && strchr(name, '=') == NULL)
		return true;
	errno = EINVAL;
	return false;
}

int setenv(const char *name, const char *value, int overwrite)
{
	size_t name_length, value_length;
	char *assignment;

	if (!name_valid(name))
		return -1;
	name_length = strlen(name);
	if (!overwrite && find(name, name_length) != NULL)
		return 0;
	value_length = strlen(value);
	assignment = malloc(name_length + value_length + 2);
	if (assignment == NULL)
		return -1;
	memcpy(assignment, name, name_length);
	assignment[name_length] = '=';
	memcpy(assignment + name_length + 1, value, value_length + 1);
	return put(assignment, name_length);
}

int unsetenv(const char *name)
{
	char **entry;

	if (!name_valid(name))
		return -1;
	while ((entry = find(name, strlen(name))) != NULL)
		do
			entry[0] = entry[1];
		while (*entry++ != NULL);
	return 0;
}

int putenv(char *assignment)
{
	size_t length = strcspn(assignment, "=");

	return assignment[length] == '=' ? put(assignment, length) : unsetenv(assignment);
}

int clearenv(void)
{
	static char *none[1];

	environ = none;
	return 0;
}
