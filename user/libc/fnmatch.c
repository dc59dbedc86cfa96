/* Shell patterns. */
#include <ctype.h>
#include <fnmatch.h>
#include <stdbool.h>
#include <stddef.h>
#include <string.h>

static const struct {
	const char *name;
	int (*test)(int c);
} classes[] = {
	{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank }, { "cntrl", iscntrl },
	{ "digit", isdigit }, { "graph", isgraph }, { "lower", islower }, { "print", isprint },
	{ "punct", ispunct }, { "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
};

/* Match [:class:] at `at`. Returns what follows it, or NULL when there is no such class. */
static const char *match_class(const char *at, int c, bool *matched)
{
	size_t i, length;

	if (at[0] != '[' || at[1] != ':')
		return NULL;
	for (i = 0; i < sizeof(classes) / sizeof(classes[0]); i++) {
		length = strlen(classes[i].name);
		if (strncmp(at + 2, classes[i].name, length) == 0 &&
		    strncmp(at + 2 + length, ":]", 2) == 0) {
			*matched = *matched || classes[i].test(c);
			return at + length + 4;
		}
	}
	return NULL;
}

/* One character of a bracket expression; a backslash quotes the next one. */
static const char *take_character(const char *at, int flags, int *c)
{
	if (*at == '\\' && (flags & FNM_NOESCAPE) == 0 && at[1] != '\0')
		at++;
	*c = (unsigned char)*at;
	return at + 1;
}

/*
 * Match a bracket expression; `at` is behind its '['. Returns what follows the ']', or NULL when
 * there is none and the '[' stands for itself.
 */
static const char *match_bracket(const char *at, int c, int flags, bool *matched)
{
	bool negated = *at == '!' || *at == '^', first = true;

	*matched = false;
	if (negated)
		at++;
	for (; *at != ']' || first; first = false) {
		const char *behind = match_class(at, c, matched);
		int low, high;

		if (behind != NULL) {
			at = behind;
			continue;
		}
		if (*at == '\0')
			return NULL;
		at = take_character(at, flags, &low);
		high = low;
		if (at[0] == '-' && at[1] != ']' && at[1] != '\0')
			at = take_character(at + 1, flags, &high);
		*matched = *matched || (low <= c && c <= high);
	}
	*matched = *matched != negated;
	return at + 1;
}

/*
 * Match one element of the pattern other than '*' against the character c (0 at the end). Returns
 * the pattern behind the element, or NULL when it does not match.
 */
static const char *match_one(const char *pattern, int c, int flags)
{
	bool wild = c != '\0' && !(c == '/' && (flags & FNM_PATHNAME) != 0), matched;
	const char *behind;

	if (*pattern == '?')
		return wild ? pattern + 1 : NULL;
	if (*pattern == '[') {
		behind = match_bracket(pattern + 1, c, flags, &matched);
		if (behind != NULL)
			return wild && matched ? behind : NULL;
	}
	if (*pattern == '\\' && (flags & FNM_NOESCAPE) == 0 && pattern[1] != '\0')
		pattern++;
	return (unsigned char)*pattern == c && c != '\0' ? pattern + 1 : NULL;
}

/* After a mismatch only the last '*' needs to be tried with one more character. */
int fnmatch(const char *pattern, const char *string, int flags)
{
	const char *star = NULL, *star_string = NULL;

	if ((flags & FNM_PERIOD) != 0 && *string == '.' && *pattern != '.' &&
	    strncmp(pattern, "\\.", 2) != 0)
		return FNM_NOMATCH;
	while (*string != '\0' || *pattern != '\0') {
		const char *behind;

		if (*pattern == '*') {
			star = ++pattern;
			star_string = string;
			continue;
		}
		behind = match_one(pattern, (unsigned char)*string, flags);
		if (behind != NULL) {
			pattern = behind;
			string++;
			continue;
		}
		if (star == NULL || *star_string == '\0' ||
		    (*star_string == '/' && (flags & FNM_PATHNAME) != 0))
			return FNM_NOMATCH;
		pattern = star;
		string = ++star_string;
	}
	return 0;
}
