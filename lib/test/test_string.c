/* The string functions, built under other names (see CMakeLists.txt). */
#include "check.h"

#include <lib/string.h>

static void check_compare(void)
{
	CHECK(strcmp("", "") == 0);
	CHECK(strcmp("abc", "abc") == 0);
	CHECK(strcmp("abc", "abd") < 0);
	CHECK(strcmp("abc", "ab") > 0);
	CHECK(strcmp("\x80", "\x7f") > 0);
	CHECK(strncmp("abc", "abd", 2) == 0);
	CHECK(strncmp("abc", "abd", 3) < 0);
	CHECK(strncmp("ab", "ab\0x", 4) == 0);
	CHECK(strncmp("a", "b", 0) == 0);
}

static void check_search(void)
{
	const char *text = "a/b/c";

	CHECK(strchr(text, '/') == text + 1);
	CHECK(strrchr(text, '/') == text + 3);
	CHECK(strchr(text, 'x') == NULL);
	CHECK(strrchr(text, 'x') == NULL);
	CHECK(strchr(text, '\0') == text + 5);
	CHECK(strrchr(text, '\0') == text + 5);
	CHECK(memchr(text, 'c', 5) == text + 4);
	CHECK(memchr(text, 'c', 4) == NULL);
	CHECK(memchr("\xff", 0x1ff, 1) != NULL);
}

static void check_length(void)
{
	char unterminated[3] = { 'a', 'b', 'c' };

	CHECK(strlen("") == 0);
	CHECK(strlen("abc") == 3);
	CHECK(strnlen("abc", 8) == 3);
	CHECK(strnlen(unterminated, sizeof(unterminated)) == 3);
	CHECK(strnlen(unterminated, 0) == 0);
}

static void check_bounded_copy(void)
{
	char buffer[4] = "xyz";

	CHECK(strlcpy(buffer, "ab", sizeof(buffer)) == 2);
	CHECK(strcmp(buffer, "ab") == 0);
	CHECK(strlcpy(buffer, "abcdef", sizeof(buffer)) == 6);
	CHECK(strcmp(buffer, "abc") == 0);
	CHECK(strlcpy(buffer, "q", 1) == 1);
	CHECK(buffer[0] == '\0' && buffer[1] == 'b');
	CHECK(strlcpy(NULL, "abc", 0) == 3);
}

int main(void)
{
	check_compare();
	check_search();
	check_length();
	check_bounded_copy();
	return 0;
}
