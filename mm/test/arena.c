#include "arena.h"

#include <kernel/log.h>
#include <lib/compiler.h>

char kernel_end[ARENA_PAGES * PAGE_SIZE] __aligned(4096 * 512);

struct platform platform = {
	.memory_size = sizeof(kernel_end),
};

__attribute__((constructor)) static void place(void)
{
	platform.memory_base = (paddr_t)kernel_end;
}

void arena_reserve(size_t first)
{
	platform.reserved[platform.reserved_count++] = (struct platform_range){
		.base = platform.memory_base + first * PAGE_SIZE,
		.size = PAGE_SIZE + 1,
	};
}

size_t arena_number(const void *page)
{
	return (size_t)((const char *)page - kernel_end) / PAGE_SIZE;
}

size_t arena_random(size_t limit)
{
	static uint64_t state = 88172645463325252u;

	state ^= state << 13;
	state ^= state >> 7;
	state ^= state << 17;
	return state % limit;
}

void panic(const char *format, ...)
{
	fprintf(stderr, "panic: %s\n", format);
	abort();
}
