/* The integer and address types that every component uses. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef uint64_t paddr_t;  /* physical address */
typedef uint64_t vaddr_t;  /* kernel virtual address */
typedef uint64_t uaddr_t;  /* user virtual address: never dereferenced by the kernel */
typedef uint64_t reg_t;    /* a general register */
typedef int64_t loff_t;    /* byte offset in a file */
typedef __PTRDIFF_TYPE__ ssize_t;
