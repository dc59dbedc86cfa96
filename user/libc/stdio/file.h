/* A stream, as the files of stdio see it. */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

/*
 * While a stream reads, [next, end) of the buffer is what was read ahead. While it writes,
 * [0, next) is what was not written yet and end is 0. A stream changes from one to the other only
 * with an empty buffer. The first UNGET_ROOM bytes are left free by reading, for ungetc().
 */
struct libc_file {
	int fd;
	bool can_read : 1, can_write : 1;
	bool writing : 1;       /* the buffer holds output */
	bool at_end : 1;        /* read() said so */
	bool failed : 1;
	bool line_buffered : 1;
	bool unbuffered : 1;
	bool mode_open : 1;     /* becomes line-buffered when writing proves it a terminal */
	bool standing : 1;      /* one of the three that are not on the heap */
	unsigned char *buffer;
	size_t size;
	size_t next, end;
	struct libc_file *link; /* the next open stream */
};

#define UNGET_ROOM 8

/* All streams that exist, so that exit() can write them out. */
extern struct libc_file *stdio_streams;

/* Write out what the buffer holds. Returns 0, or EOF with the error noted. */
int stdio_flush(FILE *file);

/* Make the stream ready for writing. Returns 0 or EOF. */
int stdio_begin_write(FILE *file);

/* Append to a stream that is ready for writing, by its rules of buffering. */
void stdio_put(FILE *file, const void *bytes, size_t size);
