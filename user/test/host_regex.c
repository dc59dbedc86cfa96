/* The host's regular expressions. This test has another <regex.h> in front of the host's. */
#undef regcomp
#undef regexec
#undef regfree
#undef __used
#include </usr/include/regex.h>

#include "host_regex.h"

int host_match(const char *pattern, const char *string, int extended, size_t groups, ssize_t *start,
	       ssize_t *end)
{
	regmatch_t matches[4];
	regex_t regex;
	size_t i;
	int result;

	if (regcomp(&regex, pattern, extended ? REG_EXTENDED : 0) != 0)
		return -1;
	matches[0].rm_so = (regoff_t)start[0];
	matches[0].rm_eo = (regoff_t)end[0];
	result = regexec(&regex, string, groups, matches, REG_STARTEND) == 0;
	for (i = 0; result && i < groups; i++) {
		start[i] = matches[i].rm_so;
		end[i] = matches[i].rm_eo;
	}
	regfree(&regex);
	return result;
}
