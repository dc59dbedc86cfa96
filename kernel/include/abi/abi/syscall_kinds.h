/*
 * The kinds of system-call arguments and results that syscall.def names, as C types. A kind says
 * more than a type: strace prints by it.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

typedef int kind_fd;           /* an open file */
typedef int kind_dirfd;        /* an open directory or AT_FDCWD */
typedef int kind_int;          /* a number */
typedef long kind_long;        /* a long number */
typedef long kind_hex;         /* flags and the like, printed in hexadecimal */
typedef int kind_signal;       /* a signal number */
typedef unsigned int kind_mode; /* permission and type bits, printed in octal */
typedef int kind_open_flags;   /* O_* */
typedef int kind_protection;   /* PROT_* */
typedef int kind_map_flags;    /* MAP_* */
typedef size_t kind_size;      /* a length in bytes */
typedef int64_t kind_offset;   /* a place in a file */
typedef uint64_t kind_path;    /* a user address of a string */
typedef uint64_t kind_inbuf;   /* a user address the call reads bytes from */
typedef uint64_t kind_outbuf;  /* a user address the call writes bytes to */
typedef uint64_t kind_pointer; /* a user address of a structure */
