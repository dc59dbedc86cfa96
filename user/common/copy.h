/* Copying and removing trees, for cp and mv. Functions that return an int give 0, or 1 after a
 * message. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct copy_options {
	bool recursive, keep_times, force, verbose;
	bool follow;              /* copy what symbolic links lead to, not the links */
	bool keep_existing, ask;  /* do not replace files; ask before that */
};

/* Whether `to` may be replaced, if it is there: asks on the terminal if that is wanted. */
bool may_replace(const char *to, const struct copy_options *options);

bool is_folder(const char *path);

/* Where a file goes that is put into a folder. Returns false after a message. */
bool path_in_folder(const char *file, const char *folder, char *path, size_t size);

int copy_path(const char *from, const char *to, const struct copy_options *options);

/* Remove what was copied elsewhere: a file or a whole folder. */
int remove_copied(const char *path);
