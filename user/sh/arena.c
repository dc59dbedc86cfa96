/* Memory that is given back all at once. */
#include "arena.h"
#include "shell.h"
#include <stdlib.h>
#include <string.h>

#define CHUNK_SIZE 2032 /* with its header and malloc's just under 2 KiB */

struct arena_chunk {
	struct arena_chunk *below;
	size_t used, size;
	_Alignas(16) char bytes[];
};

struct arena scratch;

static void add_chunk(struct arena *arena, size_t size)
{
	struct arena_chunk *chunk;

	if (size < CHUNK_SIZE)
		size = CHUNK_SIZE;
	chunk = shell_allocate(sizeof(*chunk) + size);
	chunk->below = arena->top;
	chunk->used = 0;
	chunk->size = size;
	arena->top = chunk;
}

void *arena_allocate(struct arena *arena, size_t size)
{
	void *memory;

	size = (size + 15) & ~(size_t)15;
	if (arena->top == NULL || arena->top->size - arena->top->used < size)
		add_chunk(arena, size);
	memory = arena->top->bytes + arena->top->used;
	arena->top->used += size;
	return memory;
}

char *arena_copy(struct arena *arena, const char *string, size_t length)
{
	char *copy = arena_allocate(arena, length + 1);

	memcpy(copy, string, length);
	copy[length] = '\0';
	return copy;
}

struct arena_mark arena_mark(struct arena *arena)
{
	return (struct arena_mark){ arena->top, arena->top == NULL ? 0 : arena->top->used };
}

void arena_release(struct arena *arena, struct arena_mark mark)
{
	while (arena->top != mark.top) {
		struct arena_chunk *chunk = arena->top;

		arena->top = chunk->below;
		free(chunk);
	}
	if (arena->top != NULL)
		arena->top->used = mark.used;
}

void arena_release_all(struct arena *arena)
{
	arena_release(arena, (struct arena_mark){ NULL, 0 });
}
