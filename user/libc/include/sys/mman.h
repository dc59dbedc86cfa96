#pragma once

#include <abi/mman.h>
#include <sys/types.h>

#define MAP_FAILED ((void *)-1)

void *mmap(void *address, size_t size, int protection, int flags, int file, off_t offset);
int munmap(void *address, size_t size);
int mprotect(void *address, size_t size, int protection);
int msync(void *address, size_t size, int flags);
int madvise(void *address, size_t size, int advice);

/* With MREMAP_FIXED a fifth argument says where to. */
void *mremap(void *address, size_t size, size_t new_size, int flags, ...);
