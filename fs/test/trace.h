/*
 * Which images a power cut may leave of a disk whose writes were recorded.
 *
 * A disk has a volatile cache. When the power fails after so many requests were completed, the
 * writes that were completed before the submission of a flush that was completed are there. Of all
 * others that had been submitted, any may be there and any missing, whole or by sectors.
 *
 * The time between two flushes is an epoch. All subsets of the writes of a short epoch are tried;
 * of a long one prefixes, subsets that one write is missing from or alone in, and samples.
 */
#pragma once

#include "support.h"

struct trace {
	const unsigned char *base; /* the image before the first record */
	size_t bytes;
	const struct record *records;
	size_t count;
};

struct effort {
	unsigned int epochs_each; /* of so many epochs one is visited, at random */
	unsigned int whole_up_to; /* writes of an epoch of which all subsets are tried */
	unsigned int prefixes;    /* of a longer epoch at most, evenly; 0: all */
	unsigned int samples;     /* of a longer epoch, at random */
	unsigned int torn;        /* of any epoch, with torn writes */
	bool singles;             /* of a longer epoch: one write missing, or alone */
};

struct tally {
	unsigned long states;
	unsigned long whole, sampled; /* epochs visited */
	unsigned long torn;           /* states with torn writes */
	size_t longest;               /* writes of an epoch */
};

/*
 * Called for each image; `records` were completed by then. The visitor may change the image. What
 * is going on is said in test_context.
 */
typedef void (*state_visit_t)(void *context, unsigned char *image, size_t records, bool torn);

/* trace_states - visit the images that the effort tells. Adds to the tally. */
void trace_states(const struct trace *trace, const struct effort *effort, uint32_t *seed,
		  struct tally *tally, state_visit_t visit, void *context);

/* trace_apply - what the image is with this write. */
void trace_apply(unsigned char *image, const struct record *record);
