/* What the tests of mm/ share: memory to manage, checks, random numbers. */
#pragma once

#include <kernel/platform.h>
#include <mm/page.h>
#include <stdio.h>
#include <stdlib.h>

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__,           \
				#condition);                                                       \
			exit(1);                                                                   \
		}                                                                                  \
	} while (0)

#define ARENA_PAGES 4096

/* The memory of the machine. The kernel's image is taken to end where it begins. */
extern char kernel_end[ARENA_PAGES * PAGE_SIZE];

/* arena_reserve - two pages from number `first` on are not to be managed; before page_init(). */
void arena_reserve(size_t first);

/* arena_number - the number of a page within the arena. */
size_t arena_number(const void *page);

/* arena_random - a number below `limit`, the same sequence in each run. */
size_t arena_random(size_t limit);
