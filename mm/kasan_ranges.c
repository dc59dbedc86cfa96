/*
 * Functions that access whole ranges, each behind a look at the ranges. The linker sends the calls
 * here (--wrap, cmake/kernel.cmake), and those to __real_X to X itself.
 */
#include "kasan.h"

#include <arch/mmu.h>

/* A report names who called the function. */
#define CALLER (uintptr_t)__builtin_return_address(0)
#define READS(start, size)  kasan_check(start, size, false, CALLER)
#define WRITES(start, size) kasan_check(start, size, true, CALLER)

void *__real_memcpy(void *to, const void *from, size_t size);
void *__wrap_memcpy(void *to, const void *from, size_t size);
void *__wrap_memcpy(void *to, const void *from, size_t size)
{
	READS(from, size);
	WRITES(to, size);
	return __real_memcpy(to, from, size);
}

void *__real_memmove(void *to, const void *from, size_t size);
void *__wrap_memmove(void *to, const void *from, size_t size);
void *__wrap_memmove(void *to, const void *from, size_t size)
{
	READS(from, size);
	WRITES(to, size);
	return __real_memmove(to, from, size);
}

void *__real_memset(void *to, int value, size_t size);
void *__wrap_memset(void *to, int value, size_t size);
void *__wrap_memset(void *to, int value, size_t size)
{
	WRITES(to, size);
	return __real_memset(to, value, size);
}

int __real_memcmp(const void *a, const void *b, size_t size);
int __wrap_memcmp(const void *a, const void *b, size_t size);
int __wrap_memcmp(const void *a, const void *b, size_t size)
{
	READS(a, size);
	READS(b, size);
	return __real_memcmp(a, b, size);
}

void __real_page_zero(void *page);
void __wrap_page_zero(void *page);
void __wrap_page_zero(void *page)
{
	WRITES(page, PAGE_SIZE);
	__real_page_zero(page);
}

void __real_page_copy(void *to, const void *from);
void __wrap_page_copy(void *to, const void *from);
void __wrap_page_copy(void *to, const void *from)
{
	READS(from, PAGE_SIZE);
	WRITES(to, PAGE_SIZE);
	__real_page_copy(to, from);
}
