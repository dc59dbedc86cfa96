/*
 * Power cuts. Each workload runs on a disk that records what it is given. Then the images that a
 * power cut may leave (trace.h) are checked one by one:
 *
 *  - the checker finds nothing wrong, the log being taken as replayed;
 *  - after the mount the tree is one of the moments that it went through, not before the last sync,
 *    and the files hold what they held then, or later in the same blocks (model.h);
 *  - the file system can be used, and the checker is content again, with nothing left to clean up;
 *  - the power may be cut while all this is done: then the next mount finds the same tree.
 *
 * Workloads run in two ways: with a disk that does at once what it is told, so that little happens
 * beside a commit; and beside commits that others ask for, with requests that are completed late
 * and in any order, and a random turn after each operation and wherever a spinlock is let go.
 */
#pragma once

#include "trace.h"
#include "workloads.h"

struct crash_options {
	const char *workload; /* only this one */
	uint32_t block_size;  /* only this one */
	unsigned int seeds;   /* runs beside commits */
	bool every;           /* combination of workload and image, and not one each */
	struct effort effort;
	unsigned int nested_each; /* of so many recoveries that wrote, one is cut short */
	struct effort nested;
};

struct crash_totals {
	unsigned int runs;
	struct tally states, nested;
	unsigned long recoveries; /* that wrote something */
};

/* Set before crash_run(), which begins with what a quick test takes. */
extern struct crash_options crash_options;
extern struct crash_totals crash_totals;

/* crash_run - the workloads with blocks of this size; what is wrong fails the test. */
void crash_run(uint32_t block_size);
