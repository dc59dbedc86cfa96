#pragma once

#include <stddef.h>

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t size);
int ffs(int number);

#define bzero(memory, size) ((void)__builtin_memset(memory, 0, size))
#define bcopy(from, to, size) ((void)__builtin_memmove(to, from, size))
#define bcmp(a, b, size) __builtin_memcmp(a, b, size)
