/* The freestanding helpers as the kernel has them: with its compiler, flags and instructions. */
#include <kernel/ktest.h>

#include <lib/bitmap.h>
#include <lib/format.h>
#include <lib/list.h>
#include <lib/string.h>

#define SIZE 300

static uint8_t from[SIZE], to[SIZE];

static void fill_patterns(void)
{
	for (unsigned int i = 0; i < SIZE; i++) {
		from[i] = (uint8_t)(i * 7 + 1);
		to[i] = 0xee;
	}
}

static bool is_copied(unsigned int at, unsigned int source, unsigned int length)
{
	for (unsigned int i = 0; i < SIZE; i++) {
		bool inside = i >= at && i < at + length;

		if (to[i] != (inside ? from[source + i - at] : 0xee))
			return false;
	}
	return true;
}

/* Every combination of alignments, and lengths about the sizes of words and of unrolled loops. */
KTEST(memcpy_copies_just_what_it_should)
{
	static const uint8_t lengths[] = { 0, 1, 7, 8, 9, 15, 16, 17, 63, 64, 65, 130 };

	for (unsigned int at = 0; at < 8; at++) {
		for (unsigned int source = 0; source < 8; source++) {
			for (unsigned int i = 0; i < ARRAY_SIZE(lengths); i++) {
				fill_patterns();
				memcpy(to + at, from + source, lengths[i]);
				KTEST_EXPECT(is_copied(at, source, lengths[i]));
			}
		}
	}
}

KTEST(memmove_copies_in_both_directions)
{
	fill_patterns();
	memmove(from + 5, from, 100);
	for (unsigned int i = 0; i < 100; i++)
		KTEST_EXPECT(from[i + 5] == (uint8_t)(i * 7 + 1));
	fill_patterns();
	memmove(from, from + 5, 100);
	for (unsigned int i = 0; i < 100; i++)
		KTEST_EXPECT(from[i] == (uint8_t)((i + 5) * 7 + 1));
}

KTEST(numbers_are_written_as_they_are)
{
	char text[40];

	format_string(text, sizeof(text), "%d %u %lx", -42, 42u, 0xfeedul);
	KTEST_EXPECT(strcmp(text, "-42 42 feed") == 0);
	format_string(text, sizeof(text), "%ld", (long)INT64_MIN);
	KTEST_EXPECT(strcmp(text, "-9223372036854775808") == 0);
}

struct entry {
	struct list link;
	unsigned int number;
};

KTEST(lists_keep_their_order)
{
	struct list head = LIST_INIT(head);
	struct entry entries[5], *entry;
	unsigned int next = 0;

	for (unsigned int i = 0; i < 5; i++) {
		entries[i].number = i;
		list_add_tail(&head, &entries[i].link);
	}
	list_remove(&entries[2].link);
	list_for_each(entry, &head, link) {
		next += next == 2;
		KTEST_EXPECT(entry->number == next++);
	}
	KTEST_EXPECT(next == 5 && list_empty(&entries[2].link));
}
