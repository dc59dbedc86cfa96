/* The host's regular expressions, behind a name that does not clash. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

/* Matches begin at start[0] or behind, where the string ends at end[0]. Returns 1 for a match, with
 * the places of the groups, 0 for none, -1 for a bad pattern. */
int host_match(const char *pattern, const char *string, int extended, size_t groups, ssize_t *start,
	       ssize_t *end);
