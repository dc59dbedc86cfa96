#include "aspace_priv.h"

#include <abi/errno.h>
#include <arch/irq.h>
#include <kernel/thread.h>
#include <mm/futex_key.h>

/* aspace->lock is held. */
static int find_key(struct aspace *aspace, uaddr_t address, struct futex_key *key)
{
	struct region *region = region_find(aspace, address);

	if (!region)
		return -EFAULT;
	if (!region_is_shared(region))
		return 0;
	region->pager->get(region->object);
	*key = (struct futex_key){
		.object = region->object,
		.offset = region->offset + (address - region->origin),
		.pager = region->pager,
	};
	return 0;
}

int futex_key_get(uaddr_t address, bool private, struct futex_key *key)
{
	struct aspace *aspace = thread_current()->aspace;
	int error;

	if (!IS_ALIGNED(address, sizeof(uint32_t)))
		return -EINVAL;
	if (address >= USER_TOP)
		return -EFAULT;
	*key = (struct futex_key){ .object = aspace, .offset = address };
	if (private)
		return 0;
	mutex_lock(&aspace->lock);
	error = find_key(aspace, address, key);
	mutex_unlock(&aspace->lock);
	return error;
}

void futex_key_put(const struct futex_key *key)
{
	if (key->pager)
		key->pager->put(key->object);
}

/* With one hart masked interrupts are enough. */
static bool replace(uint32_t *at, uint32_t old, uint32_t word)
{
	if (IS_ENABLED(CONFIG_SMP))
		return __atomic_compare_exchange_n(at, &old, word, false, __ATOMIC_ACQ_REL,
						   __ATOMIC_RELAXED);
	if (*at != old)
		return false;
	*at = word;
	return true;
}

int user_word_replace(uaddr_t address, uint32_t old, uint32_t word)
{
	struct aspace *aspace = thread_current()->aspace;
	int result = -1;

	while (result < 0) {
		irq_state_t state = arch_irq_save();
		uint32_t *at = aspace_translate(aspace, address, ACCESS_WRITE);

		if (at)
			result = replace(at, old, word);
		arch_irq_restore(state);
		if (!at && aspace_fault(aspace, address, ACCESS_WRITE) < 0)
			return -EFAULT;
	}
	return result;
}
