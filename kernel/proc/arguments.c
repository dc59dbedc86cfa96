#include "arguments.h"

#include <abi/errno.h>
#include <lib/string.h>
#include <mm/ucopy.h>

void arguments_init(struct arguments *arguments)
{
	memset(arguments, 0, sizeof(*arguments));
}

void arguments_free(struct arguments *arguments)
{
	for (size_t i = 0; i < ARGUMENT_PAGES && arguments->pages[i]; i++)
		page_free(arguments->pages[i]);
}

/* Room behind what is there, on one page: `*left` bytes. */
static int find_room(struct arguments *arguments, char **room, size_t *left)
{
	size_t index = arguments->size / PAGE_SIZE;
	size_t offset = arguments->size % PAGE_SIZE;

	if (index == ARGUMENT_PAGES)
		return -E2BIG;
	if (!arguments->pages[index])
		arguments->pages[index] = page_alloc();
	if (!arguments->pages[index])
		return -ENOMEM;
	*room = arguments->pages[index] + offset;
	*left = PAGE_SIZE - offset;
	return 0;
}

static int add_string(struct arguments *arguments, const char *string)
{
	size_t size = strlen(string) + 1;
	char *room;
	size_t left;

	while (size > 0) {
		int error = find_room(arguments, &room, &left);

		if (error)
			return error;
		left = MIN(left, size);
		memcpy(room, string, left);
		string += left;
		size -= left;
		arguments->size += left;
	}
	return 0;
}

int arguments_add_path(struct arguments *arguments, const char *path)
{
	int error = add_string(arguments, path);

	arguments->skip = arguments->size;
	return error;
}

int arguments_add(struct arguments *arguments, const char *argument)
{
	int error = add_string(arguments, argument);

	if (!error)
		arguments->argc++;
	return error;
}

/* A string of the user's, piece by piece as pages have room. */
static int add_user_string(struct arguments *arguments, uaddr_t string)
{
	for (;;) {
		char *room;
		size_t left;
		ssize_t length;
		int error = find_room(arguments, &room, &left);

		if (error)
			return error;
		length = copy_string_from_user(room, string, left);
		if (length >= 0) {
			arguments->size += (size_t)length + 1;
			return 0;
		}
		if (length != -ENAMETOOLONG)
			return (int)length;
		arguments->size += left;
		string += left;
	}
}

static int add_user_array(struct arguments *arguments, uaddr_t array, size_t *count)
{
	uaddr_t string;
	int error;

	for (; array; array += sizeof(string)) {
		error = copy_from_user(&string, array, sizeof(string));
		if (!error && !string)
			break;
		if (!error)
			error = add_user_string(arguments, string);
		if (error)
			return error;
		++*count;
	}
	return 0;
}

int arguments_add_user(struct arguments *arguments, uaddr_t argv, uaddr_t envp)
{
	int error = add_user_array(arguments, argv, &arguments->argc);

	/* Linux gives a program without arguments an empty one. */
	if (!error && arguments->argc == 0)
		error = arguments_add(arguments, "");
	if (!error)
		error = add_user_array(arguments, envp, &arguments->envc);
	return error;
}

size_t arguments_length(const struct arguments *arguments, size_t offset)
{
	size_t end = offset;

	while (arguments->pages[end / PAGE_SIZE][end % PAGE_SIZE])
		end++;
	return end - offset;
}

int arguments_write(const struct arguments *arguments, struct aspace *aspace, uaddr_t to)
{
	size_t done = 0;

	while (done < arguments->size) {
		size_t step = MIN(PAGE_SIZE, arguments->size - done);

		if (aspace_write(aspace, to + done, arguments->pages[done / PAGE_SIZE], step) < 0)
			return -ENOMEM;
		done += step;
	}
	return 0;
}
