/*
 * Writing a transaction: the journal's thread. The order of the steps and the reasons for it stand
 * at the top of journal.c.
 */
#include "cache.h"
#include "journal_private.h"
#include "volume.h"

#include <abi/errno.h>
#include <kernel/log.h>
#include <kernel/thread.h>
#include <kernel/time.h>
#include <lib/string.h>

/* Walks the buffers of a transaction for cache_write_blocks(). */
struct walk {
	uint32_t slot;
	struct list *next;
	uint32_t log_block; /* where the next copy goes; 0: home */
};

static void walk_init(struct walk *walk, uint32_t slot, uint32_t log_block)
{
	walk->slot = slot;
	walk->next = journal.slots[slot].buffers.next;
	walk->log_block = log_block;
}

static struct buffer *walk_next(struct walk *walk)
{
	struct buffer *buffer;

	buffer = list_entry(walk->next, struct buffer, transaction_link[walk->slot]);
	walk->next = walk->next->next;
	return buffer;
}

static void walk_write(void *context, struct block_write *write)
{
	struct walk *walk = context;
	struct buffer *buffer = walk_next(walk);
	irq_key_t key = spin_lock(&journal.lock);

	write->data = transaction_data(buffer);
	write->block = walk->log_block != 0 ? walk->log_block++ : buffer->block;
	spin_unlock(&journal.lock, key);
}

static void header_fill(uint32_t slot)
{
	struct disk_log_header *header = journal.header;
	struct walk walk;

	memset(header, 0, BLOCK_SIZE);
	walk_init(&walk, slot, 0);
	for (uint32_t i = 0; i < journal.slots[slot].count; i++)
		le32_set(&header->home[i], walk_next(&walk)->block);
	le32_set(&header->count, journal.slots[slot].count);
}

/*
 * The part of the header that does not fit in its first sector; without a record it means nothing.
 */
static int header_write_tail(uint32_t count)
{
	uint64_t sector = (uint64_t)journal.log_start * BLOCK_SECTORS;

	if (count <= DISK_LOG_FIRST_SECTOR)
		return 0;
	return cache_transfer(true, sector + 1, (char *)journal.header + DISK_SECTOR,
			      BLOCK_SIZE - DISK_SECTOR);
}

/* Write the record that commits, or with count 0 the one that says there is nothing to replay. */
static int header_write_record(uint32_t count)
{
	struct disk_log_header *header = journal.header;
	int error;

	le32_set(&header->count, count);
	error = cache_transfer(true, (uint64_t)journal.log_start * BLOCK_SECTORS, header,
			       DISK_SECTOR);
	return error ? error : cache_flush();
}

static int write_log(uint32_t slot)
{
	uint32_t count = journal.slots[slot].count;
	struct walk walk;
	int error;

	/* Operations keep to their shares. If one did not, what is behind the log must not pay. */
	if (count > disk_log_capacity(volume_layout())) {
		kprintf("fs: the log is full: %u blocks were changed\n", count);
		return -EIO;
	}
	header_fill(slot);
	walk_init(&walk, slot, journal.log_start + 1);
	error = cache_write_blocks(walk_write, &walk, count);
	if (error == 0)
		error = header_write_tail(count);
	if (error == 0)
		error = cache_flush();
	return error ? error : header_write_record(count);
}

static int write_home(uint32_t slot)
{
	struct walk walk;
	int error;

	walk_init(&walk, slot, 0);
	error = cache_write_blocks(walk_write, &walk, journal.slots[slot].count);
	if (error == 0)
		error = cache_flush();
	return error ? error : header_write_record(0);
}

