/* Bulk moves of byte rings: at most two pieces each. */
#include <lib/ring.h>
#include <lib/string.h>

uint32_t ring_write(struct ring *ring, const void *from, size_t size)
{
	const uint8_t *source = from;
	uint32_t moved = 0;
	uint8_t *span;

	for (;;) {
		uint32_t count = (uint32_t)MIN((size_t)ring_put_span(ring, &span), size - moved);

		if (count == 0)
			return moved;
		memcpy(span, source + moved, count);
		ring_put_done(ring, count);
		moved += count;
	}
}

uint32_t ring_read(struct ring *ring, void *to, size_t size)
{
	uint8_t *destination = to;
	uint32_t moved = 0;
	const uint8_t *span;

	for (;;) {
		uint32_t count = (uint32_t)MIN((size_t)ring_get_span(ring, &span), size - moved);

		if (count == 0)
			return moved;
		memcpy(destination + moved, span, count);
		ring_get_done(ring, count);
		moved += count;
	}
}
