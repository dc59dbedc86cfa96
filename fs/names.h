/*
 * The name cache: what names in directories have led to lately. It is only asked before a directory
 * of the disk is searched; without CONFIG_FS_NAME_CACHE every name is searched for.
 */
#pragma once

#include "directory.h"

#ifdef CONFIG_FS_NAME_CACHE
/*
 * name_cache_find - the inode that a name is known to lead to, with a reference (it need not be
 * loaded), or NULL. Any context but interrupts.
 */
struct inode *name_cache_find(const struct inode *directory, const struct name *name);

/* name_cache_add - remember the result of a search. The directory's lock is held. */
void name_cache_add(const struct inode *directory, const struct name *name, uint32_t number);

/*
 * name_cache_drop - the name is going to lead elsewhere, or nowhere. The directory's lock is held.
 */
void name_cache_drop(const struct inode *directory, const struct name *name);

/*
 * name_cache_name_of - a name by which `inode` was found: put it into `name`, of at least
 * NAME_CACHE_ROOM bytes, and the number of its directory into *directory. Returns the name's
 * length, 0 for none.
 */
#define NAME_CACHE_ROOM 27
size_t name_cache_name_of(const struct inode *inode, char *name, uint32_t *directory);

/* name_cache_clear - forget all, for another image. */
void name_cache_clear(void);
#else
static inline struct inode *name_cache_find(const struct inode *directory, const struct name *name)
{
	return NULL;
}

static inline void name_cache_add(const struct inode *directory, const struct name *name,
				  uint32_t number)
{
}

static inline void name_cache_drop(const struct inode *directory, const struct name *name)
{
}

#define NAME_CACHE_ROOM 1
static inline size_t name_cache_name_of(const struct inode *inode, char *name, uint32_t *directory)
{
	return 0;
}

static inline void name_cache_clear(void)
{
}
#endif
