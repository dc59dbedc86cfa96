/*
 * Inodes in memory: which there are, and who uses them.
 *
 * An inode of the disk is, in the order of its life:
 *
 *	found		inode_find() made or found the structure for its number and gave out a
 *			reference; nothing else is known
 *	loaded		inode_load() read it; from now on memory is the truth, and every change is
 *			stored in the inode's block within the same journal operation
 *	unused		the last reference has gone; it stays loaded until the memory is wanted
 *	orphan		it lost its last name while somebody used it; the last inode_put() frees
 *			its blocks and the inode on the disk
 *
 * Finding and loading are apart because finding happens under the lock of a directory, so that the
 * name can not be removed in between, and loading waits for the disk and needs the inode's own
 * lock, which for `..` must not be taken while a lower directory is locked.
 *
 * Inodes of pseudo file systems are made loaded and go with the last reference.
 */
#include "volume.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <kernel/log.h>
#include <lib/string.h>
#include <mm/kmem.h>

#define INODE_HASH_SIZE (1u << (30 - __builtin_clz(CONFIG_NINODE)))

static struct {
	struct spinlock lock;
	struct list all;    /* of the disk's; roughly the longest unused first [lock] */
	uint32_t count;     /* of the disk's [lock] */
	struct kmem_cache memory;
	struct inode *hash[INODE_HASH_SIZE]; /* [lock] */
} inode_cache;

void inode_cache_init(void)
{
	kmem_cache_init(&inode_cache.memory, "inode", sizeof(struct inode));
	list_init(&inode_cache.all);
}

static struct inode **bucket_of(uint32_t number)
{
	return &inode_cache.hash[number & (INODE_HASH_SIZE - 1)];
}

static void inode_unhash(struct inode *inode)
{
	struct inode **place = bucket_of(inode->number);

	while (*place != inode)
		place = &(*place)->hash_next;
	*place = inode->hash_next;
}

static void inode_init(struct inode *inode, uint32_t number)
{
	memset(inode, 0, sizeof(*inode));
	inode->number = number;
	inode->references = 1;
	list_init(&inode->link);
	mutex_init(&inode->lock);
}

/* Take the memory of an inode that nobody uses. Lock held. */
static struct inode *inode_evict(void)
{
	struct inode *inode;

	for (uint32_t tries = 2 * inode_cache.count; tries > 0; tries--) {
		inode = list_first(&inode_cache.all, struct inode, link);
		list_remove(&inode->link);
		if (inode->references == 0 && !inode->recent) {
			inode_unhash(inode);
			return inode;
		}
		inode->recent = false;
		list_add_tail(&inode_cache.all, &inode->link);
	}
	return NULL;
}

/* A structure for an inode of the disk that is not in memory, or NULL. Lock held. */
static struct inode *inode_make(uint32_t number)
{
	struct inode *inode = NULL;

	if (inode_cache.count < CONFIG_NINODE) {
		inode = kmem_alloc(&inode_cache.memory);
		inode_cache.count += inode != NULL;
	}
	if (inode == NULL)
		inode = inode_evict();
	if (inode == NULL)
		return NULL;
	inode_init(inode, number);
	inode->hash_next = *bucket_of(number);
	*bucket_of(number) = inode;
	list_add_tail(&inode_cache.all, &inode->link);
	return inode;
}

static struct inode *inode_lookup(uint32_t number)
{
	struct inode *inode = *bucket_of(number);

	while (inode != NULL && inode->number != number)
		inode = inode->hash_next;
	return inode;
}

int inode_find(uint32_t number, struct inode **result)
{
	irq_key_t key;
	struct inode *inode;

	if (number == 0 || number >= volume.layout.inode_count)
		return -EIO;
	key = spin_lock(&inode_cache.lock);
	inode = inode_lookup(number);
	if (inode != NULL)
		inode->references++;
	else
		inode = inode_make(number);
	spin_unlock(&inode_cache.lock, key);
	*result = inode;
	return inode != NULL ? 0 : -ENFILE;
}

int inode_open(uint32_t number, struct inode **result)
{
	int error = inode_find(number, result);

	if (error == 0)
		error = inode_load(*result);
	else
		*result = NULL;
	if (error) {
		inode_put(*result);
		*result = NULL;
	}
	return error;
}

struct inode *inode_get(struct inode *inode)
{
	irq_key_t key = spin_lock(&inode_cache.lock);

	inode->references++;
	spin_unlock(&inode_cache.lock, key);
	return inode;
}

struct inode *inode_make_pseudo(const struct inode_ops *ops, uint32_t mode, uint32_t number)
{
	struct inode *inode = kmem_alloc(&inode_cache.memory);

	if (inode == NULL)
		return NULL;
	inode_init(inode, number);
	inode->ops = ops;
	inode->mode = mode;
	inode->links = S_ISDIR(mode) ? 2 : 1;
	inode->pseudo = true;
	inode->loaded = true;
	return inode;
}

bool inode_is_disk(const struct inode *inode)
{
	return !inode->pseudo;
}

/*
 * Give up the structure itself; no references are left. Returns the parent, to which it held one.
 */
static struct inode *inode_free(struct inode *inode)
{
	struct inode *parent = inode->parent;

	if (inode->pseudo && inode->ops->release != NULL)
		inode->ops->release(inode);
	kmem_free(&inode_cache.memory, inode);
	return parent;
}

/* Nobody shall find it any more. Lock held. */
static void inode_hide(struct inode *inode)
{
	inode_unhash(inode);
	list_remove(&inode->link);
	inode_cache.count--;
}

/* Drop one reference. Returns whether it was the last of an inode not to be kept; lock held. */
static bool reference_drop_locked(struct inode *inode)
{
	if (--inode->references > 0)
		return false;
	if (inode->pseudo)
		return true;
	inode->recent = true;
	if (inode->loaded && !inode->orphan)
		return false;
	inode_hide(inode);
	return true;
}

static bool reference_drop(struct inode *inode)
{
	irq_key_t key = spin_lock(&inode_cache.lock);
	bool last = reference_drop_locked(inode);

	spin_unlock(&inode_cache.lock, key);
	return last;
}

/* A removed directory holds its parent, and so on up: a loop, since they may be many. */
void inode_put(struct inode *inode)
{
	while (inode != NULL && unlikely(reference_drop(inode))) {
		/*
		 * Only now that nobody finds the structure may the number become free on the disk,
		 * and be given to another inode. What fails is left to the next mount.
		 */
		if (inode->orphan)
			map_truncate(inode, 0, true);
		inode = inode_free(inode);
	}
}

void inode_cache_clear(void)
{
	struct inode *inode, *next;

	list_for_each_safe(inode, next, &inode_cache.all, link) {
		if (inode->references > 0)
			continue;
		list_remove(&inode->link);
		inode_unhash(inode);
		inode_cache.count--;
		kmem_free(&inode_cache.memory, inode);
	}
}
