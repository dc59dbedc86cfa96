/* Images that a power cut may leave. See trace.h. */
#include "trace.h"

#define EPOCH_WRITES 512

/* What goes on while the states of a trace are visited. */
struct visit {
	const struct trace *trace;
	const struct effort *effort;
	struct tally *tally;
	state_visit_t visit;
	void *context;
	uint32_t *seed;
	unsigned char *durable; /* what is certain to be there in this epoch */
	unsigned char *image;
	char *said; /* the part of test_context that is about states */

	size_t start, end; /* the epoch: records completed when it began and when it ended */
	size_t writes[EPOCH_WRITES]; /* records that may be missing */
	size_t count;
};

void trace_apply(unsigned char *image, const struct record *record)
{
	memcpy(image + record->sector * BLK_SECTOR_SIZE, record->data,
	       (size_t)record->sectors * BLK_SECTOR_SIZE);
}

static void apply_torn(unsigned char *image, const struct record *record, uint32_t *seed)
{
	for (uint32_t sector = 0; sector < record->sectors; sector++) {
		if (test_random(seed) % 2)
			memcpy(image + (record->sector + sector) * BLK_SECTOR_SIZE,
			       record->data + (size_t)sector * BLK_SECTOR_SIZE, BLK_SECTOR_SIZE);
	}
}

static void state_begin(struct visit *visit, const char *what, unsigned long number)
{
	snprintf(visit->said, 80, ", epoch of records %zu to %zu, %zu writes: %s %lx", visit->start,
		 visit->end, visit->count, what, number);
	memcpy(visit->image, visit->durable, visit->trace->bytes);
}

static void apply(struct visit *visit, size_t write)
{
	trace_apply(visit->image, &visit->trace->records[visit->writes[write]]);
}

static void state_end(struct visit *visit, bool torn)
{
	visit->tally->states++;
	visit->tally->torn += torn;
	visit->visit(visit->context, visit->image, visit->end, torn);
}

static void subsets_visit(struct visit *visit)
{
	for (unsigned long subset = 0; subset >> visit->count == 0; subset++) {
		state_begin(visit, "subset", subset);
		for (size_t i = 0; i < visit->count; i++) {
			if (subset >> i & 1)
				apply(visit, i);
		}
		state_end(visit, false);
	}
}

static void prefixes_visit(struct visit *visit)
{
	unsigned int most = visit->effort->prefixes;
	size_t step = most > 0 ? visit->count / most + 1 : 1;

	for (size_t length = 0; length <= visit->count; length += step) {
		state_begin(visit, "prefix", length);
		for (size_t i = 0; i < length; i++)
			apply(visit, i);
		state_end(visit, false);
	}
}

static void singles_visit(struct visit *visit)
{
	for (size_t single = 0; single < visit->count; single++) {
		state_begin(visit, "only write", single);
		apply(visit, single);
		state_end(visit, false);
		state_begin(visit, "all but write", single);
		for (size_t i = 0; i < visit->count; i++) {
			if (i != single)
				apply(visit, i);
		}
		state_end(visit, false);
	}
}

/* Of the writes each by chance, which is itself a matter of chance. */
static void sample_visit(struct visit *visit, unsigned int number, bool torn)
{
	uint32_t present = test_random(visit->seed) % 7 + 1;

	state_begin(visit, torn ? "torn sample" : "sample", number);
	for (size_t i = 0; i < visit->count; i++) {
		if (test_random(visit->seed) % 8 >= present)
			continue;
		if (torn && test_random(visit->seed) % 2)
			apply_torn(visit->image, &visit->trace->records[visit->writes[i]],
				   visit->seed);
		else
			apply(visit, i);
	}
	state_end(visit, torn);
}

/* The writes that were submitted when the epoch ended and that no flush has made durable. */
static void epoch_collect(struct visit *visit)
{
	const struct record *records = visit->trace->records;

	visit->count = 0;
	for (size_t i = visit->start; i < visit->trace->count; i++) {
		if (records[i].flush || (i >= visit->end && records[i].submitted > visit->end))
			continue;
		CHECK(visit->count < EPOCH_WRITES);
		visit->writes[visit->count++] = i;
	}
	if (visit->count > visit->tally->longest)
		visit->tally->longest = visit->count;
}

static void epoch_visit(struct visit *visit)
{
	const struct effort *effort = visit->effort;

	if (visit->count <= effort->whole_up_to) {
		visit->tally->whole++;
		subsets_visit(visit);
	} else {
		visit->tally->sampled++;
		prefixes_visit(visit);
		if (effort->singles)
			singles_visit(visit);
		for (unsigned int i = 0; i < effort->samples; i++)
			sample_visit(visit, i, false);
	}
	for (unsigned int i = 0; i < effort->torn && visit->count > 0; i++)
		sample_visit(visit, i, true);
}

/* The flush at visit->end is done: what was completed before its submission is durable. */
static void epoch_next(struct visit *visit)
{
	const struct record *records = visit->trace->records;
	size_t durable = records[visit->end].submitted;

	for (; visit->start < durable; visit->start++) {
		if (!records[visit->start].flush)
			trace_apply(visit->durable, &records[visit->start]);
	}
}

void trace_states(const struct trace *trace, const struct effort *effort, uint32_t *seed,
		  struct tally *tally, state_visit_t visit, void *context)
{
	struct visit *state = calloc(1, sizeof(*state));
	const struct record *record;

	*state = (struct visit){ .trace = trace,
				 .effort = effort,
				 .tally = tally,
				 .visit = visit,
				 .context = context,
				 .seed = seed };
	state->durable = malloc(trace->bytes);
	state->image = malloc(trace->bytes);
	state->said = test_context + strlen(test_context);
	memcpy(state->durable, trace->base, trace->bytes);
	for (; state->end < trace->count; state->end++) {
		record = &trace->records[state->end];
		if (!record->flush || record->submitted <= state->start)
			continue;
		epoch_collect(state);
		/* Without writes: the next epoch begins with the same image. */
		if (state->count > 0 && test_random(seed) % effort->epochs_each == 0)
			epoch_visit(state);
		epoch_next(state);
	}
	epoch_collect(state);
	epoch_visit(state);
	*state->said = '\0';
	free(state->durable);
	free(state->image);
	free(state);
}
