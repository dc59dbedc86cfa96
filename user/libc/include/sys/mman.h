#pragma once

#include <abi/mman.h>
#include <sys/types.h>

int mprotect(void *address, size_t size, int protection);
