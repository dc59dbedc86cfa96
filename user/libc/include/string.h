#pragma once

#include <stddef.h>

void *memchr(const void *memory, int value, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memcpy(void *restrict to, const void *restrict from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int value, size_t size);
void *memrchr(const void *memory, int value, size_t size);
void *memmem(const void *memory, size_t size, const void *part, size_t part_size);
void *mempcpy(void *restrict to, const void *restrict from, size_t size);

size_t strlen(const char *string);
size_t strnlen(const char *string, size_t size);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);
int strcoll(const char *a, const char *b);
char *strchr(const char *string, int character);
char *strrchr(const char *string, int character);
char *strchrnul(const char *string, int character);
char *strcpy(char *restrict to, const char *restrict from);
char *stpcpy(char *restrict to, const char *restrict from);
char *strncpy(char *restrict to, const char *restrict from, size_t size);
char *strcat(char *restrict to, const char *restrict from);
char *strncat(char *restrict to, const char *restrict from, size_t size);
size_t strlcpy(char *to, const char *from, size_t size);
size_t strlcat(char *to, const char *from, size_t size);
size_t strspn(const char *string, const char *accept);
size_t strcspn(const char *string, const char *reject);
char *strpbrk(const char *string, const char *accept);
char *strstr(const char *string, const char *part);
char *strcasestr(const char *string, const char *part);
char *strtok(char *restrict string, const char *restrict separators);
char *strtok_r(char *restrict string, const char *restrict separators, char **restrict state);
char *strsep(char **string, const char *separators);
char *strdup(const char *string);
char *strndup(const char *string, size_t size);
char *strerror(int error);
const char *strsignal(int signal);

#include <strings.h>
