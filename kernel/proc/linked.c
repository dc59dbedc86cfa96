#include "linked.h"

#include "process.h"
#include "user_layout.h"

#include <abi/elf.h>
#include <abi/errno.h>
#include <arch/trap.h>
#include <lib/string.h>

/* The object of a region is the image, which stays where it is for ever. */
static int fill_from_image(struct region *region, uaddr_t address, void *page)
{
	const struct region_part part = region_part(region, address);

	memset(page, 0, PAGE_SIZE);
	memcpy((char *)page + part.start, (const char *)region->object + part.offset,
	       part.end - part.start);
	return 0;
}

static void keep(void *object)
{
}

static const struct pager image_pager = {
	.fill = fill_from_image,
	.get = keep,
	.put = keep,
};

static const struct abi_elf64_phdr *segments_of(const void *image, unsigned int *count)
{
	const struct abi_elf64_header *header = image;

	*count = header->e_phnum;
	return (const void *)((const char *)image + header->e_phoff);
}

static int load_segment(struct aspace *aspace, const void *image,
			const struct abi_elf64_phdr *segment)
{
	const uint32_t flags = segment->p_flags;
	const struct region region = {
		.start = ALIGN_DOWN(segment->p_vaddr, PAGE_SIZE),
		.end = ALIGN_UP(segment->p_vaddr + segment->p_memsz, PAGE_SIZE),
		.rights = (flags & PF_R ? REGION_READ : 0) | (flags & PF_W ? REGION_WRITE : 0) |
			  (flags & PF_X ? REGION_EXECUTE : 0),
		.kind = REGION_KERNEL,
		.pager = &image_pager,
		.object = (void *)(uintptr_t)image,
		.origin = segment->p_vaddr,
		.offset = segment->p_offset,
		.length = segment->p_filesz,
	};

	aspace->heap_start = aspace->brk = region.end;
	return aspace_add(aspace, &region);
}

static int load(struct aspace *aspace, const void *image)
{
	unsigned int count;
	const struct abi_elf64_phdr *segment = segments_of(image, &count);
	int error = user_stack_add(aspace);

	for (; count > 0 && !error; segment++, count--)
		if (segment->p_type == PT_LOAD && segment->p_memsz > 0)
			error = load_segment(aspace, image, segment);
	return error;
}

uaddr_t linked_data(const void *image)
{
	unsigned int count;
	const struct abi_elf64_phdr *segment = segments_of(image, &count);

	while (segment->p_type != PT_LOAD || !(segment->p_flags & PF_W))
		segment++;
	return segment->p_vaddr;
}

static struct aspace *make_aspace(const void *image)
{
	struct aspace *aspace = aspace_create();

	if (aspace && load(aspace, image) < 0) {
		aspace_destroy(aspace);
		return NULL;
	}
	return aspace;
}

int linked_create(const void *image, const char *name, struct process **result)
{
	const struct abi_elf64_header *header = image;
	struct process *process;
	int error = process_create(process_enter_user, NULL, &process);

	if (error)
		return error;
	process->aspace = make_aspace(image);
	if (!process->aspace) {
		process_discard(process);
		return -ENOMEM;
	}
	process->thread->aspace = process->aspace;
	process_set_name(process, name);
	arch_frame_init(arch_thread_frame(&process->thread->arch), header->e_entry, STACK_TOP);
	*result = process;
	return 0;
}
