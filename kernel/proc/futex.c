/*
 * Futexes: a program's word in memory that threads wait for to change.
 *
 * A waiter looks at the word and joins a list under one lock, futex_lock; whoever changes the word
 * and then wakes takes the same lock. So either the waiter sees the change, or it is on the list
 * when the other comes. What the word belongs to is said by its key (<mm/futex_key.h>), so that
 * those who see it at different addresses meet.
 */
#include "futex.h"

#include "calls.h"
#include "process.h"
#include "sys_time.h"

#include <abi/errno.h>
#include <abi/futex.h>
#include <kernel/time.h>
#include <mm/futex_key.h>
#include <mm/ucopy.h>

struct waiter {
	struct list link;     /* [futex_lock] on the bucket of its key */
	struct futex_key key; /* [futex_lock] */
	uint32_t bitset;
	bool woken;	      /* [futex_lock] and no longer on a list */
	struct waitq queue;   /* where it sleeps, alone */
};

#define BUCKETS 32 /* a power of two */

static struct spinlock futex_lock = SPINLOCK_INIT; /* before sched_lock */
static struct list buckets[BUCKETS];		   /* [futex_lock] of struct waiter */

/* A bucket is made by who first wants to wait there. futex_lock is held. */
static struct list *bucket_of(const struct futex_key *key)
{
	uint64_t hash = (uintptr_t)key->object / sizeof(void *) + key->offset / sizeof(uint32_t);
	struct list *bucket = &buckets[(hash ^ hash >> 10) % BUCKETS];

	if (!bucket->next)
		list_init(bucket);
	return bucket;
}

static bool is_same(const struct futex_key *a, const struct futex_key *b)
{
	return a->object == b->object && a->offset == b->offset;
}

static void wake_waiter(struct waiter *waiter)
{
	waiter->woken = true;
	list_remove(&waiter->link);
	waitq_wake_one(&waiter->queue);
}

/*
 * Has the word this value? Returns 0, -EAGAIN if not, -EFAULT. futex_lock is held before and after,
 * but not while a missing page is fetched.
 */
static int compare(uaddr_t address, uint32_t value, irq_key_t *key)
{
	struct aspace *aspace = thread_current()->aspace;
	const uint32_t *word;
	int error = 0;

	while (!(word = aspace_translate(aspace, address, ACCESS_READ))) {
		spin_unlock(&futex_lock, *key);
		error = aspace_fault(aspace, address, ACCESS_READ);
		*key = spin_lock(&futex_lock);
		if (error)
			return -EFAULT;
	}
	return __atomic_load_n(word, __ATOMIC_RELAXED) == value ? 0 : -EAGAIN;
}

static int wait_on(struct waiter *waiter, uaddr_t address, uint32_t value, uint64_t deadline)
{
	irq_key_t key = spin_lock(&futex_lock);
	int error = compare(address, value, &key);

	if (!error) {
		list_add_tail(bucket_of(&waiter->key), &waiter->link);
		while (!waiter->woken && !error)
			error = waitq_sleep_until(&waiter->queue, &futex_lock, &key, deadline);
		if (waiter->woken)
			error = 0;
		else
			list_remove(&waiter->link);
	}
	spin_unlock(&futex_lock, key);
	return error;
}

static long futex_wait(uaddr_t address, bool private, uint32_t value, uint32_t bitset,
		       uint64_t deadline)
{
	struct waiter waiter = { .bitset = bitset };
	struct futex_key key;
	int error;

	if (bitset == 0)
		return -EINVAL;
	error = futex_key_get(address, private, &key);
	if (error)
		return error;
	waiter.key = key;
	waitq_init(&waiter.queue);
	error = wait_on(&waiter, address, value, deadline);
	futex_key_put(&key);
	return error;
}

static long futex_wake(uaddr_t address, bool private, int count, uint32_t bitset)
{
	struct waiter *waiter, *next;
	struct futex_key key;
	irq_key_t irq_key;
	int woken = 0, error;

	if (bitset == 0)
		return -EINVAL;
	error = futex_key_get(address, private, &key);
	if (error)
		return error;
	irq_key = spin_lock(&futex_lock);
	list_for_each_safe(waiter, next, bucket_of(&key), link) {
		if (!is_same(&waiter->key, &key) || !(waiter->bitset & bitset))
			continue;
		wake_waiter(waiter);
		if (++woken >= count)
			break;
	}
	spin_unlock(&futex_lock, irq_key);
	futex_key_put(&key);
	return woken;
}

/*
 * Wake the first waiters of one key and let the next wait for another. Those of memory that several
 * processes share are woken, all of them, and look again: a wait may end without a reason.
 */
static int requeue(const struct futex_key *from, const struct futex_key *to, int wake, int move)
{
	struct waiter *waiter, *next;
	int count = 0;

	list_for_each_safe(waiter, next, bucket_of(from), link) {
		if (!is_same(&waiter->key, from))
			continue;
		if (count - wake >= move)
			break;
		if (++count <= wake || from->pager || to->pager) {
			wake_waiter(waiter);
		} else {
			list_remove(&waiter->link);
			waiter->key = *to;
			list_add_tail(bucket_of(to), &waiter->link);
		}
	}
	return count;
}

struct requeue {
	uaddr_t from, to;
	int wake, move;
	bool compare; /* only if the word at `from` has this value */
	uint32_t value;
};

