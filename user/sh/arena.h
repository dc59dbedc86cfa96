/*
 * Memory that is given back all at once. An arena is a stack of chunks; arena_mark() and
 * arena_release() bracket what is allocated in between. Allocation never fails: without memory the
 * shell ends.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct arena_chunk;

struct arena {
	struct arena_chunk *top; /* the chunk in use; older ones hang below */
	bool kept;		 /* it is not released when its use ends: functions lie in it */
};

struct arena_mark {
	struct arena_chunk *top;
	size_t used;
};

/* The arena of what lives as long as a command runs. */
extern struct arena scratch;

/* arena_allocate - `size` bytes, aligned for any type, not cleared. */
void *arena_allocate(struct arena *arena, size_t size);

/* arena_copy - the first `length` bytes of a string, with a zero behind them. */
char *arena_copy(struct arena *arena, const char *string, size_t length);

struct arena_mark arena_mark(struct arena *arena);
void arena_release(struct arena *arena, struct arena_mark mark);
void arena_release_all(struct arena *arena);

#define ARENA_NEW(arena, type)                                                                     \
	((type *)memset(arena_allocate(arena, sizeof(type)), 0, sizeof(type)))
