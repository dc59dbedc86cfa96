/*
 * qsort() and bsearch().
 *
 * Quicksort with the median of three as pivot; pieces below a dozen elements are finished by
 * insertion, and a piece that was cut too often is finished by heapsort, so that no input takes
 * more than n log n comparisons.
 */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define INSERTION_MAX 12

struct sort {
	char *base;
	size_t size;
	int (*compare)(const void *, const void *);
};

static char *element(const struct sort *sort, size_t index)
{
	return sort->base + index * sort->size;
}

static void swap_words(uint64_t *a, uint64_t *b, size_t words)
{
	for (; words > 0; words--, a++, b++) {
		uint64_t kept = *a;

		*a = *b;
		*b = kept;
	}
}

static void swap(const struct sort *sort, size_t i, size_t j)
{
	char *a = element(sort, i), *b = element(sort, j);
	size_t left = sort->size;

	if ((((uintptr_t)a | (uintptr_t)b | left) & 7) == 0) {
		swap_words((uint64_t *)a, (uint64_t *)b, left / 8);
		return;
	}
	for (; left > 0; left--, a++, b++) {
		char kept = *a;

		*a = *b;
		*b = kept;
	}
}

static int less(const struct sort *sort, size_t i, size_t j)
{
	return sort->compare(element(sort, i), element(sort, j)) < 0;
}

static void insertion_sort(const struct sort *sort, size_t first, size_t end)
{
	size_t i, j;

	for (i = first + 1; i < end; i++)
		for (j = i; j > first && less(sort, j, j - 1); j--)
			swap(sort, j, j - 1);
}

/* Let the element at `root` of the heap over [first, end) sink to where it belongs. */
static void sift_down(const struct sort *sort, size_t first, size_t root, size_t end)
{
	for (;;) {
		size_t child = first + 2 * (root - first) + 1;

		if (child >= end)
			return;
		if (child + 1 < end && less(sort, child, child + 1))
			child++;
		if (!less(sort, root, child))
			return;
		swap(sort, root, child);
		root = child;
	}
}

static void heap_sort(const struct sort *sort, size_t first, size_t end)
{
	size_t i;

	for (i = first + (end - first) / 2; i-- > first;)
		sift_down(sort, first, i, end);
	for (i = end - 1; i > first; i--) {
		swap(sort, first, i);
		sift_down(sort, first, first, i);
	}
}

/* Bring the median of the first, middle and last element to the front. */
static void choose_pivot(const struct sort *sort, size_t first, size_t end)
{
	size_t middle = first + (end - first) / 2, last = end - 1;

	if (less(sort, middle, first))
		swap(sort, middle, first);
	if (less(sort, last, middle)) {
		swap(sort, last, middle);
		if (less(sort, middle, first))
			swap(sort, middle, first);
	}
	swap(sort, first, middle);
}

/* Part [first, end) around the pivot at `first`. Returns where the pivot came to lie. */
static size_t partition(const struct sort *sort, size_t first, size_t end)
{
	size_t low = first + 1, high = end - 1;

	for (;;) {
		while (low <= high && less(sort, low, first))
			low++;
		while (low <= high && less(sort, first, high))
			high--;
		if (low >= high)
			break;
		swap(sort, low++, high--);
	}
	swap(sort, first, high);
	return high;
}

static void sort_range(const struct sort *sort, size_t first, size_t end, int cuts)
{
	while (end - first > INSERTION_MAX) {
		size_t pivot;

		if (cuts-- == 0) {
			heap_sort(sort, first, end);
			return;
		}
		choose_pivot(sort, first, end);
		pivot = partition(sort, first, end);
		if (pivot - first < end - pivot - 1) {
			sort_range(sort, first, pivot, cuts);
			first = pivot + 1;
		} else {
			sort_range(sort, pivot + 1, end, cuts);
			end = pivot;
		}
	}
	insertion_sort(sort, first, end);
}

void qsort(void *base, size_t count, size_t size, int (*compare)(const void *, const void *))
{
	const struct sort sort = { .base = base, .size = size, .compare = compare };
	int cuts = 0;
	size_t rest;

	for (rest = count; rest > 0; rest /= 2)
		cuts += 2;
	if (size > 0)
		sort_range(&sort, 0, count, cuts);
}

void *bsearch(const void *key, const void *base, size_t count, size_t size,
	      int (*compare)(const void *, const void *))
{
	const char *from = base;

	while (count > 0) {
		const char *middle = from + count / 2 * size;
		int order = compare(key, middle);

		if (order == 0)
			return (void *)middle;
		if (order > 0) {
			from = middle + size;
			count--;
		}
		count /= 2;
	}
	return NULL;
}
