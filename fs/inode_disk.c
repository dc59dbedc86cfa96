/*
 * Inodes on the disk: reading, storing, and those that have lost their last name.
 *
 * An orphan is an inode without names that is still in use. A power cut would leave it for ever, so
 * the superblock says when there is one, and mount then looks through all inodes. The mark is set
 * and cleared in the same journal operations as the links, and only for the first and the last.
 * Classic images have no place for it: there mount always looks.
 */
#include "directory.h"
#include "volume.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <kernel/chardev.h>
#include <kernel/log.h>
#include <kernel/time.h>
#include <lib/string.h>

static const struct {
	uint32_t mode;
	const struct inode_ops *ops;
} types[] = {
	[DISK_DIRECTORY] = { S_IFDIR | 0755, &disk_directory_ops },
	[DISK_FILE] = { S_IFREG | 0755, &disk_file_ops },
	[DISK_DEVICE] = { S_IFCHR | 0755, &disk_device_ops },
	IF_ENABLED(CONFIG_FS_SYMLINKS, [DISK_SYMLINK] = { S_IFLNK | 0777, &disk_symlink_ops }, )
};

uint32_t inode_disk_mode(uint32_t type)
{
	return type < ARRAY_SIZE(types) ? types[type].mode : 0;
}

uint32_t inode_disk_type(uint32_t mode)
{
	uint32_t type = DISK_DIRECTORY;

	while (type < ARRAY_SIZE(types) - 1 && ((types[type].mode ^ mode) & S_IFMT))
		type++;
	return type;
}

void inode_set_type(struct inode *inode, uint32_t type)
{
	inode->ops = types[type].ops;
	inode->mode = types[type].mode;
}

/* Take over what the disk says. Returns 0, or -EIO for a free inode or one of no known type. */
static int inode_decode(struct inode *inode, const struct disk_inode_times *disk)
{
	uint32_t type = le16_get(disk->inode.type);

	if (type == DISK_FREE || type >= ARRAY_SIZE(types) ||
	    (type == DISK_SYMLINK && !volume_has(SYMLINKS)))
		return -EIO;
	inode_set_type(inode, type);
	inode->device = DEV_MAKE(le16_get(disk->inode.major), le16_get(disk->inode.minor));
	inode->links = le16_get(disk->inode.links);
	inode->size = le32_get(disk->inode.size);
	for (uint32_t i = 0; i < DISK_ADDRESSES; i++)
		inode->addresses[i] = le32_get(disk->inode.addresses[i]);
	if (volume_has(TIMES)) {
		inode->times.accessed = le64_get(disk->accessed);
		inode->times.modified = le64_get(disk->modified);
		inode->times.changed = le64_get(disk->changed);
	}
	return 0;
}

/* The block in which the inode lies. */
static int inode_block(const struct inode *inode, struct buffer **buffer)
{
	return cache_read(disk_inode_block(volume_layout(), inode->number), buffer);
}

static int inode_read_disk(struct inode *inode)
{
	struct disk_inode_times disk;
	struct buffer *buffer;
	int error = inode_block(inode, &buffer);

	if (error)
		return error;
	journal_peek(buffer, disk_inode_offset(volume_layout(), inode->number), &disk,
		     1u << volume_layout()->inode_shift);
	cache_put(buffer);
	return inode_decode(inode, &disk);
}

int inode_load(struct inode *inode)
{
	int error = 0;

	if (likely(__atomic_load_n(&inode->loaded, __ATOMIC_ACQUIRE)))
		return 0;
	mutex_lock(&inode->lock);
	if (!inode->loaded) {
		error = inode_read_disk(inode);
		if (error == 0 && S_ISDIR(inode->mode))
			error = dir_load(inode);
		if (error == 0)
			__atomic_store_n(&inode->loaded, true, __ATOMIC_RELEASE);
	}
	mutex_unlock(&inode->lock);
	return error;
}

int inode_prepare(struct inode *inode)
{
	uint32_t number = journal_number();
	struct buffer *buffer;
	int error;

	if (number != 0 && inode->prepared == number)
		return 0;
	error = inode_block(inode, &buffer);
	if (error)
		return error;
	/* Part of the transaction, it stays in memory. */
	journal_modify(buffer);
	cache_put(buffer);
	inode->prepared = number;
	return 0;
}

