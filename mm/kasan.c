/*
 * KASAN: every access of the kernel's is looked up before it happens.
 *
 * gcc's -fsanitize=kernel-address puts a call before each load and store. It ends here, where a
 * shadow of memory says whether the access is allowed: a byte for each 8 bytes of memory, 0 for all
 * of them, 1 to 7 for that many from the first on, and a reason from KASAN_FREE_PAGE on for none.
 * The allocators keep the shadow: free pages, free objects and 16 bytes behind each object are
 * forbidden; the compiler leaves room behind each global variable, which is forbidden too.
 *
 * The shadow is found by physical address, so it is the same under both kernel maps and for user
 * memory, which the kernel accesses through its own map. Kernel stacks lie in a window outside of
 * that map and are not checked: STACK_PROTECTOR and the unmapped pages below them are for those.
 *
 * This file and the allocators themselves, which use free memory, are compiled without checks. So
 * are the functions that move whole ranges, which look once (kasan_ranges.c) instead of at each
 * word. The names of the functions are the compiler's (GCC, libsanitizer/asan).
 */
#include "kasan.h"

#include <arch/mmu.h>
#include <kernel/log.h>
#include <kernel/platform.h>
#include <lib/compiler.h>
#include <lib/string.h>

#define SCALE 8
#define LINE  (8 * SCALE)
#define FIRST_REASON 0x80

static uint8_t *shadow; /* NULL before kasan_init(): nothing is checked */

/* The shadow of an address, or NULL for what is no memory of ours. */
static uint8_t *shadow_of(uintptr_t address)
{
	uintptr_t offset = virt_to_phys((const void *)address) - platform.memory_base;

	if (!shadow || offset >= platform.memory_size)
		return NULL;
	return shadow + offset / SCALE;
}

static const char *reason_text(uint8_t reason)
{
	switch (reason) {
	case KASAN_FREE_PAGE:
		return "in a free page";
	case KASAN_FREE_OBJECT:
		return "in a free object";
	case KASAN_BEHIND_OBJECT:
		return "behind an object";
	case KASAN_BEHIND_GLOBAL:
		return "behind a global variable";
	default:
		return "in memory that is not for use";
	}
}

/* May the byte be accessed? */
static bool byte_allowed(uintptr_t address)
{
	const uint8_t *byte = shadow_of(address);

	return !byte || *byte == 0 || (*byte < FIRST_REASON && address % SCALE < *byte);
}

static __noreturn __cold void report(uintptr_t address, size_t size, bool write, uintptr_t pc)
{
	uintptr_t bad = address;
	const uint8_t *byte;

	while (byte_allowed(bad))
		bad++;
	byte = shadow_of(bad);
	/* A granule of which a part is allowed: the reason stands behind it. */
	if (*byte < FIRST_REASON)
		byte++;
	panic("KASAN: %s of %lu bytes at %lx, byte %lu of them %s, by the code at %lx",
	      write ? "write" : "read", (unsigned long)size, (unsigned long)address,
	      (unsigned long)(bad - address), reason_text(*byte), (unsigned long)pc);
}

/* Eight bytes of the shadow at once, for 64 bytes of memory: are these all allowed? */
static bool line_allowed(uintptr_t address)
{
	typedef uint64_t __attribute__((may_alias)) word_t;
	const uint8_t *bytes = shadow_of(address);

	return !bytes || *(const word_t *)bytes == 0;
}

static bool allowed(uintptr_t address, size_t size)
{
	uintptr_t at = ALIGN_DOWN(address, SCALE), end = address + size;

	while (at < end) {
		if (IS_ALIGNED(at, LINE) && end - at >= LINE && line_allowed(at)) {
			at += LINE;
			continue;
		}
		if (!byte_allowed(MIN(at + SCALE, end) - 1))
			return false;
		at += SCALE;
	}
	return true;
}

static __always_inline void check(uintptr_t address, size_t size, bool write, uintptr_t pc)
{
	const uint8_t *byte = shadow_of(address);

	if (likely(size <= SCALE && IS_ALIGNED(address, size) && (!byte || *byte == 0)))
		return;
	if (unlikely(!allowed(address, size)))
		report(address, size, write, pc);
}

#define CHECKS(size)                                                                               \
	void __asan_load##size##_noabort(uintptr_t address);                                       \
	void __asan_load##size##_noabort(uintptr_t address)                                        \
	{                                                                                          \
		check(address, size, false, (uintptr_t)__builtin_return_address(0));               \
	}                                                                                          \
	void __asan_store##size##_noabort(uintptr_t address);                                      \
	void __asan_store##size##_noabort(uintptr_t address)                                       \
	{                                                                                          \
		check(address, size, true, (uintptr_t)__builtin_return_address(0));                \
	}

CHECKS(1)
CHECKS(2)
CHECKS(4)
CHECKS(8)
CHECKS(16)

void __asan_loadN_noabort(uintptr_t address, size_t size);
void __asan_loadN_noabort(uintptr_t address, size_t size)
{
	check(address, size, false, (uintptr_t)__builtin_return_address(0));
}

void __asan_storeN_noabort(uintptr_t address, size_t size);
void __asan_storeN_noabort(uintptr_t address, size_t size)
{
	check(address, size, true, (uintptr_t)__builtin_return_address(0));
}

void kasan_check(const void *start, size_t size, bool write, uintptr_t pc)
{
	check((uintptr_t)start, size, write, pc);
}

/* Stacks are not tracked, so leaving them in an unusual way needs no care. */
void __asan_handle_no_return(void);
void __asan_handle_no_return(void)
{
}

/* What the compiler tells of a global variable; only the first three are of use here. */
struct asan_global {
	const void *start;
	size_t size;
	size_t size_with_redzone;
	const char *name;
	const char *module;
	uintptr_t has_dynamic_init;
	const void *location;
	uintptr_t odr_indicator;
};

void __asan_register_globals(const struct asan_global *globals, size_t count);
void __asan_register_globals(const struct asan_global *globals, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		kasan_forbid(globals[i].start, globals[i].size_with_redzone, KASAN_BEHIND_GLOBAL);
		kasan_allow(globals[i].start, globals[i].size);
	}
}

void __asan_unregister_globals(const struct asan_global *globals, size_t count);
void __asan_unregister_globals(const struct asan_global *globals, size_t count)
{
}

void kasan_allow(const void *start, size_t size)
{
	uint8_t *byte = shadow_of((uintptr_t)start);

	if (!byte)
		return;
	memset(byte, 0, size / SCALE);
	if (size % SCALE > 0)
		byte[size / SCALE] = size % SCALE;
}

void kasan_forbid(const void *start, size_t size, enum kasan_reason reason)
{
	uint8_t *byte = shadow_of((uintptr_t)start);

	if (byte)
		memset(byte, (int)reason, DIV_ROUND_UP(size, SCALE));
}

size_t kasan_shadow_size(size_t size)
{
	return size / SCALE;
}

/* One function for each file with global variables, made by the compiler. */
extern void (*const constructors_start[])(void), (*const constructors_end[])(void);

void kasan_init(void *memory)
{
	memset(memory, 0, kasan_shadow_size(platform.memory_size));
	shadow = memory;
	for (void (*const *constructor)(void) = constructors_start; constructor < constructors_end;
	     constructor++)
		(*constructor)();
}
