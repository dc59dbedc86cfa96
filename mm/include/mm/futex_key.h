/*
 * What identifies a word that threads wait for (THREADS). In memory of one process it is the
 * address space and the address; in shared memory the object and the place in it.
 */
#pragma once

#include <lib/types.h>

struct pager;

struct futex_key {
	void *object;
	uint64_t offset;
	const struct pager *pager; /* of a shared object, with a reference of that; or NULL */
};

/*
 * futex_key_get - of the word at `address` of the running program; `private`: nobody but its own
 * threads waits for it. Returns 0, -EINVAL (not aligned) or -EFAULT. May sleep.
 * futex_key_put - let it go. May sleep.
 */
int futex_key_get(uaddr_t address, bool private, struct futex_key *key);
void futex_key_put(const struct futex_key *key);

/*
 * user_word_replace - if the word at `address` is `old`, make it `word`, as one step. Returns 1, 0
 * if it was another, or -EFAULT. May sleep.
 */
int user_word_replace(uaddr_t address, uint32_t old, uint32_t word);
