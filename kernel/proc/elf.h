/*
 * Static ELF64 programs for RISC-V (System V ABI, "Object Files").
 */
#pragma once

#include <lib/types.h>

struct aspace;
struct inode;

/* What exec tells the new program about itself. */
struct program {
	uaddr_t entry;
	uaddr_t headers; /* where the program headers are in memory, or 0 */
	uint16_t header_size;
	uint16_t header_count;
};

/*
 * elf_load - make the regions of the program in `file`. Returns 0, -ENOEXEC for what is no program
 * that can run here, -EACCES when it is not a regular file, -EIO, -ENOMEM. May sleep.
 */
int elf_load(struct aspace *aspace, struct inode *file, struct program *program);
