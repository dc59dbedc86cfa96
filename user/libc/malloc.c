/*
 * malloc() over sbrk().
 *
 * The heap is a row of chunks. Each begins with a header word: its size, a multiple of 16, with two
 * flags in the low bits, CHUNK_FREE and CHUNK_BEFORE_FREE (the chunk before this one is free). What
 * the caller gets begins behind the header and is aligned to 16. A free chunk holds the links of
 * its bin there, and repeats its size in its last word, so that the chunk behind can find it.
 *
 * Free chunks are in bins by size: four bins per power of two. A bitmap of the bins that are not
 * empty leads to the first bin all of whose chunks are large enough; so malloc() and free() take
 * the same short time whatever the heap looks like. Two free chunks never lie side by side: free()
 * joins them at once. The row ends with a header of size 0 that is never free; when memory is
 * wanted that no bin has, the heap grows there, and a large free chunk there is given back.
 */
#include <errno.h>
#include <lib/compiler.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define ALIGNMENT 16
#define HEADER_SIZE sizeof(size_t)
#define CHUNK_MIN 32 /* header, two links, size at the end */
#define CHUNK_FREE 1ul
#define CHUNK_BEFORE_FREE 2ul
#define CHUNK_FLAGS (CHUNK_FREE | CHUNK_BEFORE_FREE)
#define REQUEST_MAX (SIZE_MAX / 4)

#define GROW_MIN (16ul << 10)  /* the heap grows by at least this */
#define TRIM_MIN (256ul << 10) /* and gives back free memory at its end from this size on */

struct chunk {
	size_t header;
	struct chunk *next, *previous; /* in the bin; only while the chunk is free */
};

/* Bins 4n..4n+3 hold the sizes from 2^(n+4) on: 192 reach to 2^52, where no heap comes near. */
#define BIN_COUNT 192
#define BIN_WORDS (BIN_COUNT / 64)

static struct chunk *bins[BIN_COUNT];
static uint64_t bins_filled[BIN_WORDS];
static struct chunk *heap_last; /* the header at the end of the row; NULL before the first use */
static void *heap_end;          /* what sbrk() gave last, to notice when others use it */

static size_t chunk_size(const struct chunk *chunk)
{
	return chunk->header & ~CHUNK_FLAGS;
}

static struct chunk *chunk_at(struct chunk *chunk, ptrdiff_t distance)
{
	return (struct chunk *)((char *)chunk + distance);
}

static struct chunk *chunk_behind(struct chunk *chunk)
{
	return chunk_at(chunk, (ptrdiff_t)chunk_size(chunk));
}

/* The word in front of `chunk`: the size of the chunk before, valid only while that is free. */
static size_t *size_before(struct chunk *chunk)
{
	return (size_t *)chunk - 1;
}

static void *chunk_memory(struct chunk *chunk)
{
	return (char *)chunk + HEADER_SIZE;
}

static struct chunk *memory_chunk(void *memory)
{
	return (struct chunk *)((char *)memory - HEADER_SIZE);
}

/* The bin that a free chunk of this size lies in. */
static unsigned int bin_of(size_t size)
{
	unsigned int log = 63 - (unsigned int)__builtin_clzl(size);

	return (log - 4) * 4 + (size >> (log - 2) & 3);
}

/* The first bin all of whose chunks have at least this size. */
static unsigned int bin_from(size_t size)
{
	unsigned int log = 63 - (unsigned int)__builtin_clzl(size);

	return bin_of(size + ((size_t)1 << (log - 2)) - 1);
}

static void bin_insert(struct chunk *chunk)
{
	unsigned int bin = bin_of(chunk_size(chunk));

	chunk->previous = NULL;
	chunk->next = bins[bin];
	if (chunk->next != NULL)
		chunk->next->previous = chunk;
	bins[bin] = chunk;
	bins_filled[bin / 64] |= UINT64_C(1) << bin % 64;
}

