/*
 * Files that programs map shared.
 *
 * While anybody maps a file, the pages that were touched hold its contents: reading takes the bytes
 * from there, and writing puts them there as well as into the cache. What programs store into a
 * page nobody sees happen. So every page is compared with the file when the file is synchronised
 * and when its last mapping goes, and blocks that differ are written.
 *
 * A page stays when the file becomes shorter, full of zeroes, because programs may still have it;
 * behind the end of the file nothing is stored.
 */
#include "mapped.h"
#include "volume.h"

#include <abi/errno.h>
#include <arch/mmu.h>
#include <fs/mapped.h>
#include <kernel/log.h>
#include <lib/string.h>
#include <mm/kmem.h>
#include <mm/page.h>
#include <mm/page_tree.h>

/* [l] the inode's lock, [m] mapped_files.lock */
struct mapped {
	struct inode *inode;
	struct list link;	/* [m] */
	uint64_t round;		/* [m] of mapped_store_all() that has seen it */
	unsigned int users;	/* [l] */
	bool storing;		/* [l] what is being written comes from the pages */
	struct page_tree pages; /* [l] */
};

static struct {
	struct spinlock lock;
	struct list all;	   /* of struct mapped [lock] */
	uint64_t round;		   /* [lock] */
	struct kmem_cache memory;  /* made at the first use [lock] */
} mapped_files = { .all = LIST_INIT(mapped_files.all) };

static struct mapped *new_mapped(struct inode *inode)
{
	irq_key_t key = spin_lock(&mapped_files.lock);
	struct mapped *mapped;

	if (mapped_files.memory.size == 0)
		kmem_cache_init(&mapped_files.memory, "mapped", sizeof(struct mapped));
	mapped = kmem_alloc_zeroed(&mapped_files.memory);
	if (mapped != NULL) {
		mapped->inode = inode;
		mapped->round = mapped_files.round;
		list_add_tail(&mapped_files.all, &mapped->link);
	}
	spin_unlock(&mapped_files.lock, key);
	return mapped;
}

int mapped_open(struct inode *inode)
{
	int error = 0;

	mutex_lock(&inode->lock);
	if (inode->mapped == NULL)
		inode->mapped = new_mapped(inode);
	if (inode->mapped == NULL)
		error = -ENOMEM;
	else
		inode->mapped->users++;
	mutex_unlock(&inode->lock);
	if (error == 0)
		inode_get(inode);
	return error;
}

void mapped_get(struct inode *inode)
{
	mutex_lock(&inode->lock);
	inode->mapped->users++;
	mutex_unlock(&inode->lock);
	inode_get(inode);
}

char *mapped_find_byte(const struct inode *inode, uint64_t offset)
{
	char *page = page_tree_find(&inode->mapped->pages, offset >> PAGE_SHIFT);

	return page != NULL ? page + (offset & PAGE_MASK) : NULL;
}

/* A block lies in one page. */
void mapped_wrote_bytes(struct inode *inode, uint64_t offset, const void *bytes, size_t length)
{
	char *to = inode->mapped->storing ? NULL : mapped_find_byte(inode, offset);

	if (to != NULL)
		memcpy(to, bytes, length);
}

struct span {
	uint64_t from;
	uint64_t to;
};

static void zero_part(void *context, uint64_t number, void *page)
{
	const struct span *span = context;
	uint64_t start = number << PAGE_SHIFT;
	uint64_t from = MAX(span->from, start), to = MIN(span->to, start + PAGE_SIZE);

	if (from < to)
		memset((char *)page + (from - start), 0, to - from);
}

void mapped_zero_bytes(struct inode *inode, uint64_t from, uint64_t to)
{
	struct span span = { from, to };

	page_tree_visit(&inode->mapped->pages, from >> PAGE_SHIFT, zero_part, &span);
}

/* A page with what the file has there; a reading that comes out short is not its end. Lock held. */
static int fill_page(struct inode *inode, uint64_t offset, char *page)
{
	size_t size = (size_t)MIN((uint64_t)PAGE_SIZE, inode->size - offset), done = 0;

	while (done < size) {
		ssize_t got = data_fill(inode, page + done, offset + done, size - done);

		if (got <= 0)
			return got < 0 ? (int)got : -EIO;
		done += (size_t)got;
	}
	memset(page + size, 0, PAGE_SIZE - size);
	return page_tree_add(&inode->mapped->pages, offset >> PAGE_SHIFT, page);
}

