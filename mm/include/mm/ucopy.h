/*
 * Copies between the kernel and the memory of the running program.
 *
 * The page table is walked in software once per page and the bytes move through the kernel's own
 * map, so a bad address is an error value and never a trap. Missing pages are fetched: these may
 * sleep and are called without spinlocks or file-system locks.
 */
#pragma once

#include <lib/types.h>

struct aspace;

/* copy_from_user / copy_to_user - all `size` bytes; returns 0 or -EFAULT. May sleep. */
int copy_from_user(void *to, uaddr_t from, size_t size);
int copy_to_user(uaddr_t to, const void *from, size_t size);

/* aspace_write - copy_to_user() into any address space that nobody else uses. May sleep. */
int aspace_write(struct aspace *aspace, uaddr_t to, const void *from, size_t size);

/*
 * aspace_peek - up to `size` bytes out of any address space, as far as its pages are present.
 * Returns how many. May sleep.
 */
size_t aspace_peek(struct aspace *aspace, void *to, uaddr_t from, size_t size);

/*
 * copy_string_from_user - a string of at most size - 1 bytes and its NUL.
 * Returns its length, -EFAULT, or -ENAMETOOLONG when there is no NUL within `size` bytes.
 */
ssize_t copy_string_from_user(char *to, uaddr_t from, size_t size);
