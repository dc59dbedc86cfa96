/*
 * Regular expressions against the host's: whether and where they match. Groups are compared only
 * where POSIX leaves no choice, in the fixed cases.
 */
#include "check.h"
#include "host_regex.h"
#include <regex.h>
#include <string.h>

static void compare_part(const char *pattern, const char *string, size_t from, size_t to,
			 int extended, size_t groups)
{
	regmatch_t ours[4] = { { (ssize_t)from, (ssize_t)to } };
	regex_t regex;
	ssize_t start[4] = { (ssize_t)from }, end[4] = { (ssize_t)to };
	int error = regcomp(&regex, pattern, extended ? REG_EXTENDED : 0);
	int host = host_match(pattern, string, extended, groups, start, end);
	size_t i;

	CHECK((error != 0) == (host < 0), "\"%s\" is %s", pattern, error ? "refused" : "taken");
	if (error != 0)
		return;
	CHECK((regexec(&regex, string, groups, ours, REG_STARTEND) == 0) == host,
	      "\"%s\" on \"%s\" from %zu to %zu", pattern, string, from, to);
	for (i = 0; host && i < groups; i++)
		CHECK(ours[i].rm_so == start[i] && ours[i].rm_eo == end[i],
		      "\"%s\" on \"%s\", group %zu: %zd-%zd, not %zd-%zd", pattern, string, i,
		      ours[i].rm_so, ours[i].rm_eo, start[i], end[i]);
	regfree(&regex);
}

static void compare(const char *pattern, const char *string, int extended, size_t groups)
{
	size_t length = strlen(string);
	regmatch_t whole, part = { 0, (ssize_t)length };
	regex_t regex;

	compare_part(pattern, string, 0, length, extended, groups);
	if (regcomp(&regex, pattern, extended ? REG_EXTENDED : 0) != 0)
		return;
	CHECK(regexec(&regex, string, 1, &whole, 0) == regexec(&regex, string, 1, &part,
							       REG_STARTEND),
	      "\"%s\" on \"%s\" with and without an end", pattern, string);
	regfree(&regex);
}

static const struct {
	const char *pattern, *string;
	int extended;
	size_t groups;
} cases[] = {
	{ "abc", "xabcy", 0, 1 },
	{ "^a*$", "aaa", 0, 1 },
	{ "a\\{2,3\\}", "aaaa", 0, 1 },
	{ "\\(a\\)\\(b\\)", "xaby", 0, 3 },
	{ "\\(ab*\\)\\1", "abbabb", 0, 2 },
	{ "(a|ab)(c|bcd)", "abcd", 1, 1 },
	{ "(foo|foobar)", "foobar", 1, 2 },
	{ "x+y?z*", "xxz", 1, 1 },
	{ "[[:digit:]]+", "ab123c", 1, 1 },
	{ "[^a-c]", "abcd", 1, 1 },
	{ "[]a]", "]", 1, 1 },
	{ "a|b|", "c", 1, 1 },
	{ "(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaac", 1, 1 },
	{ "(a*)+", "b", 1, 1 },
	{ "(", "", 1, 1 },
	{ "\\(", "", 0, 1 },
	{ "[z-a]", "", 0, 1 },
	{ "[[:no:]]", "", 0, 1 },
	{ "\\", "", 0, 1 },
	{ "*a", "*a", 0, 1 },
	{ "(ab){2,}", "ababab", 1, 1 },
	{ "^$", "", 1, 1 },
	{ "a.c", "a\nc", 1, 1 },
};

static void compare_random(void)
{
	static const char letters[] = "aab.|*+?()^$";
	char pattern[9], string[9];
	size_t length = test_random() % 8, i;

	for (i = 0; i < length; i++)
		pattern[i] = letters[test_random() % (sizeof(letters) - 1)];
	pattern[length] = '\0';
	/* An operator without an operand is not defined; neither is an anchor that is repeated. */
	for (i = 0; i < length; i++)
		if (strchr("*+?", pattern[i]) != NULL &&
		    (i == 0 || strchr("(|^$*+?", pattern[i - 1]) != NULL))
			return;
	if (strstr(pattern, "()") != NULL || strchr(pattern, ')') < strchr(pattern, '('))
		return;
	length = test_random() % 8;
	for (i = 0; i < length; i++)
		string[i] = "ab"[test_random() % 2];
	string[length] = '\0';
	compare(pattern, string, 1, 1);
	i = test_random() % (length + 1);
	compare_part(pattern, string, i, i + test_random() % (length - i + 1), 1, 1);
}

int main(void)
{
	size_t i;

	compare_part("b.\\b", "ab\0 b\0", 1, 6, 0, 1);
	compare_part("^b|\\<b", "ab b", 1, 4, 1, 1);
	for (i = 0; i < sizeof(cases) / sizeof(cases[0]); i++)
		compare(cases[i].pattern, cases[i].string, cases[i].extended, cases[i].groups);
	for (i = 0; i < 100000; i++)
		compare_random();
	return 0;
}