static void bin_remove(struct chunk *chunk)
{
	unsigned int bin = bin_of(chunk_size(chunk));

	if (chunk->next != NULL)
		chunk->next->previous = chunk->previous;
	if (chunk->previous != NULL)
		chunk->previous->next = chunk->next;
	else
		bins[bin] = chunk->next;
	if (bins[bin] == NULL)
		bins_filled[bin / 64] &= ~(UINT64_C(1) << bin % 64);
}

static struct chunk *bin_find(size_t size)
{
	unsigned int bin = bin_from(size), word = bin / 64;
	uint64_t filled;

	if (bin >= BIN_COUNT)
		return NULL;
	filled = bins_filled[word] & ~UINT64_C(0) << bin % 64;
	while (filled == 0) {
		if (++word == BIN_WORDS)
			return NULL;
		filled = bins_filled[word];
	}
	return bins[word * 64 + (unsigned int)__builtin_ctzll(filled)];
}

/* Make [chunk, chunk + size) a free chunk, joined with free neighbours. Returns it. */
static struct chunk *chunk_release(struct chunk *chunk, size_t size)
{
	struct chunk *behind = chunk_at(chunk, (ptrdiff_t)size);

	if ((chunk->header & CHUNK_BEFORE_FREE) != 0) {
		size_t before = *size_before(chunk);

		chunk = chunk_at(chunk, -(ptrdiff_t)before);
		bin_remove(chunk);
		size += before;
	}
	if ((behind->header & CHUNK_FREE) != 0) {
		bin_remove(behind);
		size += chunk_size(behind);
		behind = chunk_at(chunk, (ptrdiff_t)size);
	}
	chunk->header = size | CHUNK_FREE;
	*size_before(behind) = size;
	behind->header |= CHUNK_BEFORE_FREE;
	bin_insert(chunk);
	return chunk;
}

/* Cut a chunk that is in no bin to `size` bytes and free the rest, if it is worth a chunk. */
static void chunk_cut(struct chunk *chunk, size_t size)
{
	size_t rest = chunk_size(chunk) - size;

	if (rest < CHUNK_MIN)
		return;
	chunk->header -= rest;
	chunk_at(chunk, (ptrdiff_t)size)->header = rest;
	chunk_release(chunk_at(chunk, (ptrdiff_t)size), rest);
}

/* Take a free chunk out of its bin and mark it used. */
static void chunk_take(struct chunk *chunk)
{
	bin_remove(chunk);
	chunk->header &= ~CHUNK_FREE;
	chunk_behind(chunk)->header &= ~CHUNK_BEFORE_FREE;
}

/* Where the heap begins, or goes on when somebody else has called sbrk(). */
static bool heap_start(void)
{
	uintptr_t now = (uintptr_t)sbrk(0);
	size_t padding = -(now + HEADER_SIZE) & (ALIGNMENT - 1);

	if (sbrk((intptr_t)(padding + HEADER_SIZE)) == (void *)-1)
		return false;
	heap_last = (struct chunk *)(now + padding);
	heap_last->header = 0;
	heap_end = (char *)heap_last + HEADER_SIZE;
	return true;
}

/* Grow the heap so that a free chunk of at least `size` bytes is at its end. */
static struct chunk *heap_grow(size_t size)
{
	struct chunk *chunk;

	if ((heap_last == NULL || sbrk(0) != heap_end) && !heap_start())
		return NULL;
	if ((heap_last->header & CHUNK_BEFORE_FREE) != 0)
		size -= MIN(size, *size_before(heap_last));
	size = ALIGN_UP(MAX(size, GROW_MIN), ALIGNMENT);
	if (sbrk((intptr_t)size) == (void *)-1)
		return NULL;
	chunk = heap_last;
	heap_last = chunk_at(chunk, (ptrdiff_t)size);
	heap_last->header = 0;
	heap_end = (char *)heap_end + size;
	return chunk_release(chunk, size);
}

