/*
 * Unmounting, which the kernel never does: afterwards the image can be mounted again, or another.
 */
#include <host/host.h>

#include "../journal_private.h"
#include "../volume.h"

#include <fs/fs.h>
#include <lib/string.h>

/* After an error a transaction is never released. */
static void transaction_drop(uint32_t slot)
{
	struct buffer *buffer, *next;

	list_for_each_safe(buffer, next, &journal.slots[slot].buffers, transaction_link[slot]) {
		list_remove(&buffer->transaction_link[slot]);
		if (buffer->frozen != NULL)
			block_memory_free(buffer->frozen);
		buffer->frozen = NULL;
	}
	journal.slots[slot].count = 0;
}

static void journal_drop(void)
{
	for (uint32_t slot = 0; slot < 2; slot++)
		transaction_drop(slot);
	if (journal.header != NULL)
		block_memory_free(journal.header);
	journal.header = NULL;
}

void fs_unmount(void)
{
	struct inode *root = volume.root;

	fs_shutdown();
	volume.root = NULL;
	inode_put(root);
	inode_cache_clear();
	if (volume.super != NULL)
		cache_put(volume.super);
	alloc_stop();
	if (IS_ENABLED(CONFIG_FS_LOG))
		journal_drop();
	cache_drop();
	volume = (struct volume){ .device = NULL };
}
