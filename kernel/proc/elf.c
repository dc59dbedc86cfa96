/*
 * Loading: each segment becomes a region whose pages are read from the file, at once or when they
 * are first touched. Every number in the file is checked before use: a file can hold anything.
 */
#include "elf.h"

#include "file_pager.h"

#include <abi/elf.h>
#include <abi/errno.h>
#include <abi/stat.h>
#include <arch/mmu.h>
#include <fs/inode.h>
#include <lib/string.h>
#include <mm/aspace.h>

#define HEADERS_MAX 64

/* The part of a page that comes from the file is read, the rest is zero. */
static int fill_from_file(struct region *region, uaddr_t address, void *page)
{
	const struct region_part part = region_part(region, address);
	char *bytes = page;
	ssize_t got;

	memset(bytes, 0, part.start);
	memset(bytes + part.end, 0, PAGE_SIZE - part.end);
	if (part.start == part.end)
		return 0;
	got = inode_read_kernel(region->object, bytes + part.start, part.offset,
				part.end - part.start);
	if (got <= 0)
		return got == -ENOMEM ? -ENOMEM : -EIO;
	memset(bytes + part.start + got, 0, part.end - part.start - (size_t)got);
	return 0;
}

static const struct pager file_pager = {
	.fill = fill_from_file,
	.get = file_object_get,
	.put = file_object_put,
};

static int read_exactly(struct inode *file, void *buffer, uint64_t offset, size_t size)
{
	ssize_t got = inode_read_kernel(file, buffer, offset, size);

	if (got < 0)
		return (int)got;
	return (size_t)got == size ? 0 : -ENOEXEC;
}

static bool header_is_good(const struct abi_elf64_header *header)
{
	return memcmp(header->e_ident, ELFMAG, SELFMAG) == 0 &&
	       header->e_ident[EI_CLASS] == ELFCLASS64 && header->e_ident[EI_DATA] == ELFDATA2LSB &&
	       header->e_machine == EM_RISCV && header->e_type == ET_EXEC &&
	       header->e_phentsize == sizeof(struct abi_elf64_phdr) && header->e_phnum > 0 &&
	       header->e_phnum <= HEADERS_MAX && header->e_entry < USER_TOP;
}

static bool segment_is_good(const struct abi_elf64_phdr *segment)
{
	return segment->p_filesz <= segment->p_memsz && segment->p_vaddr >= PAGE_SIZE &&
	       segment->p_memsz < USER_TOP && segment->p_vaddr < USER_TOP - segment->p_memsz &&
	       segment->p_offset <= INT64_MAX - segment->p_filesz &&
	       IS_ALIGNED(segment->p_vaddr - segment->p_offset, PAGE_SIZE);
}

static uint32_t segment_rights(const struct abi_elf64_phdr *segment)
{
	return (segment->p_flags & PF_R ? REGION_READ : 0) |
	       (segment->p_flags & PF_W ? REGION_WRITE : 0) |
	       (segment->p_flags & PF_X ? REGION_EXECUTE : 0);
}

static int load_segment(struct aspace *aspace, struct inode *file,
			const struct abi_elf64_phdr *segment)
{
	const struct region region = {
		.start = ALIGN_DOWN(segment->p_vaddr, PAGE_SIZE),
		.end = ALIGN_UP(segment->p_vaddr + segment->p_memsz, PAGE_SIZE),
		.rights = segment_rights(segment),
		.kind = REGION_FILE,
		.pager = &file_pager,
		.object = file,
		.origin = segment->p_vaddr,
		.offset = segment->p_offset,
		.length = segment->p_filesz,
	};
	int error;

	inode_get(file);
	error = aspace_add(aspace, &region);
	if (error)
		inode_put(file);
	return error == -EINVAL || error == -EEXIST ? -ENOEXEC : error;
}

/* A segment that holds the program headers tells where they are in memory. */
static void find_headers(struct program *program, const struct abi_elf64_header *header,
			 const struct abi_elf64_phdr *segment)
{
	if (header->e_phoff >= segment->p_offset &&
	    header->e_phoff - segment->p_offset < segment->p_filesz)
		program->headers = segment->p_vaddr + (header->e_phoff - segment->p_offset);
}

static int load_next(struct aspace *aspace, struct inode *file,
		     const struct abi_elf64_header *header, unsigned int index,
		     struct program *program)
{
	struct abi_elf64_phdr segment;
	int error = read_exactly(file, &segment, header->e_phoff + index * sizeof(segment),
				 sizeof(segment));

	if (error)
		return error;
	if (segment.p_type == PT_INTERP)
		return -ENOEXEC;
	if (segment.p_type != PT_LOAD || segment.p_memsz == 0)
		return 0;
	if (!segment_is_good(&segment) ||
	    segment.p_offset + segment.p_filesz > file->size)
		return -ENOEXEC;
	find_headers(program, header, &segment);
	aspace->heap_start =
		MAX(aspace->heap_start, ALIGN_UP(segment.p_vaddr + segment.p_memsz, PAGE_SIZE));
	return load_segment(aspace, file, &segment);
}

int elf_load(struct aspace *aspace, struct inode *file, struct program *program)
{
	struct abi_elf64_header header;
	int error;

	/* Reading from /proc can lead to the memory of a process, which an address space is. */
	if ((file->mode & S_IFMT) != S_IFREG || !inode_is_disk(file))
		return -EACCES;
	error = read_exactly(file, &header, 0, sizeof(header));
	if (error)
		return error;
	if (!header_is_good(&header))
		return -ENOEXEC;
	*program = (struct program){
		.entry = header.e_entry,
		.header_size = header.e_phentsize,
		.header_count = header.e_phnum,
	};
	for (unsigned int i = 0; i < header.e_phnum && !error; i++)
		error = load_next(aspace, file, &header, i, program);
	aspace->brk = aspace->heap_start;
	return error;
}
