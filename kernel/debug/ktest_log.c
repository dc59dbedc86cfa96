/* The ring of messages, read while more come. */
#include <kernel/ktest.h>

#include <kernel/log.h>
#include <lib/format.h>
#include <lib/string.h>

#define LINE 8 /* "%07u\n" */
#define PIECE (LINE + LINE / 2)

/* Fill the ring with numbered lines; read a piece; let the ring turn; the next piece goes on. */
KTEST(log_read_goes_on_where_it_was)
{
	char got[2 * PIECE], expected[2 * LINE + 1];
	unsigned int number = 0, start = 0;
	uint64_t position = 0;

	log_set_quiet(true);
	for (; number < log_capacity() / LINE + 1; number++)
		kprintf("%07u\n", number);
	KTEST_EXPECT(log_read(got, PIECE, &position) == PIECE);
	kprintf("%07u\n", number);
	KTEST_EXPECT(log_read(got + PIECE, PIECE, &position) == PIECE);
	log_set_quiet(false);
	while (start < LINE && got[start++] != '\n')
		;
	number = 0;
	for (unsigned int i = 0; i < LINE - 1; i++)
		number = number * 10 + (unsigned int)(got[start + i] - '0');
	format_string(expected, sizeof(expected), "%07u\n%07u\n", number, number + 1);
	KTEST_EXPECT(memcmp(got + start, expected, 2 * LINE) == 0);
}
