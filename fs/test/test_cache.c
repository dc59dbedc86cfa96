/*
 * The cache by itself, on blocks that no file has: what its callers may rely on when requests are
 * few and when others change buffers meanwhile.
 */
#include "support.h"

#include "../cache.h"
#include "../journal.h"

#include <kernel/thread.h>

static struct test_disk disk;
static int running;
static struct waitq ended;

static void disk_begin(const char *what, uint32_t number)
{
	struct image_parameters parameters = test_parameters(1 << 20, 1024, TEST_FEATURES);

	snprintf(test_context, sizeof(test_context), "%s %u", what, number);
	disk_make(&disk, 1 << 20);
	disk_format(&disk, &parameters);
	test_mount(&disk);
	memset(disk.data + (512 << 10), 0, 512 << 10);
}

static void disk_end(void)
{
	test_unmount();
	disk_free(&disk);
}

/* Let the block, which is one of those that nothing uses, hold the byte. */
static void block_fill(uint32_t block, unsigned char byte)
{
	struct buffer *buffer;

	CHECK_EQUAL(cache_new(block, &buffer), 0);
	memset(buffer->data, byte, 1024);
	cache_dirty(buffer);
	cache_put(buffer);
}

static unsigned char byte_on_disk(uint32_t block)
{
	return disk.data[(size_t)block * 1024];
}

/* There is memory for one request, and each block takes one of its own. */
static void one_request(void)
{
	disk_begin("one request", 0);
	host_memory_left = 1;
	for (uint32_t i = 0; i < 20; i++)
		block_fill(600 + 2 * i, 7);
	CHECK_EQUAL(cache_write_all(), 0);
	host_memory_left = 0;
	for (uint32_t i = 0; i < 20; i++)
		CHECK_EQUAL(byte_on_disk(600 + 2 * i), 7);
	disk_end();
}

static void writer(void *unused)
{
	cache_write_start();
	running--;
	waitq_wake_all(&ended);
}

/* Several threads use up the requests, so that each has submitted some when it has to wait. */
static void shared_requests(uint32_t seed)
{
	irq_key_t key = 0;

	disk_begin("shared requests", seed);
	for (uint32_t i = 0; i < 60; i++)
		block_fill(600 + 2 * i, 7);
	disk.delayed = true;
	disk.seed = host_preempt_seed = seed;
	waitq_init(&ended);
	for (running = 0; running < 4; running++)
		thread_start(thread_create("writer", writer, NULL));
	while (running > 0)
		waitq_sleep(&ended, NULL, &key);
	CHECK_EQUAL(cache_write_all(), 0);
	host_preempt_seed = 0;
	for (uint32_t i = 0; i < 60; i++)
		CHECK_EQUAL(byte_on_disk(600 + 2 * i), 7);
	disk_end();
}

static struct buffer *growing[6];

/* Right before the next run of blocks is looked for, its neighbours become dirty. */
static void neighbours_grow(const struct blk_request *request)
{
	uint32_t block = (uint32_t)(request->sector / 2);

	for (uint32_t i = 0; i < ARRAY_SIZE(growing); i++) {
		if (growing[i]->block / 10 == block / 10 + 1)
			cache_dirty(growing[i]);
	}
}

/* However much becomes dirty meanwhile, what was dirty at the call is written when it returns. */
static void others_write(void)
{
	static const uint32_t blocks[] = { 611, 612, 613, 631, 632, 633 };

	disk_begin("others write", 0);
	for (uint32_t i = 0; i < ARRAY_SIZE(growing); i++)
		CHECK_EQUAL(cache_new(blocks[i], &growing[i]), 0);
	for (uint32_t i = 0; i < 5; i++)
		block_fill(600 + 10 * i, 7);
	disk.submitted = neighbours_grow;
	CHECK_EQUAL(cache_write_all(), 0);
	disk.submitted = NULL;
	for (uint32_t i = 0; i < 5; i++)
		CHECK_EQUAL(byte_on_disk(600 + 10 * i), 7);
	for (uint32_t i = 0; i < ARRAY_SIZE(growing); i++)
		cache_put(growing[i]);
	disk_end();
}

static void syncer(void *unused)
{
	CHECK_EQUAL(fs_sync(), 0);
}

/* Change blocks in one operation of the journal, however they are used. */
static void blocks_modify(uint32_t from, uint32_t count)
{
	struct buffer *buffer;

	CHECK_EQUAL(journal_begin(false), 0);
	for (uint32_t i = from; i < from + count; i++) {
		CHECK_EQUAL(cache_read(i, &buffer), 0);
		journal_modify(buffer);
		cache_put(buffer);
	}
	journal_end();
}

/*
 * Blocks of the transaction that is being written are changed in copies. What these took from
 * memory stays with the cache, and is counted as the cache's.
 */
static void copies_are_counted(void)
{
	struct cache_counters before, after;

	disk_begin("copies are counted", 0);
	blocks_modify(600, 12);
	cache_count(&before);
	disk.delayed = true;
	thread_start(thread_create("sync", syncer, NULL));
	while (!journal_is_committing())
		thread_yield();
	blocks_modify(600, 12);
	CHECK_EQUAL(fs_sync(), 0);
	cache_count(&after);
	CHECK(after.pages >= before.pages + 2);
	disk_end();
}

int main(void)
{
	host_quiet = true;
	host_start();
	host_block_size = 1024;
	one_request();
	for (uint32_t seed = 1; seed <= 20; seed++)
		shared_requests(seed);
	others_write();
	copies_are_counted();
	printf("requests run out, others write, copies are counted\n");
	return 0;
}
