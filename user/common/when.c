#include "when.h"
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

static bool is_in(int value, int first, int last)
{
	return value >= first && value <= last;
}

/* Fields whose month counts from 1 and whose year is a year. */
static bool to_time(struct tm *fields, time_t *when)
{
	if (!is_in(fields->tm_mon, 1, 12) || !is_in(fields->tm_mday, 1, 31) ||
	    !is_in(fields->tm_hour, 0, 23) || !is_in(fields->tm_min, 0, 59) ||
	    !is_in(fields->tm_sec, 0, 60))
		return false;
	fields->tm_mon--;
	fields->tm_year -= 1900;
	*when = timegm(fields);
	return true;
}

/* A number of that many digits, and what stands behind it. */
static bool take(const char **text, int digits, char end, int *value)
{
	*value = 0;
	for (; digits > 0; digits--, ++*text) {
		if (!isdigit((unsigned char)**text))
			return false;
		*value = *value * 10 + (**text - '0');
	}
	if (end == '\0')
		return true;
	return *(*text)++ == end;
}

static bool take_clock(const char **text, struct tm *fields)
{
	if (!take(text, 2, ':', &fields->tm_hour) || !take(text, 2, '\0', &fields->tm_min))
		return false;
	if (**text != ':')
		return true;
	++*text;
	return take(text, 2, '\0', &fields->tm_sec);
}

bool when_parse(const char *text, time_t *when)
{
	struct tm fields = { 0 };
	char *end;

	if (*text == '@') {
		*when = strtol(text + 1, &end, 10);
		return text[1] != '\0' && *end == '\0';
	}
	if (!take(&text, 4, '-', &fields.tm_year) || !take(&text, 2, '-', &fields.tm_mon) ||
	    !take(&text, 2, '\0', &fields.tm_mday))
		return false;
	if (*text == 'T' || *text == ' ') {
		text++;
		if (!take_clock(&text, &fields))
			return false;
	}
	if (*text == 'Z')
		text++;
	return *text == '\0' && to_time(&fields, when);
}

static int this_year(void)
{
	time_t now = time(NULL);

	return gmtime(&now)->tm_year + 1900;
}

bool when_parse_stamp(const char *text, time_t *when)
{
	size_t digits = strspn(text, "0123456789");
	struct tm fields = { .tm_year = this_year() };

	if (digits != 8 && digits != 10 && digits != 12)
		return false;
	if (digits > 8)
		take(&text, (int)digits - 8, '\0', &fields.tm_year);
	if (digits == 10)
		fields.tm_year += fields.tm_year < 69 ? 2000 : 1900;
	take(&text, 2, '\0', &fields.tm_mon);
	take(&text, 2, '\0', &fields.tm_mday);
	take(&text, 2, '\0', &fields.tm_hour);
	take(&text, 2, '\0', &fields.tm_min);
	if (*text == '.') {
		text++;
		if (!take(&text, 2, '\0', &fields.tm_sec))
			return false;
	}
	return *text == '\0' && to_time(&fields, when);
}