int inode_store(struct inode *inode)
{
	struct disk_inode_times disk;
	struct buffer *buffer;
	int error = inode_block(inode, &buffer);

	if (error)
		return error;
	le16_set(&disk.inode.type, (uint16_t)inode_disk_type(inode->mode));
	le16_set(&disk.inode.major, (uint16_t)DEV_MAJOR(inode->device));
	le16_set(&disk.inode.minor, (uint16_t)DEV_MINOR(inode->device));
	le16_set(&disk.inode.links, (uint16_t)inode->links);
	le32_set(&disk.inode.size, inode->size);
	for (uint32_t i = 0; i < DISK_ADDRESSES; i++)
		le32_set(&disk.inode.addresses[i], inode->addresses[i]);
	if (volume_has(TIMES)) {
		le64_set(&disk.accessed, inode->times.accessed);
		le64_set(&disk.modified, inode->times.modified);
		le64_set(&disk.changed, inode->times.changed);
		memset(disk.reserved, 0, sizeof(disk.reserved));
	}
	journal_update(buffer, disk_inode_offset(volume_layout(), inode->number), &disk,
		       1u << volume_layout()->inode_shift);
	cache_put(buffer);
	return 0;
}

bool inode_touch(struct inode *inode, unsigned int which)
{
	uint64_t now;

	if (!volume_has(TIMES))
		return false;
	now = time_wall_ns();
	if (which & TIME_ACCESSED)
		inode->times.accessed = now;
	if (which & TIME_MODIFIED)
		inode->times.modified = now;
	if (which & TIME_CHANGED)
		inode->times.changed = now;
	return true;
}

static struct {
	struct mutex lock;
	uint32_t count; /* orphans in use now [lock] */
} orphans = { .lock = MUTEX_INIT(orphans.lock) };

/* Within an operation; orphans.lock held. */
static void super_set_state(uint32_t state)
{
	le32 value = le32_make(state);

	if (volume.classic)
		return;
	journal_update(volume.super,
		       (DISK_SUPER_OFFSET & (BLOCK_SIZE - 1)) + offsetof(struct disk_super, state),
		       &value, sizeof(value));
}

void inode_orphan_begin(struct inode *inode)
{
	inode->orphan = true;
	mutex_lock(&orphans.lock);
	if (orphans.count++ == 0)
		super_set_state(DISK_STATE_ORPHANS);
	mutex_unlock(&orphans.lock);
}

void inode_orphan_end(void)
{
	mutex_lock(&orphans.lock);
	if (--orphans.count == 0)
		super_set_state(0);
	mutex_unlock(&orphans.lock);
}

/* Is inode `number` in use, and without a name? */
static bool is_orphan(struct buffer *buffer, uint32_t number)
{
	struct disk_inode disk;

	journal_peek(buffer, disk_inode_offset(volume_layout(), number), &disk, sizeof(disk));
	return le16_get(disk.type) != DISK_FREE && le16_get(disk.links) == 0;
}

static int orphan_free(uint32_t number)
{
	struct inode *inode;
	int error = inode_open(number, &inode);

	if (error)
		return error;
	inode->orphan = true;
	mutex_lock(&orphans.lock);
	orphans.count++;
	mutex_unlock(&orphans.lock);
	inode_put(inode);
	return 0;
}

static int orphans_scan(void)
{
	struct buffer *buffer;
	int error, count = 0;

	for (uint32_t number = 1; number < volume.layout.inode_count; number++) {
		error = cache_read(disk_inode_block(volume_layout(), number), &buffer);
		if (error)
			return error;
		if (is_orphan(buffer, number) && orphan_free(number) == 0)
			count++;
		cache_put(buffer);
	}
	return count;
}

int inode_orphans_free(void)
{
	struct disk_super *super;
	int count, error;

	orphans.count = 0;
	super = (void *)((char *)volume.super->data + (DISK_SUPER_OFFSET & (BLOCK_SIZE - 1)));
	if (!volume.classic && !(le32_get(super->state) & DISK_STATE_ORPHANS))
		return 0;
	orphans.count = 1;
	count = orphans_scan();
	error = journal_begin(false);
	if (error == 0) {
		inode_orphan_end();
		journal_end();
	}
	return count < 0 ? count : error ? error : count;
}
