/*
 * The strings that exec carries from the old program to the new one: the path, the arguments, the
 * environment, one after the other in whole pages of the kernel's.
 */
#pragma once

#include <lib/types.h>
#include <mm/page.h>

struct aspace;

#define ARGUMENT_PAGES 32 /* 128 KiB in all, as long as Linux's smallest ARG_MAX */

struct arguments {
	char *pages[ARGUMENT_PAGES];
	size_t size; /* bytes used, each string with its NUL */
	size_t skip; /* of those, the path */
	size_t argc;
	size_t envc;
};

void arguments_init(struct arguments *arguments);

/* arguments_free - give back the pages. */
void arguments_free(struct arguments *arguments);

/* Add the path (first), an argument, or all that two arrays of pointers in user memory name.
 * Each returns 0, -E2BIG, -ENOMEM or -EFAULT. */
int arguments_add_path(struct arguments *arguments, const char *path);
int arguments_add(struct arguments *arguments, const char *argument);
int arguments_add_user(struct arguments *arguments, uaddr_t argv, uaddr_t envp);

/* arguments_length - length of the string that begins at byte `offset`. */
size_t arguments_length(const struct arguments *arguments, size_t offset);

/* arguments_write - put all strings at `to` of an address space. 0 or -errno. */
int arguments_write(const struct arguments *arguments, struct aspace *aspace, uaddr_t to);
