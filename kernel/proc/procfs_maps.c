/*
 * /proc/PID/maps: a line for each region, as Linux has it. A file's name is shown while the cache
 * of names knows it.
 */
#include "process.h"
#include "procfs_process.h"
#include "procfs_text.h"

#include <abi/errno.h>
#include <abi/limits.h>
#include <fs/path.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/uio.h>

#define NAME_COLUMN 73

/* Blanks up to the column of names. */
static void add_blanks(struct text *line)
{
	memset(line->buffer + line->length, ' ', NAME_COLUMN - line->length);
	line->length = NAME_COLUMN;
}

/* Of what is no file. */
static const char *name_of_memory(const struct region *region)
{
	if (region_is_shared(region))
		return "/dev/zero (deleted)";
	if (region->kind == REGION_HEAP)
		return "[heap]";
	if (region->kind == REGION_KERNEL)
		return "[kernel]";
	return region->kind == REGION_STACK ? "[stack]" : "";
}

static void add_bounds(struct text *line, const struct region *region)
{
	uint32_t rights = region->rights;

	text_add(line, "%08lx-%08lx %c%c%c%c ", (unsigned long)region->start,
		 (unsigned long)region->end, rights & REGION_READ ? 'r' : '-',
		 rights & REGION_WRITE ? 'w' : '-', rights & REGION_EXECUTE ? 'x' : '-',
		 region_is_shared(region) ? 's' : 'p');
}

static void add_file(struct text *line, const struct region *region)
{
	struct inode *inode = region->object;
	uint64_t offset = region->offset - (region->origin - region->start);
	ssize_t length = path_of_file(inode, line->buffer + NAME_COLUMN, line->size - NAME_COLUMN);

	text_add(line, "%08lx 00:01 %u ", (unsigned long)offset, inode->number);
	if (length > 0) {
		add_blanks(line);
		line->length += (size_t)length;
	}
}

static void add_memory(struct text *line, const struct region *region)
{
	const char *name = name_of_memory(region);

	text_add(line, "00000000 00:00 0 ");
	if (*name) {
		add_blanks(line);
		text_put(line, name, strlen(name));
	}
}

static void add_region(struct text *text, const struct region *region, char *room)
{
	struct text line = { .buffer = room, .size = PAGE_SIZE };

	add_bounds(&line, region);
	if (region->kind == REGION_FILE)
		add_file(&line, region);
	else
		add_memory(&line, region);
	text_put(text, line.buffer, line.length);
	text_put(text, "\n", 1);
}

static void add_regions(struct text *text, struct aspace *aspace, char *room)
{
	const struct region *region;

	mutex_lock(&aspace->lock);
	list_for_each(region, &aspace->regions, link)
		if (!text_is_full(text))
			add_region(text, region, room);
	mutex_unlock(&aspace->lock);
}

/* Put the text from `offset` on into a page of its own, then to where it is wanted. */
static ssize_t read_into(char *page, char *room, int pid, struct uio *uio, uint64_t offset)
{
	struct text text = { .buffer = page, .size = PAGE_SIZE, .skip = offset };
	struct process_arguments unused;
	struct aspace *aspace = process_memory(pid, &unused);

	if (!aspace)
		return 0;
	add_regions(&text, aspace, room);
	aspace_put(aspace);
	return (ssize_t)uio_write(uio, page, MIN(text.length, uio_left(uio)));
}

static ssize_t read_maps(struct inode *inode, struct uio *uio, uint64_t offset)
{
	ssize_t result = uio_prefault(uio, MIN(uio_left(uio), PAGE_SIZE));
	char *page = page_alloc(), *room = page_alloc();

	if (result >= 0)
		result = page && room ? read_into(page, room, (int)inode->private_number, uio,
						  offset) : -ENOMEM;
	if (page)
		page_free(page);
	if (room)
		page_free(room);
	return result;
}

const struct inode_ops proc_maps_ops = { .read = read_maps };
