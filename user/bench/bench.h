/*
 * What the parts of bench share. A row is an operation that is repeated and measured: a function
 * that prepares it, makes the rounds it is told between timer_start() and timer_stop(), and puts
 * everything back. It leaves by err() when it cannot.
 */
#pragma once

#include <err.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#define PAGE  4096
#define PIECE 4096 /* bytes that the rows of files and pipes move at a time */

struct row {
	const char *name;
	void (*run)(unsigned long rounds);
	unsigned int operations; /* in a round */
	const char *what;
};

#define REPEATS_MAX 15

/* The rows of an area, ended by one without a name. */
extern const struct row call_rows[], pipe_rows[], process_rows[], file_rows[];

/* What is written, and room for what is read. */
extern char out_piece[PIECE], in_piece[PIECE];

/* The program that the row fork_exec_wait runs: it has to end at once with status 0. */
extern const char *nop_program;

/*
 * timer_init - find out what a nanosecond is here, and whether it can be told when nobody runs.
 * Takes some milliseconds.
 */
void timer_init(void);

/* timer_start, timer_stop - begin and end of what is measured, once for each run of a row. */
void timer_start(void);
void timer_stop(void);

/* timer_elapsed - nanoseconds of the clock between the last start and stop. */
uint64_t timer_elapsed(void);

/* timer_span - when these were, on the clock that all processes share. */
struct span {
	uint64_t began, ended;
};
struct span timer_span(void);

/*
 * timer_waited - how many of them no process was running: there was something to be waited for,
 * like the disk. Meaningful when timer_tells_waiting(): on one hart of Strata that counts
 * instructions.
 */
uint64_t timer_waited(void);
bool timer_tells_waiting(void);

/*
 * timer_counts_instructions - whether an instruction takes just a nanosecond, whatever it does:
 * so it is under an emulator that counts them (`./strata exec --icount`), and nowhere else.
 */
bool timer_counts_instructions(void);

/* find_rounds - how many rounds take long enough, found by trying. */
unsigned long find_rounds(const struct row *row);

/* insert_sorted - put a time into an array of `count` that is sorted and has room. */
void insert_sorted(uint64_t *times, unsigned int count, uint64_t time);

/* print_share - a sum over many operations as what one takes, with a digit behind the point. */
void print_share(uint64_t sum, uint64_t operations);

/*
 * measure_together - a line of what a row takes one process, what it takes each of several at once,
 * and how much all of these get done in the time in which one alone does its own.
 */
void measure_together(const struct row *row, unsigned int processes, unsigned int repeats);
