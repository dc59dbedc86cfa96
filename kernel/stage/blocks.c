/*
 * Stage 5: blocks written, read back from the disk and compared; threads that share a block under a
 * sleeping lock; and what the cache and the disk's interrupts have counted.
 */
#include "show.h"

#include <abi/errno.h>
#include <fs/blocks.h>
#include <kernel/blkdev.h>
#include <kernel/irq.h>
#include <kernel/log.h>
#include <kernel/mutex.h>
#include <kernel/platform.h>
#include <kernel/thread.h>
#include <lib/string.h>

#define BLOCK_SIZE CONFIG_FS_BLOCK_SIZE

/* Blocks of the disk: how often it was started with, what the threads count in, and the rest. */
#define STARTS_BLOCK  0
#define COUNTER_BLOCK 1
#define FIRST_BLOCK   2U
#define MOST_BLOCKS   200U /* more than the smallest cache holds */

#define THREADS 3
#define ROUNDS	20

static uint8_t pattern[BLOCK_SIZE], found[BLOCK_SIZE];

static struct mutex counter_lock = MUTEX_INIT(counter_lock); /* COUNTER_BLOCK, all below */
static uint32_t block_count; /* of those from FIRST_BLOCK on that are used */
static unsigned int slept;
static unsigned int working = THREADS;

static void must(int error)
{
	if (error)
		show_fail("the disk", error);
}

static void make_pattern(uint32_t block, uint32_t start)
{
	for (uint32_t i = 0; i < BLOCK_SIZE; i++)
		pattern[i] = (uint8_t)(block * 31 + i + start);
}

/* A count on the disk that each start adds one to. */
static uint32_t count_starts(void)
{
	uint32_t starts;

	must(blocks_read(STARTS_BLOCK, 0, &starts, sizeof(starts)));
	starts++;
	must(blocks_write(STARTS_BLOCK, 0, &starts, sizeof(starts)));
	return starts;
}

/* What was written last time differs by `start`, so that old blocks can not pass for new ones. */
static void show_blocks(uint32_t start)
{
	unsigned int equal = 0;

	for (uint32_t block = FIRST_BLOCK; block < FIRST_BLOCK + block_count; block++) {
		make_pattern(block, start);
		must(blocks_write(block, 0, pattern, BLOCK_SIZE));
	}
	must(blocks_sync());
	blocks_forget();
	for (uint32_t block = FIRST_BLOCK; block < FIRST_BLOCK + block_count; block++) {
		make_pattern(block, start);
		must(blocks_read(block, 0, found, BLOCK_SIZE));
		equal += memcmp(pattern, found, BLOCK_SIZE) == 0;
	}
	kprintf("blocks: %u written, %u read back from the disk and found equal\n", block_count,
		equal);
}

/* The last block read is in the cache; the first is there no more. */
static void show_cache(void)
{
	uint64_t hits, misses, hits_before, misses_before;

	blocks_count(&hits_before, &misses_before);
	must(blocks_read(FIRST_BLOCK + block_count - 1, 0, found, BLOCK_SIZE));
	must(blocks_read(FIRST_BLOCK, 0, found, BLOCK_SIZE));
	must(blocks_read(FIRST_BLOCK, 0, found, BLOCK_SIZE));
	blocks_count(&hits, &misses);
	kprintf("cache: of three reads %lu found their block and %lu did not; ",
		(unsigned long)(hits - hits_before), (unsigned long)(misses - misses_before));
	kprintf("%lu and %lu since the start\n", (unsigned long)hits, (unsigned long)misses);
}

static void lock_counter(void)
{
	bool free = mutex_trylock(&counter_lock);

	if (!free)
		mutex_lock(&counter_lock);
	slept += !free;
}

/* Add one to the number in the block, waiting for the disk between reading and writing it. */
static void add_rounds(void *unused)
{
	uint32_t counter;

	for (unsigned int round = 0; round < ROUNDS; round++) {
		lock_counter();
		must(blocks_read(COUNTER_BLOCK, 0, &counter, sizeof(counter)));
		must(blocks_sync());
		counter++;
		must(blocks_write(COUNTER_BLOCK, 0, &counter, sizeof(counter)));
		mutex_unlock(&counter_lock);
	}
	lock_counter();
	working--;
	mutex_unlock(&counter_lock);
}

static bool all_have_ended(void)
{
	bool ended;

	mutex_lock(&counter_lock);
	ended = working == 0;
	mutex_unlock(&counter_lock);
	return ended;
}

static void show_lock(void)
{
	uint32_t counter = 0;

	must(blocks_write(COUNTER_BLOCK, 0, &counter, sizeof(counter)));
	for (unsigned int i = 0; i < THREADS; i++) {
		struct thread *thread = thread_create("adder", add_rounds, NULL);

		if (!thread)
			show_fail("no memory", -ENOMEM);
		thread_start(thread);
	}
	while (!all_have_ended())
		thread_yield();
	must(blocks_read(COUNTER_BLOCK, 0, &counter, sizeof(counter)));
	kprintf("lock: %d threads have added %d each to a block: %u; %u waits for the lock\n",
		THREADS, ROUNDS, counter, slept);
}

/* Served interrupts of the lines that are called like the disk; memory has none. */
static void show_interrupts(const char *disk)
{
	unsigned long count = 0;
	const char *name;

	for (unsigned int i = 0; IS_ENABLED(CONFIG_PLIC) && i < PLATFORM_MAX_VIRTIO; i++) {
		uint64_t line = irq_count(platform.virtio[i].irq, &name);

		if (name && strcmp(name, disk) == 0)
			count += line;
	}
	kprintf("interrupts: %lu of %s\n", count, disk);
}

/* Find the first disk. Returns its name; block_count is what a small one has, or enough. */
static const char *show_disk(void)
{
	struct blkdev *disk = blkdev_first();
	unsigned long blocks;

	if (!disk)
		show_fail("there is no disk", -ENODEV);
	must(blocks_start(disk));
	boot_summary();
	blocks = disk->sector_count / (BLOCK_SIZE / BLK_SECTOR_SIZE);
	kprintf("disk: %s, %lu blocks of %d bytes\n", disk->name, blocks, BLOCK_SIZE);
	if (blocks <= FIRST_BLOCK)
		show_fail("the disk is too small", -ENOSPC);
	block_count = MIN((uint32_t)blocks - FIRST_BLOCK, MOST_BLOCKS);
	return disk->name;
}

static void show(void *unused)
{
	const char *disk;
	uint32_t starts;

	disk = show_disk();
	starts = count_starts();
	show_blocks(starts);
	show_cache();
	show_lock();
	must(blocks_sync());
	show_interrupts(disk);
	kprintf("starts: this is number %u with this disk\n", starts);
	show_end();
}

void show_start(void)
{
	show_in_thread(show);
}