static long futex_requeue(const struct requeue *request, bool private)
{
	struct futex_key from, to;
	irq_key_t key;
	int result;

	if (request->wake < 0 || request->move < 0)
		return -EINVAL;
	result = futex_key_get(request->from, private, &from);
	if (result)
		return result;
	result = futex_key_get(request->to, private, &to);
	if (!result) {
		key = spin_lock(&futex_lock);
		if (request->compare)
			result = compare(request->from, request->value, &key);
		if (!result)
			result = requeue(&from, &to, request->wake, request->move);
		spin_unlock(&futex_lock, key);
		futex_key_put(&to);
	}
	futex_key_put(&from);
	return result;
}

void futex_wake_address(uaddr_t address)
{
	futex_wake(address, false, 1, FUTEX_BITSET_MATCH_ANY);
}

/* When a wait with that timeout ends. 0 or -errno. FUTEX_WAIT's is a length of time. */
static int find_deadline(int op, uaddr_t timeout, uint64_t *deadline)
{
	uint64_t counts;
	int error;

	*deadline = UINT64_MAX;
	if (!timeout)
		return 0;
	error = timespec_from_user(timeout, &counts);
	if (error)
		return error;
	if ((op & FUTEX_CMD_MASK) != FUTEX_WAIT)
		*deadline = deadline_of(op & FUTEX_CLOCK_REALTIME ? CLOCK_REALTIME :
								    CLOCK_MONOTONIC,
					counts);
	else if (!(*deadline = signal_kept_deadline()))
		*deadline = time_now() + counts;
	return 0;
}

static long wait_command(uaddr_t address, int op, uint32_t value, uaddr_t timeout, uint32_t bitset)
{
	bool relative = timeout && (op & FUTEX_CMD_MASK) == FUTEX_WAIT;
	uint64_t deadline;
	long error = find_deadline(op, timeout, &deadline);

	if (error)
		return error;
	error = futex_wait(address, op & FUTEX_PRIVATE_FLAG, value, bitset, deadline);
	if (error == -EINTR && relative)
		signal_keep_sleep(deadline, 0);
	return error;
}

long sys_futex(kind_pointer address, kind_futex_op op, kind_int value, kind_pointer timeout,
	       kind_pointer second, kind_hex third)
{
	bool private = (op & FUTEX_PRIVATE_FLAG) != 0;
	const struct requeue request = {
		.from = address,
		.to = second,
		.wake = value,
		.move = (int)timeout,
		.compare = (op & FUTEX_CMD_MASK) == FUTEX_CMP_REQUEUE,
		.value = (uint32_t)third,
	};

	if (op & FUTEX_CLOCK_REALTIME && (op & FUTEX_CMD_MASK) != FUTEX_WAIT_BITSET)
		return -ENOSYS;
	switch (op & FUTEX_CMD_MASK) {
	case FUTEX_WAIT:
		return wait_command(address, op, (uint32_t)value, timeout, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAIT_BITSET:
		return wait_command(address, op, (uint32_t)value, timeout, (uint32_t)third);
	case FUTEX_WAKE:
		return futex_wake(address, private, value, FUTEX_BITSET_MATCH_ANY);
	case FUTEX_WAKE_BITSET:
		return futex_wake(address, private, value, (uint32_t)third);
	case FUTEX_REQUEUE:
	case FUTEX_CMP_REQUEUE:
		return futex_requeue(&request, private);
	default:
		return -ENOSYS;
	}
}

long sys_set_robust_list(kind_pointer head, kind_size size)
{
	if (size != sizeof(struct abi_robust_list_head))
		return -EINVAL;
	task_current()->robust_list = head;
	return 0;
}

/* The word of a lock that the thread may hold: its owner has died. Returns whether it held it. */
static bool leave_word(uaddr_t address, int tid)
{
	uint32_t word;
	int done = 0;

	if (address % sizeof(word))
		return false;
	while (done == 0) {
		if (copy_from_user(&word, address, sizeof(word)) < 0 ||
		    (word & FUTEX_TID_MASK) != (uint32_t)tid)
			return false;
		done = user_word_replace(address, word,
					 (word & FUTEX_WAITERS) | FUTEX_OWNER_DIED);
	}
	if (done > 0 && word & FUTEX_WAITERS)
		futex_wake_address(address);
	return done > 0;
}

/* The lowest bit of a link tells of a kind of lock that is not known here. */
#define LINK_MASK (~(uaddr_t)1)

void futex_leave_robust(uaddr_t head, int tid)
{
	struct abi_robust_list_head list;
	uaddr_t entry, next;

	if (!head || copy_from_user(&list, head, sizeof(list)) < 0)
		return;
	entry = list.list;
	for (unsigned int i = 0; i < FUTEX_ROBUST_MAX && (entry & LINK_MASK) != head; i++) {
		if (copy_from_user(&next, entry & LINK_MASK, sizeof(next)) < 0)
			break;
		if (entry != list.list_op_pending)
			leave_word((entry & LINK_MASK) + (uaddr_t)list.futex_offset, tid);
		entry = next;
	}
	/* What it was about to take, or had let go of without having waked anybody. */
	entry = (list.list_op_pending & LINK_MASK) + (uaddr_t)list.futex_offset;
	if (list.list_op_pending && !leave_word(entry, tid))
		futex_wake_address(entry);
}