/* Give the free chunk at the end of the heap back when it is large. */
static void heap_trim(struct chunk *chunk)
{
	size_t size = chunk_size(chunk);

	if (chunk_behind(chunk) != heap_last || size < TRIM_MIN || sbrk(0) != heap_end)
		return;
	bin_remove(chunk);
	heap_last = chunk;
	heap_last->header = 0;
	heap_end = (char *)chunk + HEADER_SIZE;
	sbrk(-(intptr_t)size);
}

static size_t size_for(size_t request)
{
	return MAX(ALIGN_UP(request + HEADER_SIZE, ALIGNMENT), (size_t)CHUNK_MIN);
}

void *malloc(size_t request)
{
	struct chunk *chunk;
	size_t size;

	if (request > REQUEST_MAX) {
		errno = ENOMEM;
		return NULL;
	}
	size = size_for(request);
	chunk = bin_find(size);
	if (chunk == NULL)
		chunk = heap_grow(size);
	if (chunk == NULL) {
		errno = ENOMEM;
		return NULL;
	}
	chunk_take(chunk);
	chunk_cut(chunk, size);
	return chunk_memory(chunk);
}

void free(void *memory)
{
	struct chunk *chunk;

	if (memory == NULL)
		return;
	chunk = memory_chunk(memory);
	heap_trim(chunk_release(chunk, chunk_size(chunk)));
}

void *calloc(size_t count, size_t size)
{
	size_t total;
	void *memory;

	if (__builtin_mul_overflow(count, size, &total)) {
		errno = ENOMEM;
		return NULL;
	}
	memory = malloc(total);
	if (memory != NULL)
		memset(memory, 0, total);
	return memory;
}

/* Let a chunk grow into the free one behind it. Returns false when that is not enough. */
static bool chunk_extend(struct chunk *chunk, size_t size)
{
	struct chunk *behind = chunk_behind(chunk);
	size_t together = chunk_size(chunk) + chunk_size(behind);

	if ((behind->header & CHUNK_FREE) == 0 || together < size)
		return false;
	chunk_take(behind);
	chunk->header += chunk_size(behind);
	return true;
}

void *realloc(void *memory, size_t request)
{
	struct chunk *chunk;
	void *moved;

	if (memory == NULL)
		return malloc(request);
	chunk = memory_chunk(memory);
	if (request <= REQUEST_MAX &&
	    (chunk_size(chunk) >= size_for(request) || chunk_extend(chunk, size_for(request)))) {
		chunk_cut(chunk, size_for(request));
		return memory;
	}
	moved = malloc(request);
	if (moved == NULL)
		return NULL;
	memcpy(moved, memory, MIN(request, chunk_size(chunk) - HEADER_SIZE));
	free(memory);
	return moved;
}

void *reallocarray(void *memory, size_t count, size_t size)
{
	size_t total;

	if (!__builtin_mul_overflow(count, size, &total))
		return realloc(memory, total);
	errno = ENOMEM;
	return NULL;
}

/* Cut the front off a larger chunk, so that what is left begins at a multiple of `alignment`. */
void *aligned_alloc(size_t alignment, size_t request)
{
	char *memory, *aligned;
	struct chunk *chunk, *front;

	if (alignment <= ALIGNMENT)
		return malloc(request);
	if (request > REQUEST_MAX || alignment > REQUEST_MAX) {
		errno = ENOMEM;
		return NULL;
	}
	memory = malloc(request + alignment + CHUNK_MIN);
	if (memory == NULL || IS_ALIGNED((uintptr_t)memory, alignment))
		return memory;
	aligned = (char *)ALIGN_UP((uintptr_t)memory + CHUNK_MIN, alignment);
	front = memory_chunk(memory);
	chunk = memory_chunk(aligned);
	chunk->header = chunk_size(front) - (size_t)(aligned - memory);
	chunk_release(front, (size_t)(aligned - memory));
	chunk_cut(chunk, size_for(request));
	return aligned;
}

int posix_memalign(void **memory, size_t alignment, size_t size)
{
	if (alignment < sizeof(void *) || (alignment & (alignment - 1)) != 0)
		return EINVAL;
	*memory = aligned_alloc(alignment, size);
	return *memory == NULL ? ENOMEM : 0;
}
