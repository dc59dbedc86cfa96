/*
 * Pages of files that are mapped shared, for the rest of fs/: reading and writing look at them too.
 * The inode's lock is held, but for the last two. Nothing without MM_MMAP.
 */
#pragma once

#include <fs/inode.h>

#ifdef CONFIG_MM_MMAP
/* The file's byte at `offset` in a page that programs map, with the rest of that page; or NULL. */
char *mapped_find_byte(const struct inode *inode, uint64_t offset);
void mapped_wrote_bytes(struct inode *inode, uint64_t offset, const void *bytes, size_t length);
void mapped_zero_bytes(struct inode *inode, uint64_t from, uint64_t to);

static inline char *mapped_find(const struct inode *inode, uint64_t offset)
{
	return unlikely(inode->mapped != NULL) ? mapped_find_byte(inode, offset) : NULL;
}

/* mapped_wrote - these bytes, at most a block's, were written to the file. */
static inline void mapped_wrote(struct inode *inode, uint64_t offset, const void *bytes,
				size_t length)
{
	if (unlikely(inode->mapped != NULL))
		mapped_wrote_bytes(inode, offset, bytes, length);
}

/* mapped_zero - [from, to) has become a part of the file, or none of it: it is zero. */
static inline void mapped_zero(struct inode *inode, uint64_t from, uint64_t to)
{
	if (unlikely(inode->mapped != NULL))
		mapped_zero_bytes(inode, from, to);
}

/* mapped_store - write what programs have changed into the file. Returns 0 or -errno. */
int mapped_store(struct inode *inode);

/* mapped_store_all - the same for all files; the first error. */
int mapped_store_all(void);
#else
static inline char *mapped_find(const struct inode *inode, uint64_t offset)
{
	return NULL;
}

static inline void mapped_wrote(struct inode *inode, uint64_t offset, const void *bytes,
				size_t length)
{
}

static inline void mapped_zero(struct inode *inode, uint64_t from, uint64_t to)
{
}

static inline int mapped_store(struct inode *inode)
{
	return 0;
}

static inline int mapped_store_all(void)
{
	return 0;
}
#endif
