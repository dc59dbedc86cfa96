/*
 * Memory and strings: the C library's functions of the same names.
 *
 * The compiler calls memcpy, memmove, memset and memcmp on its own, so these four always exist.
 * They come in two twins: string_fast.c moves 128 bytes per round and merges words when source and
 * destination are misaligned to each other; string_small.c (CONFIG_OPT_SIZE) is a fraction of the
 * size and still moves words where everything is aligned. Any context.
 */
#pragma once

#include <lib/types.h>

/* memcpy - copy `size` bytes between ranges that do not overlap. Returns `to`. */
void *memcpy(void *to, const void *from, size_t size);

/* memmove - the same for ranges that may overlap. */
void *memmove(void *to, const void *from, size_t size);

/* memset - fill with the low byte of `value`. Returns `to`. */
void *memset(void *to, int value, size_t size);

/* memcmp - compare as unsigned bytes: less than, equal to or greater than 0. */
int memcmp(const void *a, const void *b, size_t size);

/* memchr - the first byte equal to the low byte of `value`, or NULL. */
void *memchr(const void *memory, int value, size_t size);

/* strlen - bytes before the NUL; strnlen looks at no more than `size` bytes. */
size_t strlen(const char *string);
size_t strnlen(const char *string, size_t size);

/* strcmp, strncmp - compare as unsigned bytes; strncmp looks at no more than `size` of them. */
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);

/* strchr, strrchr - the first or last `character` (which may be NUL), or NULL. */
char *strchr(const char *string, int character);
char *strrchr(const char *string, int character);

/*
 * strlcpy - copy a string into a buffer of `size` bytes, always with a NUL when size > 0.
 *
 * Returns strlen(from), as in BSD: the copy was cut short when that is `size` or more.
 */
size_t strlcpy(char *to, const char *from, size_t size);
