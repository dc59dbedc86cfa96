/*
 * Files that programs map shared (MM_MMAP): pages in memory that are the file's contents for as
 * long as anybody maps it.
 *
 * A region of such a mapping is one user of the file's pages: mapped_open() or mapped_get() makes
 * it one, with a reference of the inode, mapped_put() ends that. All may sleep and take the inode's
 * lock.
 */
#pragma once

#include <lib/types.h>

struct inode;

/* mapped_open - one user more, of a regular file of the disk. Returns 0 or -ENOMEM. */
int mapped_open(struct inode *inode);

/* mapped_get - one more, where there is one already. */
void mapped_get(struct inode *inode);

/* mapped_put - one less; the last stores what was written, and the pages go. */
void mapped_put(struct inode *inode);

/*
 * mapped_page - the page with the bytes from number * PAGE_SIZE on, which stays while there are
 * users. Returns 0, -EIO (behind the end of the file, or it can not be read), -ENOMEM.
 */
int mapped_page(struct inode *inode, uint64_t number, void **page);

/* mapped_sync - make what was written durable. Returns 0 or -errno. */
int mapped_sync(struct inode *inode);
