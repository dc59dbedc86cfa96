/* Shell patterns against the host's. */
#include "check.h"
#include <fnmatch.h>
#include <string.h>

int our_fnmatch(const char *pattern, const char *string, int flags);
#undef fnmatch
extern int fnmatch(const char *pattern, const char *string, int flags);

/* The host's flags have other values. */
static void compare(const char *pattern, const char *string)
{
	CHECK((our_fnmatch(pattern, string, 0) == 0) == (fnmatch(pattern, string, 0) == 0),
	      "\"%s\" on \"%s\"", pattern, string);
	CHECK((our_fnmatch(pattern, string, 4) == 0) ==
		      (fnmatch(pattern, string, FNM_PERIOD) == 0),
	      "\"%s\" on \"%s\" with FNM_PERIOD", pattern, string);
}

static void compare_random(void)
{
	static const char pattern_letters[] = "ab.*?[]-!\\";
	static const char string_letters[] = "ab.-";
	char pattern[10], string[10];
	size_t length = test_random() % 9, i;

	for (i = 0; i < length; i++)
		pattern[i] = pattern_letters[test_random() % (sizeof(pattern_letters) - 1)];
	pattern[length] = '\0';
	/* What a backslash at the end means is not defined. */
	if (length > 0 && pattern[length - 1] == '\\')
		pattern[length - 1] = 'a';
	length = test_random() % 9;
	for (i = 0; i < length; i++)
		string[i] = string_letters[test_random() % (sizeof(string_letters) - 1)];
	string[length] = '\0';
	/* [.x.] is for other locales than these. */
	if (strstr(pattern, "[.") == NULL)
		compare(pattern, string);
}

int main(void)
{
	int i;

	compare("*.c", "main.c");
	compare("[[:alpha:]_]*", "_x1");
	compare("[!a-c]", "b");
	compare("[]]", "]");
	compare("a\\*b", "a*b");
	compare("*a*b*c*", "xxaxxbxxcxx");
	for (i = 0; i < 200000; i++)
		compare_random();
	return 0;
}
