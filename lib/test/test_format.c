/*
 * The formatter against the host's printf(): every mixture of flags, widths, precisions, lengths
 * and conversions, on values from the edges.
 */
#include "check.h"

#include <lib/format.h>
#include <limits.h>
#include <string.h>

static const long long values[] = {
	0, 1, -1, 7, 8, 42, -42, 255, 65535, INT_MAX, INT_MIN, LONG_MAX, LONG_MIN, -65536,
};
static const char *const flags[] = {
	"", "-", "0", "+", " ", "#", "-0", "+0", "#0", "-#", " 0", "+-",
};
static const char *const widths[] = { "", "1", "5", "12", "30" };
static const char *const precisions[] = { "", ".", ".0", ".1", ".6", ".25" };
static const char *const lengths[] = { "hh", "h", "", "l", "ll", "z", "t", "j" };

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

/* The warnings are about formats that are not literals; making them is the point. */
#pragma GCC diagnostic ignored "-Wformat-nonliteral"
#pragma GCC diagnostic ignored "-Wformat-security"

#define SAME(format, ...)                                                                          \
	do {                                                                                       \
		char ours_[128], theirs_[128];                                                     \
		int ours_length_ = format_string(ours_, sizeof(ours_), format, __VA_ARGS__);       \
		int theirs_length_ = snprintf(theirs_, sizeof(theirs_), format, __VA_ARGS__);      \
		if (ours_length_ != theirs_length_ || strcmp(ours_, theirs_) != 0) {               \
			fprintf(stderr, "%s: \"%s\" instead of \"%s\"\n", format, ours_, theirs_); \
			exit(1);                                                                   \
		}                                                                                  \
	} while (0)

static void check_number(const char *start, const char *length, char kind)
{
	char format[32];

	snprintf(format, sizeof(format), "[%%%s%s%c]", start, length, kind);
	for (size_t i = 0; i < COUNT(values); i++) {
		if (length[0] == '\0' || length[0] == 'h')
			SAME(format, (int)values[i]);
		else
			SAME(format, (long)values[i]);
	}
}

static void check_numbers(void)
{
	char start[32];

	for (size_t f = 0; f < COUNT(flags); f++)
		for (size_t w = 0; w < COUNT(widths); w++)
			for (size_t p = 0; p < COUNT(precisions); p++)
				for (size_t l = 0; l < COUNT(lengths); l++) {
					snprintf(start, sizeof(start), "%s%s%s", flags[f],
						 widths[w], precisions[p]);
					for (const char *kind = "diuxXo"; *kind != '\0'; kind++)
						check_number(start, lengths[l], *kind);
				}
}

static void check_text(void)
{
	SAME("%s|%10s|%-10s|%.2s|%.0s|%5.1s", "abc", "abc", "abc", "abc", "abc", "abc");
	SAME("%c%5c%-5c|", 'a', 'b', 'c');
	SAME("%*d|%-*d|%.*d|%.*s", 6, 1, 6, 2, 3, 4, 1, "xyz");
	SAME("%*d|%.*d", -6, 1, -3, 4);
	SAME("100%% %s %d", "sure", 5);
	SAME("%p %20p", (void *)0x1234, (void *)0xdeadbeefcafe);
	SAME("%#x %#o %#o %#X", 0u, 0u, 8u, 255u);
}

static void check_oddities(void)
{
	static const char *const broken[] = { "a%yb", "end%", "end%-08l" };
	char buffer[32];
	const char *volatile none = NULL;

	CHECK(format_string(buffer, sizeof(buffer), "%s", none) == 6);
	CHECK(strcmp(buffer, "(null)") == 0);
	CHECK(format_string(buffer, sizeof(buffer), "%p", (void *)0) == 3);
	CHECK(strcmp(buffer, "0x0") == 0);
	for (size_t i = 0; i < COUNT(broken); i++) {
		format_string(buffer, sizeof(buffer), broken[i]);
		CHECK(strcmp(buffer, broken[i]) == 0);
	}
}

static void check_truncation(void)
{
	char *exact = malloc(4);

	CHECK(format_string(exact, 4, "%d", 123456) == 6);
	CHECK(strcmp(exact, "123") == 0);
	CHECK(format_string(exact, 1, "abc") == 3);
	CHECK(exact[0] == '\0');
	CHECK(format_string(NULL, 0, "%s-%s", "ab", "cd") == 5);
	free(exact);
}

int main(void)
{
	check_numbers();
	check_text();
	check_oddities();
	check_truncation();
	return 0;
}
