/*
 * Byte rings: a FIFO in an array whose size is a power of two.
 *
 * `put` and `taken` count bytes for ever and wrap with their type, so a full ring and an empty one
 * differ. Nothing locks: a ring is guarded by its owner's lock.
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>

struct ring {
	uint8_t *bytes;
	uint32_t size;  /* a power of two */
	uint32_t put;   /* bytes ever put in */
	uint32_t taken; /* bytes ever taken out */
};

#define RING_INIT(array) { (array), sizeof(array), 0, 0 }

static inline void ring_init(struct ring *ring, void *bytes, uint32_t size)
{
	*ring = (struct ring){ bytes, size, 0, 0 };
}

static inline uint32_t ring_used(const struct ring *ring)
{
	return ring->put - ring->taken;
}

static inline uint32_t ring_free(const struct ring *ring)
{
	return ring->size - ring_used(ring);
}

static inline bool ring_empty(const struct ring *ring)
{
	return ring->put == ring->taken;
}

/* ring_put - add a byte. The ring must not be full. */
static inline void ring_put(struct ring *ring, uint8_t byte)
{
	ring->bytes[ring->put++ & (ring->size - 1)] = byte;
}

/* ring_get - take the oldest byte. The ring must not be empty. */
static inline uint8_t ring_get(struct ring *ring)
{
	return ring->bytes[ring->taken++ & (ring->size - 1)];
}

/* ring_unput - take back the byte put in last. The ring must not be empty. */
static inline uint8_t ring_unput(struct ring *ring)
{
	return ring->bytes[--ring->put & (ring->size - 1)];
}

/* ring_peek - the byte `index` behind the oldest; index < ring_used(). */
static inline uint8_t ring_peek(const struct ring *ring, uint32_t index)
{
	return ring->bytes[(ring->taken + index) & (ring->size - 1)];
}

/*
 * ring_put_span, ring_get_span - the largest piece in one run that can be filled or emptied next.
 *
 * Returns its size (0 when the ring is full or empty) and its start; the caller moves bytes there
 * itself and then says how many with ring_put_done() or ring_get_done().
 */
static inline uint32_t ring_put_span(const struct ring *ring, uint8_t **start)
{
	uint32_t offset = ring->put & (ring->size - 1);

	*start = ring->bytes + offset;
	return MIN(ring_free(ring), ring->size - offset);
}

static inline uint32_t ring_get_span(const struct ring *ring, const uint8_t **start)
{
	uint32_t offset = ring->taken & (ring->size - 1);

	*start = ring->bytes + offset;
	return MIN(ring_used(ring), ring->size - offset);
}

static inline void ring_put_done(struct ring *ring, uint32_t count)
{
	ring->put += count;
}

static inline void ring_get_done(struct ring *ring, uint32_t count)
{
	ring->taken += count;
}

/* ring_write, ring_read - move as many of `size` bytes as there is room or data for; returns it. */
uint32_t ring_write(struct ring *ring, const void *from, size_t size);
uint32_t ring_read(struct ring *ring, void *to, size_t size);
