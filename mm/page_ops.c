/*
 * Filling and copying whole pages, 64 bytes a round.
 */
#include <mm/page.h>

void page_zero(void *page)
{
	uint64_t *word = page;
	const uint64_t *end = word + PAGE_SIZE / sizeof(*word);

	for (; word < end; word += 8) {
		word[0] = 0;
		word[1] = 0;
		word[2] = 0;
		word[3] = 0;
		word[4] = 0;
		word[5] = 0;
		word[6] = 0;
		word[7] = 0;
	}
}

void page_copy(void *to, const void *from)
{
	uint64_t *out = to;
	const uint64_t *in = from;
	const uint64_t *end = in + PAGE_SIZE / sizeof(*in);

	for (; in < end; in += 8, out += 8) {
		uint64_t a = in[0], b = in[1], c = in[2], d = in[3];
		uint64_t e = in[4], f = in[5], g = in[6], h = in[7];

		out[0] = a;
		out[1] = b;
		out[2] = c;
		out[3] = d;
		out[4] = e;
		out[5] = f;
		out[6] = g;
		out[7] = h;
	}
}
