/* Power cuts: from a workload to the states that are checked. See crash.h. */
#include "crash.h"

#include <kernel/thread.h>

#define LARGE_CACHE (CONFIG_FS_NBUF >= 768)

struct crash_options crash_options = {
	.seeds = 1,
	.effort = { .epochs_each = 3, .whole_up_to = 3, .prefixes = 6, .samples = 2, .torn = 1 },
	.nested_each = 20,
	.nested = { .epochs_each = 2, .whole_up_to = 3, .prefixes = 3, .samples = 1 },
};

struct crash_totals crash_totals;

/* The disk of the workload; of one state; of one state of its recovery. */
static struct test_disk disk, scratch, scratch_nested;
static uint32_t chance;
static size_t image_bytes; /* of each */

static void image_check(struct test_disk *of)
{
	struct check check;

	if (disk_look(of, false, &check) == 0 && check.problems == 0)
		return;
	disk_look(of, true, &check);
	test_fail(__FILE__, __LINE__, "the image is sound");
}

/* What somebody may do next. The disk may be full. */
static void use(void)
{
	struct file *file;

	if (file_open(root, "/after", O_RDWR | O_CREAT, 0, &file) == 0) {
		write_bytes(file, "x", 1);
		CHECK_EQUAL(file_sync(file), 0);
		file_put(file);
	}
}

/* The power has failed again while the file system recovered; `context`: what was found before. */
static void nested_visit(void *context, unsigned char *image, size_t records, bool torn)
{
	struct found *found;

	memcpy(scratch_nested.data, image, image_bytes);
	image_check(&scratch_nested);
	test_mount(&scratch_nested);
	found = found_read();
	CHECK(found_same(found, context));
	found_free(found);
	test_unmount();
	disk_check(&scratch_nested);
}

/* What if the recovery of `image`, which found this, had not come to its end? */
static void recovery_cut(struct found *found, const unsigned char *image)
{
	struct trace trace = { image, image_bytes, scratch.records, scratch.record_count };

	crash_totals.recoveries++;
	if (test_random(&chance) % crash_options.nested_each == 0)
		trace_states(&trace, &crash_options.nested, &chance, &crash_totals.nested,
			     nested_visit, found);
}

static void state_visit(void *context, unsigned char *image, size_t records, bool torn)
{
	uint32_t required = model_required(records);
	struct found *found;
	size_t written;

	memcpy(scratch.data, image, image_bytes);
	image_check(&scratch);
	scratch.recording = true;
	test_mount(&scratch);
	written = scratch.record_count;
	found = found_read();
	if (found_moment(found, required, torn, false) < 0) {
		found_moment(found, required, torn, true);
		test_fail(__FILE__, __LINE__, "the tree is one that was");
	}
	use();
	test_unmount();
	scratch.recording = false;
	disk_check(&scratch);
	if (written > 0)
		recovery_cut(found, image);
	disk_forget_records(&scratch);
	found_free(found);
}

static uint32_t turn_seed;

/* After an operation of a workload that runs beside commits: something else may happen. */
static void take_turns(void)
{
	for (uint32_t turns = test_random(&turn_seed) % 6; turns > 0; turns--) {
		switch (test_random(&turn_seed) % 8) {
		case 0:
			do_sync_start();
			break;
		case 1:
		case 2:
			thread_yield();
			break;
		default:
			disk_step(&disk);
		}
	}
}

/* Free blocks hold what no file ever held. */
static void junk_fill(struct test_disk *of)
{
	struct disk_layout layout;
	const char *wrong = disk_layout_decode(&layout, (void *)(of->data + DISK_SUPER_OFFSET));
	uint32_t first = disk_data_start(&layout) + 1;

	CHECK(wrong == NULL);
	memset(of->data + first * host_block_size, 0xdb, (layout.size - first) * host_block_size);
	memset(of->data + (layout.log_start + 1) * host_block_size, 0xdb,
	       (layout.log_blocks - 1) * host_block_size);
}

/* Run the workload; `base` becomes the image before it. */
static void workload_record(const struct workload *workload, bool beside, uint32_t seed,
			    unsigned char *base)
{
	disk.seed = seed;
	memcpy(base, disk.data, image_bytes);
	test_mount(&disk);
	model_start(&disk);
	disk.delayed = beside;
	disk.recording = true;
	turn_seed = seed * 7919;
	model_between = beside ? take_turns : NULL;
	host_preempt_seed = beside ? seed : 0;
	workload->run(&seed);
	do_sync_finish();
	test_unmount();
	model_synced_all();
	host_preempt_seed = 0;
	disk.recording = disk.delayed = false;
}

/* Small images, so that space is short and a state is soon checked. */
static struct image_parameters image_shape(const struct workload *workload, uint32_t features)
{
	struct image_parameters parameters;

	image_bytes = (workload->large ? 600 : 160) * host_block_size;
	parameters = test_parameters(image_bytes, host_block_size, features);
	parameters.inodes = workload->large ? 224 : 64;
	parameters.log_blocks = workload->large ? 240 : 31;
	return parameters;
}

static void campaign(const struct workload *workload, uint32_t features, bool beside, uint32_t seed)
{
	struct image_parameters parameters = image_shape(workload, features);
	unsigned char *base = malloc(image_bytes);
	struct trace trace = { .base = base, .bytes = image_bytes };

	snprintf(test_context, sizeof(test_context), "%s, blocks of %u, features %x, %s, seed %u",
		 workload->name, host_block_size, features, beside ? "beside commits" : "alone",
		 seed);
	disk_make(&scratch, image_bytes);
	disk_make(&scratch_nested, image_bytes);
	disk_make(&disk, image_bytes);
	disk_format(&disk, &parameters);
	junk_fill(&disk);
	chance = seed;
	workload_record(workload, beside, seed, base);
	trace.records = disk.records;
	trace.count = disk.record_count;
	trace_states(&trace, &crash_options.effort, &chance, &crash_totals.states, state_visit,
		     NULL);
	crash_totals.runs++;
	disk_free(&disk);
	disk_free(&scratch);
	disk_free(&scratch_nested);
	model_free();
	free(base);
}

static void workload_run(const struct workload *workload, unsigned int number)
{
	static const uint32_t features[] = { 0, TEST_FEATURES };
	unsigned int shift = host_block_size / 1024 / 2 + IS_ENABLED(CONFIG_FS_LARGE_FILES);

	for (unsigned int i = 0; i < 2; i++) {
		if ((features[i] & workload->features) != workload->features)
			continue;
		for (unsigned int run = 0; run <= crash_options.seeds; run++) {
			bool mine = (number + shift) % 4 == i * 2 + run;

			/* Beside commits of others no transaction grows large. */
			if (workload->large && run > 0)
				break;
			if (crash_options.every || mine || workload->large ||
			    workload->features != 0)
				campaign(workload, features[i], run > 0,
					 1 + number * 100 + run * 10 + i);
		}
	}
}

/* Is it asked for? With a large cache that is what needs one. */
static bool workload_wanted(const struct workload *workload)
{
	if (workload->large && !LARGE_CACHE)
		return false;
	if (crash_options.workload != NULL)
		return strcmp(workload->name, crash_options.workload) == 0;
	return workload->large == LARGE_CACHE;
}

void crash_run(uint32_t block_size)
{
	host_block_size = block_size;
	for (unsigned int i = 0; i < workload_count; i++) {
		if (workload_wanted(&workloads[i]))
			workload_run(&workloads[i], i);
	}
}
