/*
 * Where memory may be accessed (KASAN): the allocators tell, the compiler asks. See kasan.c.
 */
#pragma once

#include <lib/types.h>

/* Why memory may not be accessed. */
enum kasan_reason {
	KASAN_FREE_PAGE = 0xfa,
	KASAN_FREE_OBJECT = 0xfb,
	KASAN_BEHIND_OBJECT = 0xfc,
	KASAN_BEHIND_GLOBAL = 0xf9, /* the compiler's own number */
};

#ifdef CONFIG_KASAN
/* Bytes behind each object that belong to nobody. */
#define KASAN_REDZONE 16

/* kasan_shadow_size - bytes that kasan_init() needs for `size` bytes of memory. */
size_t kasan_shadow_size(size_t size);

/* kasan_init - check from now on, with `shadow` as the place for notes. At start-up, once. */
void kasan_init(void *shadow);

/*
 * kasan_allow - these bytes may be accessed. kasan_forbid - they may not. Both begin at a multiple
 * of 8; what is behind the allowed ones, up to the next multiple, is forbidden. Any context.
 */
void kasan_allow(const void *start, size_t size);
void kasan_forbid(const void *start, size_t size, enum kasan_reason reason);

/* kasan_check - the code at `pc` is to access this range: panic if that is not allowed. */
void kasan_check(const void *start, size_t size, bool write, uintptr_t pc);
#else
#define KASAN_REDZONE 0

static inline size_t kasan_shadow_size(size_t size)
{
	return 0;
}

static inline void kasan_init(void *shadow)
{
}

static inline void kasan_allow(const void *start, size_t size)
{
}

static inline void kasan_forbid(const void *start, size_t size, enum kasan_reason reason)
{
}
#endif
