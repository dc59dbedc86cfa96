/*
 * Files as the objects of regions: what mm, which knows no files, calls.
 */
#pragma once

#include <lib/types.h>

struct region;

/* The get and put of pagers whose object is an inode. */
void file_object_get(void *inode);
void file_object_put(void *inode);

#ifdef CONFIG_FILE_CALLS
/* file_is_open - does the descriptor lead to a file? */
bool file_is_open(int fd);

/*
 * file_map - let `region`, whose rights and bounds are set, show the bytes of an open file from
 * `offset` on, for everybody who maps it if `shared`. Returns 0 with a reference taken for the
 * region, or -EACCES (not opened for that), -ENODEV (nothing to map), -ENOMEM.
 */
int file_map(struct region *region, int fd, uint64_t offset, bool shared);
#else
static inline bool file_is_open(int fd)
{
	return false;
}

static inline int file_map(struct region *region, int fd, uint64_t offset, bool shared)
{
	return 0;
}
#endif
