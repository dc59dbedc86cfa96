/*
 * Random bytes: the ChaCha20 stream (RFC 8439, section 2.3) under a key that is replaced by the
 * stream's own first half after each block, so that what was given out can not be computed from
 * what is in memory later.
 *
 * The key begins with what differs from start to start: the wall clock and the counters; each use
 * stirs in the counters anew. QEMU's virt machine has no better source than these.
 */
#include "random.h"

#include <arch/time.h>
#include <kernel/once.h>
#include <kernel/spinlock.h>
#include <kernel/time.h>
#include <lib/string.h>

#define STATE_WORDS   16
#define KEY_WORDS     8
#define DOUBLE_ROUNDS 10
#define OUTPUT_SIZE   ((STATE_WORDS - KEY_WORDS) * sizeof(uint32_t))

static struct spinlock lock = SPINLOCK_INIT;
static uint32_t key[KEY_WORDS]; /* [lock] */
static uint64_t counter;	/* [lock] */
static struct once seeded;

static void quarter_round(uint32_t *x, unsigned int a, unsigned int b, unsigned int c,
			  unsigned int d)
{
	static const uint8_t rotations[4] = { 16, 12, 8, 7 };

	for (unsigned int i = 0; i < 4; i += 2) {
		x[a] += x[b];
		x[d] ^= x[a];
		x[d] = x[d] << rotations[i] | x[d] >> (32 - rotations[i]);
		x[c] += x[d];
		x[b] ^= x[c];
		x[b] = x[b] << rotations[i + 1] | x[b] >> (32 - rotations[i + 1]);
	}
}

static void make_block(uint32_t block[STATE_WORDS])
{
	uint32_t start[STATE_WORDS] = { 0x61707865, 0x3320646e, 0x79622d32, 0x6b206574 };
	uint64_t time = arch_time_read() ^ arch_instructions_read() << 32;

	memcpy(start + 4, key, sizeof(key));
	memcpy(start + 12, &counter, sizeof(counter));
	memcpy(start + 14, &time, sizeof(time));
	counter++;
	memcpy(block, start, sizeof(start));
	for (unsigned int i = 0; i < DOUBLE_ROUNDS; i++) {
		for (unsigned int j = 0; j < 4; j++)
			quarter_round(block, j, 4 + j, 8 + j, 12 + j);
		for (unsigned int j = 0; j < 4; j++)
			quarter_round(block, j, 4 + (j + 1) % 4, 8 + (j + 2) % 4, 12 + (j + 3) % 4);
	}
	for (unsigned int i = 0; i < STATE_WORDS; i++)
		block[i] += start[i];
	memcpy(key, block, sizeof(key));
}

static void seed(void)
{
	const uint64_t now[] = { time_wall_ns(), arch_time_read(), arch_instructions_read() };

	memcpy(key, now, sizeof(now));
}

void random_bytes(void *buffer, size_t size)
{
	uint32_t block[STATE_WORDS];
	char *to = buffer;

	once_run(&seeded, seed);
	while (size > 0) {
		size_t step = MIN(size, OUTPUT_SIZE);
		irq_key_t state = spin_lock(&lock);

		make_block(block);
		spin_unlock(&lock, state);
		memcpy(to, block + KEY_WORDS, step);
		to += step;
		size -= step;
	}
}
