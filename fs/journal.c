/*
 * The journal: why a power cut leaves a consistent earlier state of the file system.
 *
 * Calls that change metadata do so in operations (journal_begin .. journal_end). All operations of
 * about a second form one transaction, which reaches the disk as a whole or not at all:
 *
 *	running		operations join, change buffers in memory, and return. Nothing is written.
 *	closing		no operation may begin; the open ones end. They wait for nothing but the
 *			disk: for reads, for room in the cache, and without memory for the
 *			transaction before to be home.
 *	committing	commit.c writes it, in this order, `|` being a flush of the disk:
 *			file data and log blocks | commit record | blocks home | clear record |
 *
 * The commit record is the first sector of the log's header. Before it is written a power cut
 * undoes the transaction; afterwards mount replays it (log.c). The next transaction runs meanwhile.
 * It may change a buffer of the committing one: then the committing one keeps the old data
 * (`frozen`) and the buffer gets a copy, so that nobody waits for the disk.
 *
 * What keeps it right:
 *
 *  - A block's old contents stay untouched until the transaction that frees it is durable: alloc.c
 *    does not hand it out. So data written home early never damages the earlier state.
 *  - File data is written home before the commit record of the transaction that makes it reachable;
 *    also when the running transaction frees the block meanwhile (journal_data_is_due).
 *  - There is one log: a transaction is home and the record cleared before the next is written. So
 *    what is replayed is never older than what is in place.
 *  - A block of metadata that was freed leaves the running transaction (journal_forget): it may be
 *    in use for data, written without the log, by the time that transaction goes home.
 *  - There is no undoing within a transaction. So an operation first gets hold of what it is going
 *    to change (inode_prepare, dir_hold); what can not be read is an error before the first change.
 *  - An operation changes at most JOURNAL_OPERATION_BLOCKS blocks, and begins only if the log has
 *    room for that many for each operation open. Two transactions together pin no more than two
 *    thirds of the cache.
 */
#include "journal.h"
#include "cache.h"
#include "journal_private.h"
#include "volume.h"

#include <abi/errno.h>
#include <kernel/log.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <lib/string.h>
#include <mm/page.h>

struct journal journal;

#define MEMORY_LOW 64 /* free pages */

static void journal_reset(void)
{
	struct spinlock lock = journal.lock;

	memset(&journal, 0, sizeof(journal));
	journal.lock = lock;
	for (int slot = 0; slot < 2; slot++)
		list_init(&journal.slots[slot].buffers);
	waitq_init(&journal.room);
	waitq_init(&journal.idle);
	waitq_init(&journal.work);
	waitq_init(&journal.done);
	journal.sequence = 1;
}

int journal_start(void)
{
	uint32_t capacity = disk_log_capacity(volume_layout());
	struct thread *thread;

	journal_reset();
	journal.capacity = MIN(capacity, (uint32_t)CONFIG_FS_NBUF / 3);
	journal.log_start = volume.layout.log_start;
	if (journal.capacity < JOURNAL_OPERATION_BLOCKS) {
		kprintf("fs: the log of %u blocks is too short\n", volume.layout.log_blocks);
		return -EINVAL;
	}
	journal.header = block_memory_alloc();
	if (journal.header == NULL)
		return -ENOMEM;
	thread = thread_create("journal", commit_thread, NULL);
	if (thread == NULL)
		return -ENOMEM;
	journal.started = true;
	thread_start(thread);
	return 0;
}

int journal_stop(void)
{
	int error = journal_sync();
	irq_key_t key = spin_lock(&journal.lock);

	journal.stopping = true;
	waitq_wake_all(&journal.work);
	while (journal.started)
		waitq_sleep_uninterruptible(&journal.done, &journal.lock, &key);
	spin_unlock(&journal.lock, key);
	return error;
}

/* Let the thread commit as soon as it can; lock held. */
static void commit_request(void)
{
	if (!journal.wanted) {
		journal.wanted = true;
		waitq_wake_one(&journal.work);
	}
}

#define CAPACITY_LOW (CACHE_RESERVE / 3u)

_Static_assert(JOURNAL_OPERATION_BLOCKS <= CAPACITY_LOW, "one operation can always begin");

/* What a transaction may pin: without memory to spare, what the cache's reserve can bear. */
static uint32_t capacity_now(void)
{
	return page_count_free() > MEMORY_LOW ? journal.capacity :
						MIN(journal.capacity, CAPACITY_LOW);
}

/* Is there room for one more operation? Lock held. */
static bool room_for_operation(bool allocates)
{
	uint32_t operations = journal.operations + 1;
	uint32_t count = journal.slots[journal.running].count;

	if (count + operations * JOURNAL_OPERATION_BLOCKS > capacity_now())
		return false;
	return !allocates || !alloc_is_short(operations * JOURNAL_OPERATION_ALLOCATIONS);
}

int journal_begin(bool allocates)
{
	irq_key_t key = spin_lock(&journal.lock);

	while (!journal.failed && (journal.closing || !room_for_operation(allocates))) {
		if (!journal.closing)
			commit_request();
		waitq_sleep_uninterruptible(&journal.room, &journal.lock, &key);
	}
	if (journal.failed || volume.read_only) {
		spin_unlock(&journal.lock, key);
		return -EROFS;
	}
	journal.operations++;
	spin_unlock(&journal.lock, key);
	return 0;
}

