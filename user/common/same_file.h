/* Whether two names lead to one file, for programs that must not lose it. */
#pragma once

#include <stdbool.h>
#include <sys/stat.h>

static inline bool is_same_inode(const struct stat *a, const struct stat *b)
{
	return a->st_dev == b->st_dev && a->st_ino == b->st_ino;
}

/* is_same_name - one name in one folder, perhaps written in two ways? */
bool is_same_name(const char *one, const char *other);
