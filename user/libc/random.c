/* A small generator for programs that want repeatable numbers: a 64-bit linear congruence. */
#include <stdint.h>
#include <stdlib.h>

static uint64_t state = 1;

static int next(uint64_t *from)
{
	*from = *from * 6364136223846793005u + 1442695040888963407u;
	return (int)(*from >> 33);
}

int rand(void)
{
	return next(&state);
}

void srand(unsigned int seed)
{
	state = seed;
}

int rand_r(unsigned int *seed)
{
	uint64_t wide = *seed;
	int result = next(&wide);

	*seed = (unsigned int)(wide >> 16);
	return result;
}

long random(void)
{
	return next(&state);
}

void srandom(unsigned int seed)
{
	state = seed;
}