static int find_page(struct inode *inode, uint64_t number, void **page)
{
	uint64_t offset = number << PAGE_SHIFT;
	int error;

	if (number > UINT32_MAX >> PAGE_SHIFT || offset >= inode->size)
		return -EIO;
	*page = mapped_find_byte(inode, offset);
	if (*page != NULL)
		return 0;
	*page = page_alloc();
	if (*page == NULL)
		return -ENOMEM;
	error = fill_page(inode, offset, *page);
	if (error)
		page_free(*page);
	return error;
}

int mapped_page(struct inode *inode, uint64_t number, void **page)
{
	int error;

	mutex_lock(&inode->lock);
	error = find_page(inode, number, page);
	mutex_unlock(&inode->lock);
	return error;
}

static bool is_zero(const char *bytes, size_t length)
{
	for (size_t i = 0; i < length; i++)
		if (bytes[i] != 0)
			return false;
	return true;
}

/* Is what the file has there, within one block, different? 1, 0 or -errno. */
static int block_differs(struct inode *inode, uint64_t offset, const char *bytes, size_t length)
{
	struct buffer *buffer;
	uint32_t block;
	int error = map_find(inode, (uint32_t)(offset >> BLOCK_SHIFT), &block);
	bool differs;

	if (error)
		return error;
	if (block == 0)
		return !is_zero(bytes, length);
	error = cache_read(block, &buffer);
	if (error)
		return error;
	differs = memcmp((char *)buffer->data + (offset & (BLOCK_SIZE - 1)), bytes, length) != 0;
	cache_put(buffer);
	return differs;
}

struct storing {
	struct inode *inode;
	int error; /* the first; what can be stored is stored all the same */
};

static void store_page(void *context, uint64_t number, void *page)
{
	struct storing *storing = context;
	struct inode *inode = storing->inode;
	uint64_t offset = number << PAGE_SHIFT;
	uint64_t end = MIN(offset + PAGE_SIZE, (uint64_t)inode->size);

	for (; offset < end; offset += BLOCK_SIZE) {
		char *bytes = (char *)page + (offset & PAGE_MASK);
		size_t length = MIN((size_t)BLOCK_SIZE, (size_t)(end - offset));
		int differs = block_differs(inode, offset, bytes, length);

		if (differs > 0)
			differs = data_store(inode, bytes, offset, length);
		if (differs < 0 && storing->error == 0)
			storing->error = differs;
	}
}

/* Lock held. */
static int store_locked(struct inode *inode)
{
	struct storing storing = { .inode = inode };

	if (inode->mapped == NULL)
		return 0;
	inode->mapped->storing = true;
	page_tree_visit(&inode->mapped->pages, 0, store_page, &storing);
	inode->mapped->storing = false;
	return storing.error;
}

int mapped_store(struct inode *inode)
{
	int error;

	mutex_lock(&inode->lock);
	error = store_locked(inode);
	mutex_unlock(&inode->lock);
	return error;
}

/* One that this round has not seen, with a reference, or NULL. */
static struct inode *next_inode(uint64_t round)
{
	irq_key_t key = spin_lock(&mapped_files.lock);
	struct inode *inode = NULL;
	struct mapped *mapped;

	list_for_each(mapped, &mapped_files.all, link) {
		if (mapped->round < round) {
			mapped->round = round;
			inode = inode_get(mapped->inode);
			break;
		}
	}
	spin_unlock(&mapped_files.lock, key);
	return inode;
}

int mapped_store_all(void)
{
	irq_key_t key = spin_lock(&mapped_files.lock);
	uint64_t round = ++mapped_files.round;
	struct inode *inode;
	int first = 0, error;

	spin_unlock(&mapped_files.lock, key);
	while ((inode = next_inode(round)) != NULL) {
		error = mapped_store(inode);
		inode_put(inode);
		if (first == 0)
			first = error;
	}
	return first;
}

/* Nobody maps the file any more. Lock held. */
static void drop_pages(struct inode *inode)
{
	struct mapped *mapped = inode->mapped;
	int error = store_locked(inode);
	irq_key_t key;

	if (error)
		kprintf("fs: what was written to mapped memory of inode %u is lost: error %d\n",
			inode->number, -error);
	page_tree_free(&mapped->pages);
	inode->mapped = NULL;
	key = spin_lock(&mapped_files.lock);
	list_remove(&mapped->link);
	kmem_free(&mapped_files.memory, mapped);
	spin_unlock(&mapped_files.lock, key);
}

void mapped_put(struct inode *inode)
{
	mutex_lock(&inode->lock);
	if (--inode->mapped->users == 0)
		drop_pages(inode);
	mutex_unlock(&inode->lock);
	inode_put(inode);
}

int mapped_sync(struct inode *inode)
{
	return inode_sync(inode);
}
