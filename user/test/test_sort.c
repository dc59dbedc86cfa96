/* qsort and bsearch: random, sorted, reversed and equal elements of several sizes. */
#include "check.h"
#include <stdbool.h>
#include <string.h>

#define COUNT_MAX 3000

static size_t comparisons;

static int compare_ints(const void *a, const void *b)
{
	int x, y;

	comparisons++;
	memcpy(&x, a, sizeof(x));
	memcpy(&y, b, sizeof(y));
	return (x > y) - (x < y);
}

static int element_value(int shape, size_t i, size_t count)
{
	switch (shape) {
	case 0:
		return (int)(test_random() % 1000);
	case 1:
		return (int)i;
	case 2:
		return (int)(count - i);
	case 3:
		return 7;
	default: /* up and down again, hard on a median of three */
		return (int)(i < count / 2 ? i : count - i);
	}
}

/* The value begins each element; the rest of it must move along. */
static void check_sort(size_t count, size_t size, int shape)
{
	char *elements = malloc(count * size + 1), *at;
	long sum = 0;
	size_t i;

	for (i = 0; i < count; i++) {
		int value = element_value(shape, i, count);

		at = elements + i * size;
		memset(at, value & 127, size);
		memcpy(at, &value, sizeof(value));
		sum += value;
	}
	comparisons = 0;
	qsort(elements, count, size, compare_ints);
	CHECK(comparisons <= 40 * count + 100, "%zu comparisons for %zu", comparisons, count);
	for (i = 0; i < count; i++) {
		int value;

		at = elements + i * size;
		memcpy(&value, at, sizeof(value));
		sum -= value;
		CHECK(i == 0 || compare_ints(at - size, at) <= 0, "element %zu of %zu", i, count);
		CHECK(size == sizeof(value) || at[size - 1] == (value & 127), "torn element");
		CHECK(bsearch(&value, elements, count, size, compare_ints) != NULL, "not found");
	}
	CHECK(sum == 0, "elements were lost");
	free(elements);
}

int main(void)
{
	static const size_t sizes[] = { 4, 8, 5, 24, 100 };
	size_t count, i;
	int shape;

	for (i = 0; i < sizeof(sizes) / sizeof(sizes[0]); i++)
		for (shape = 0; shape < 5; shape++)
			for (count = 0; count < COUNT_MAX; count = count * 3 / 2 + 1)
				check_sort(count, sizes[i], shape);
	return 0;
}
