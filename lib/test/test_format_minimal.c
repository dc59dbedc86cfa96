/* The small formatter: what it promises, against the host's printf(). */
#include "check.h"

#include <lib/format.h>
#include <limits.h>
#include <string.h>

#pragma GCC diagnostic ignored "-Wformat-nonliteral"

#define SAME(...)                                                                                  \
	do {                                                                                       \
		char ours_[128], theirs_[128];                                                     \
		int ours_length_ = format_string(ours_, sizeof(ours_), __VA_ARGS__);               \
		int theirs_length_ = snprintf(theirs_, sizeof(theirs_), __VA_ARGS__);              \
		CHECK(ours_length_ == theirs_length_);                                             \
		CHECK(strcmp(ours_, theirs_) == 0);                                                \
	} while (0)

int main(void)
{
	const char *volatile unfinished = (const char[]){ 'x', '%', 0 };
	const char *volatile unknown = "%-8u|%5o|%d"; /* only the last is known */
	char buffer[16];

	SAME("plain");
	SAME("%s and %s", "one", "two");
	SAME("%c%c%%", 'a', 'b');
	SAME("%d %d %d %d", 0, -1, INT_MAX, INT_MIN);
	SAME("%u %x", UINT_MAX, 0xbeefu);
	SAME("%ld %lu %lx", LONG_MIN, ULONG_MAX, 0xdeadbeefcafeul);
	SAME("%zu", (size_t)1 << 40);
	SAME("%08x|%8x|%5d|%05u|%016lx", 0xabcu, 0xabcu, 42, 42u, 0x1234ul);
	SAME("%8s|%c", "abc", 'd');
	CHECK(format_string(buffer, sizeof(buffer), "%p", (void *)0x80000000) == 8);
	CHECK(strcmp(buffer, "80000000") == 0);
	CHECK(format_string(buffer, sizeof(buffer), unfinished) == 1);
	CHECK(format_string(buffer, sizeof(buffer), unknown, 1) == 10);
	CHECK(strcmp(buffer, "%-8u|%5o|1") == 0);
	return 0;
}
