/* What the parts of grind share: numbers at random, the open files, and the trace. */
#pragma once

#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define OPEN_FILES 6 /* the slots below; -1 or any number that is no descriptor when not open */
#define PIPE_READ  6 /* two more slots: the ends of a pipe that never makes anybody wait */
#define PIPE_WRITE 7
#define ALL_FILES  8

extern int files[ALL_FILES];

#define BUFFER_SIZE 8192
extern char buffer[BUFFER_SIZE];

/* The calls, several times those that shall come often; ended by NULL. */
extern void (*const name_calls[])(void), (*const file_calls[])(void),
	(*const process_calls[])(void);

/* below - a number from 0 to limit - 1; what it is follows from the seed. */
unsigned int below(unsigned int limit);

/* chance - true once in so many times. */
bool chance(unsigned int times);

/* some_slot - one of `count` slots. */
int *some_slot(unsigned int count);

/*
 * trace - note a call, as a format tells it, and what came. With -t it is written down: the result,
 * or the error when that is -1. Keeps errno.
 */
void trace(long result, const char *format, ...) __attribute__((format(printf, 2, 3)));
extern bool tracing;

/* sum - of bytes, to compare them. */
unsigned int sum(const void *bytes, size_t size);

/* start_names - note where the process begins. */
void start_names(void);

/* start_files - all slots empty, but for a new pipe. end_files - close them all. */
void start_files(void);
void end_files(void);