/* See that what was changed is written after a while; lock held. */
static void commit_schedule(void)
{
	if (!journal.scheduled) {
		journal.scheduled = true;
		journal.deadline = time_now() + time_from_ns(CONFIG_FS_COMMIT_MS * 1000000ull);
		waitq_wake_one(&journal.work);
	}
}

void journal_end(void)
{
	irq_key_t key = spin_lock(&journal.lock);
	uint32_t count = journal.slots[journal.running].count;

	ASSERT(journal.operations > 0);
	if (--journal.operations == 0 && journal.closing)
		waitq_wake_all(&journal.idle);
	else if (!list_empty(&journal.room.sleepers))
		waitq_wake_all(&journal.room);
	if (count > journal.capacity / 4 * 3)
		commit_request();
	else if (count > 0)
		commit_schedule();
	spin_unlock(&journal.lock, key);
}

void journal_note_data(bool many)
{
	irq_key_t key;

	if (journal.scheduled && !many)
		return;
	key = spin_lock(&journal.lock);
	commit_schedule();
	if (many && !journal.write_back) {
		journal.write_back = true;
		waitq_wake_one(&journal.work);
	}
	spin_unlock(&journal.lock, key);
}

/* Leave the committing transaction the data as it is, and continue on a copy. Lock held. */
static bool buffer_freeze(struct buffer *buffer)
{
	void *copy = block_memory_alloc();

	if (copy == NULL)
		return false;
	memcpy(copy, buffer->data, BLOCK_SIZE);
	buffer->frozen = buffer->data;
	buffer->data = copy;
	return true;
}

/*
 * Does the committing transaction still need the buffer as it is? Not once the log has failed:
 * nothing of it is written any more.
 */
static bool buffer_is_committing(const struct buffer *buffer)
{
	return buffer->in_transaction[!journal.running] && buffer->frozen == NULL &&
	       !journal.failed;
}

/*
 * Add the buffer to the running transaction. Lock held; without memory for a copy, waits until the
 * committing transaction is home.
 */
static void transaction_add(struct buffer *buffer, irq_key_t *key)
{
	uint32_t slot = journal.running;
	struct transaction *transaction = &journal.slots[slot];

	while (buffer_is_committing(buffer) && !buffer_freeze(buffer))
		waitq_sleep_uninterruptible(&journal.room, &journal.lock, key);
	if (buffer->in_transaction[slot])
		return;
	buffer->in_transaction[slot] = 1;
	list_add_tail(&transaction->buffers, &buffer->transaction_link[slot]);
	transaction->count++;
	cache_pin(buffer);
}

void journal_modify(struct buffer *buffer)
{
	irq_key_t key;

	/* The slot can not change while our operation is open, and only operations set this. */
	if (buffer->in_transaction[journal.running])
		return;
	key = spin_lock(&journal.lock);
	transaction_add(buffer, &key);
	spin_unlock(&journal.lock, key);
}

void journal_update(struct buffer *buffer, uint32_t offset, const void *bytes, uint32_t length)
{
	irq_key_t key = spin_lock(&journal.lock);

	if (!buffer->in_transaction[journal.running])
		transaction_add(buffer, &key);
	memcpy((char *)buffer->data + offset, bytes, length);
	spin_unlock(&journal.lock, key);
}

void journal_peek(struct buffer *buffer, uint32_t offset, void *bytes, uint32_t length)
{
	irq_key_t key = spin_lock(&journal.lock);

	memcpy(bytes, (char *)buffer->data + offset, length);
	spin_unlock(&journal.lock, key);
}

void journal_forget(struct buffer *buffer)
{
	irq_key_t key = spin_lock(&journal.lock);
	uint32_t slot = journal.running;
	bool known = buffer->in_transaction[slot];

	if (known) {
		buffer->in_transaction[slot] = 0;
		list_remove(&buffer->transaction_link[slot]);
		journal.slots[slot].count--;
	}
	spin_unlock(&journal.lock, key);
	if (known)
		cache_put(buffer);
}

int journal_sync(void)
{
	irq_key_t key = spin_lock(&journal.lock);
	uint64_t wanted = journal.sequence;
	int error;

	if (journal.slots[journal.running].count == 0 && journal.operations == 0 &&
	    !cache_is_dirty())
		wanted--;
	while (journal.durable < wanted && !journal.failed && journal.started) {
		if (journal.sequence == wanted)
			commit_request();
		waitq_sleep_uninterruptible(&journal.done, &journal.lock, &key);
	}
	error = journal.failed ? -EIO : journal.data_error;
	journal.data_error = 0;
	spin_unlock(&journal.lock, key);
	return error;
}

bool journal_is_committing(void)
{
	return journal.slots[!journal.running].count > 0 && !journal.failed;
}

bool journal_data_is_due(void)
{
	return journal.data_due;
}

uint32_t journal_number(void)
{
	return (uint32_t)journal.sequence;
}

uint64_t journal_count(void)
{
	return journal.written;
}

bool journal_failed(void)
{
	return journal.failed;
}
