/*
 * The journal's twin for FS_LOG=n: changes go home as they are made. One operation runs at a time.
 * What it changes is pinned until it ends and then given to the disk, in the order of the changes,
 * without waiting; sync waits.
 */
#include "cache.h"
#include "journal.h"
#include "volume.h"

#include <abi/errno.h>
#include <kernel/log.h>
#include <lib/string.h>

static struct mutex operation_lock = MUTEX_INIT(operation_lock);
static struct list changed = LIST_INIT(changed); /* buffers; guarded by operation_lock */
static struct spinlock share_lock = SPINLOCK_INIT; /* blocks that several inodes share */

int journal_start(void)
{
	return 0;
}

int journal_stop(void)
{
	return journal_sync();
}

int journal_begin(bool allocates)
{
	(void)allocates;
	if (volume.read_only)
		return -EROFS;
	mutex_lock(&operation_lock);
	return 0;
}

void journal_end(void)
{
	struct buffer *buffer;

	while (!list_empty(&changed)) {
		buffer = list_first(&changed, struct buffer, transaction_link[0]);
		list_remove(&buffer->transaction_link[0]);
		buffer->in_transaction[0] = 0;
		cache_dirty(buffer);
		cache_put(buffer);
	}
	mutex_unlock(&operation_lock);
	cache_write_start();
}

void journal_note_data(bool many)
{
	(void)many;
}

void journal_modify(struct buffer *buffer)
{
	if (buffer->in_transaction[0])
		return;
	buffer->in_transaction[0] = 1;
	list_add_tail(&changed, &buffer->transaction_link[0]);
	cache_pin(buffer);
}

void journal_update(struct buffer *buffer, uint32_t offset, const void *bytes, uint32_t length)
{
	irq_key_t key;

	journal_modify(buffer);
	key = spin_lock(&share_lock);
	memcpy((char *)buffer->data + offset, bytes, length);
	spin_unlock(&share_lock, key);
}

void journal_peek(struct buffer *buffer, uint32_t offset, void *bytes, uint32_t length)
{
	irq_key_t key = spin_lock(&share_lock);

	memcpy(bytes, (char *)buffer->data + offset, length);
	spin_unlock(&share_lock, key);
}

void journal_forget(struct buffer *buffer)
{
	if (!buffer->in_transaction[0])
		return;
	buffer->in_transaction[0] = 0;
	list_remove(&buffer->transaction_link[0]);
	cache_put(buffer);
}

int journal_sync(void)
{
	int error = cache_write_all();
	int flush_error = cache_flush();

	/* What others changed meanwhile was left to us. */
	cache_write_start();
	return error ? error : flush_error;
}

bool journal_is_committing(void)
{
	return false;
}

bool journal_data_is_due(void)
{
	return false;
}

uint32_t journal_number(void)
{
	return 0;
}

uint64_t journal_count(void)
{
	return 0;
}

bool journal_failed(void)
{
	return false;
}

int log_recover(const struct disk_layout *layout)
{
	struct disk_log_header *header;
	int result;

	if (layout->log_blocks == 0)
		return 0;
	header = block_memory_alloc();
	if (header == NULL)
		return -ENOMEM;
	result = cache_transfer(false, (uint64_t)layout->log_start * BLOCK_SECTORS, header,
				DISK_SECTOR);
	if (result == 0 && le32_get(header->count) != 0) {
		kprintf("fs: the log is not empty: CONFIG_FS_LOG is needed\n");
		result = -EINVAL;
	}
	block_memory_free(header);
	return result;
}
