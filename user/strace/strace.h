/* Between the files of strace. */
#pragma once

#include <abi/trace.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

enum kind {
#define KIND(name, type, seen, size) KIND_##name,
#include <abi/syscall_kinds.def>
};

/* Whether an argument is complete only after the call. */
enum seen { SEEN_NONE, SEEN_STRING, SEEN_STRINGS, SEEN_IN, SEEN_VECTOR, SEEN_OUT };

#define ARGUMENTS 6

struct call {
	const char *name;
	uint16_t number;
	uint8_t result; /* enum kind */
	uint8_t count;
	uint8_t kinds[ARGUMENTS]; /* enum kind */
	bool chosen;		  /* to be shown */
};

/* call_of - the call with a number; one that the table does not have is made up. */
struct call *call_of(unsigned int number);

/* calls_choose - let only the calls of a list with commas be shown. Returns false with a message
 * for a name that is no call. */
bool calls_choose(const char *list);

/* call_fills_in - is the argument one that the call fills in? */
bool call_fills_in(const struct call *call, unsigned int i);

/* call_arguments - how many of the arguments mean something in this call. */
unsigned int call_arguments(const struct call *call, const uint64_t *arguments);

/* Where lines go, and how wide the one being written is. */
struct output {
	FILE *file;
	unsigned int column;
	unsigned int bytes; /* of a string that are shown */
};
extern struct output output;

/* put - write to the line. */
void put(const char *format, ...) __attribute__((format(printf, 1, 2)));

/* The record that is being shown. */
typedef const struct abi_trace_record record_t;

/* put_argument - the value of argument `i`, with what the record has of the program's memory. */
void put_argument(const struct call *call, record_t *record, unsigned int i);

/* put_result - what follows the equals sign. */
void put_result(const struct call *call, record_t *record);

/* put_signal - the name of a signal. */
void put_signal(int signal);

/* put_named - a value or flags whose names are those of a kind. Returns false for other kinds. */
bool put_named(enum kind kind, uint64_t value);