/* The transaction is home: its buffers are ordinary again, and whoever waited for one goes on. */
static void transaction_release(uint32_t slot)
{
	struct transaction *transaction = &journal.slots[slot];
	struct buffer *buffer;
	irq_key_t key;

	while (!list_empty(&transaction->buffers)) {
		buffer = list_first(&transaction->buffers, struct buffer, transaction_link[slot]);
		key = spin_lock(&journal.lock);
		list_remove(&buffer->transaction_link[slot]);
		buffer->in_transaction[slot] = 0;
		if (buffer->frozen != NULL) {
			block_memory_free(buffer->frozen);
			buffer->frozen = NULL;
		}
		spin_unlock(&journal.lock, key);
		cache_put(buffer);
	}
	key = spin_lock(&journal.lock);
	transaction->count = 0;
	waitq_wake_all(&journal.room);
	spin_unlock(&journal.lock, key);
	cache_wake();
}

/* Wait for the open operations and let the next transaction run. Returns the closed one's slot. */
static uint32_t transaction_close(void)
{
	irq_key_t key = spin_lock(&journal.lock);
	uint32_t slot = journal.running;

	journal.closing = true;
	while (journal.operations > 0)
		waitq_sleep_uninterruptible(&journal.idle, &journal.lock, &key);
	alloc_transaction_closed();
	journal.running = !slot;
	journal.sequence++;
	journal.closing = false;
	journal.data_due = true;
	journal.wanted = false;
	journal.scheduled = false;
	waitq_wake_all(&journal.room);
	spin_unlock(&journal.lock, key);
	return slot;
}

/* Everything up to the closed transaction is durable: who waits for that may go on. */
static void transaction_durable(uint64_t sequence)
{
	irq_key_t key;

	alloc_transaction_durable();
	key = spin_lock(&journal.lock);
	journal.durable = sequence;
	waitq_wake_all(&journal.done);
	waitq_wake_all(&journal.room);
	spin_unlock(&journal.lock, key);
}

static void journal_fail(int error)
{
	irq_key_t key = spin_lock(&journal.lock);

	journal.failed = true;
	waitq_wake_all(&journal.done);
	waitq_wake_all(&journal.room);
	spin_unlock(&journal.lock, key);
	cache_wake();
	kprintf("fs: writing the log failed (error %d): read-only from now on\n", -error);
}

static void commit(void)
{
	uint32_t slot = transaction_close();
	uint64_t sequence = journal.sequence - 1;
	bool metadata = journal.slots[slot].count > 0;
	int error;

	error = cache_write_all();
	journal.data_due = false;
	if (error) {
		journal.data_error = error;
		kprintf("fs: file data was not written\n");
	}
	error = metadata ? write_log(slot) : cache_flush();
	if (error == 0) {
		journal.written += metadata; /* before anybody hears of it who might look */
		transaction_durable(sequence);
		if (metadata)
			error = write_home(slot);
	}
	if (error)
		journal_fail(error);
	else
		transaction_release(slot);
}

/* Sleep until there is something to do; false when the thread shall end. */
static bool commit_wait(bool *write_back)
{
	irq_key_t key = spin_lock(&journal.lock);
	bool stop;

	while (!journal.stopping && (journal.failed || (!journal.wanted && !journal.write_back))) {
		if (!journal.scheduled || journal.failed)
			waitq_sleep_uninterruptible(&journal.work, &journal.lock, &key);
		else if (time_now() >= journal.deadline)
			break;
		else
			waitq_sleep_until(&journal.work, &journal.lock, &key, journal.deadline);
	}
	*write_back = journal.write_back && !journal.wanted;
	journal.write_back = false;
	stop = journal.stopping && (!journal.wanted || journal.failed);
	spin_unlock(&journal.lock, key);
	return !stop;
}

void commit_thread(void *unused)
{
	bool write_back;
	irq_key_t key;

	(void)unused;
	while (commit_wait(&write_back)) {
		if (write_back)
			cache_write_start();
		else
			commit();
	}
	key = spin_lock(&journal.lock);
	journal.started = false;
	waitq_wake_all(&journal.done);
	spin_unlock(&journal.lock, key);
}
