/*
 * Dates. Days are counted in years that begin on the first of March, so that the day that leap
 * years add is the last one; 400 such years have 146097 days.
 */
#include <stdio.h>
#include <string.h>
#include <time.h>

#define SECONDS_PER_DAY 86400
#define DAYS_PER_400_YEARS 146097
#define DAYS_TO_1970 719468 /* from the first of March of the year 0 */

static const char weekdays[7][10] = { "Sunday",	  "Monday", "Tuesday", "Wednesday",
				      "Thursday", "Friday", "Saturday" };
static const char months[12][10] = { "January", "February", "March",	 "April",
				     "May",	"June",	    "July",	 "August",
				     "September", "October", "November", "December" };

static long divide_down(long a, long b)
{
	return a / b - (a % b < 0);
}

/* Days since 1970 of a date; the month counts from 0 (January). */
static long days_of(long year, long month, long day)
{
	long era, of_era, of_year;

	year += divide_down(month, 12);
	month -= divide_down(month, 12) * 12;
	if (month < 2)
		year--;
	era = divide_down(year, 400);
	of_era = year - era * 400;
	of_year = (153 * ((month + 10) % 12) + 2) / 5 + day - 1;
	return era * DAYS_PER_400_YEARS + of_era * 365 + of_era / 4 - of_era / 100 + of_year -
	       DAYS_TO_1970;
}

struct tm *gmtime_r(const time_t *time, struct tm *fields)
{
	long days = divide_down(*time, SECONDS_PER_DAY);
	long seconds = *time - days * SECONDS_PER_DAY;
	long era = divide_down(days + DAYS_TO_1970, DAYS_PER_400_YEARS);
	long of_era = days + DAYS_TO_1970 - era * DAYS_PER_400_YEARS;
	long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
	long of_year = of_era - (365 * year + year / 4 - year / 100);
	long month = (5 * of_year + 2) / 153; /* from March on */

	*fields = (struct tm){
		.tm_sec = (int)(seconds % 60),
		.tm_min = (int)(seconds / 60 % 60),
		.tm_hour = (int)(seconds / 3600),
		.tm_mday = (int)(of_year - (153 * month + 2) / 5 + 1),
		.tm_mon = (int)((month + 2) % 12),
		.tm_wday = (int)(days + 4 - divide_down(days + 4, 7) * 7),
	};
	year += era * 400 + (fields->tm_mon < 2);
	fields->tm_year = (int)(year - 1900);
	fields->tm_yday = (int)(days - days_of(year, 0, 1));
	return fields;
}

struct tm *localtime_r(const time_t *time, struct tm *fields)
{
	return gmtime_r(time, fields);
}

struct tm *gmtime(const time_t *time)
{
	static struct tm fields;

	return gmtime_r(time, &fields);
}

struct tm *localtime(const time_t *time)
{
	return gmtime(time);
}

time_t timegm(struct tm *fields)
{
	long days = days_of(fields->tm_year + 1900L, fields->tm_mon, fields->tm_mday);
	time_t time = days * SECONDS_PER_DAY + fields->tm_hour * 3600L + fields->tm_min * 60L +
		      fields->tm_sec;

	gmtime_r(&time, fields);
	return time;
}

time_t mktime(struct tm *fields)
{
	return timegm(fields);
}

char *asctime(const struct tm *fields)
{
	static char text[32];

	strftime(text, sizeof(text), "%a %b %e %H:%M:%S %Y\n", fields);
	return text;
}

char *ctime(const time_t *time)
{
	return asctime(localtime(time));
}

static int week_of_year(const struct tm *fields, int first_weekday)
{
	return (fields->tm_yday + 7 - (fields->tm_wday - first_weekday + 7) % 7) / 7;
}

static int last_weekday(long year)
{
	return (int)((days_of(year, 11, 31) + 4) % 7 + 7) % 7;
}

/* 53 in years that end with a Thursday or begin with one. */
static int weeks_in(long year)
{
	return last_weekday(year) == 4 || last_weekday(year - 1) == 3 ? 53 : 52;
}

/* The week as ISO 8601 counts them, from Monday; it belongs to the year that has its Thursday. */
static int iso_week(const struct tm *fields, long *year)
{
	int week = (fields->tm_yday - (fields->tm_wday + 6) % 7 + 10) / 7;

	*year = fields->tm_year + 1900L;
	if (week < 1)
		return weeks_in(--*year);
	if (week <= weeks_in(*year))
		return week;
	++*year;
	return 1;
}

static int iso_number(char *text, size_t size, char kind, const struct tm *fields)
{
	long year;
	int week = iso_week(fields, &year);

	if (kind == 'V')
		return snprintf(text, size, "%02d", week);
	if (kind == 'G')
		return snprintf(text, size, "%ld", year);
	return snprintf(text, size, "%02ld", (year % 100 + 100) % 100);
}

/* Conversions that stand for others. */
static const char *compound(char kind)
{
	switch (kind) {
	case 'c':
		return "%a %b %e %H:%M:%S %Y";
	case 'D':
	case 'x':
		return "%m/%d/%y";
	case 'F':
		return "%Y-%m-%d";
	case 'R':
		return "%H:%M";
	case 'r':
		return "%I:%M:%S %p";
	case 'T':
	case 'X':
		return "%H:%M:%S";
	default:
		return NULL;
	}
}

static int number(char *text, size_t size, char kind, const struct tm *fields)
{
	switch (kind) {
	case 'C':
		return snprintf(text, size, "%02d", (fields->tm_year + 1900) / 100);
	case 'd':
		return snprintf(text, size, "%02d", fields->tm_mday);
	case 'e':
		return snprintf(text, size, "%2d", fields->tm_mday);
	case 'G':
	case 'g':
	case 'V':
		return iso_number(text, size, kind, fields);
	case 'H':
		return snprintf(text, size, "%02d", fields->tm_hour);
	case 'I':
		return snprintf(text, size, "%02d", (fields->tm_hour + 11) % 12 + 1);
	case 'j':
		return snprintf(text, size, "%03d", fields->tm_yday + 1);
	case 'k':
		return snprintf(text, size, "%2d", fields->tm_hour);
	case 'l':
		return snprintf(text, size, "%2d", (fields->tm_hour + 11) % 12 + 1);
	case 'M':
		return snprintf(text, size, "%02d", fields->tm_min);
	case 'm':
		return snprintf(text, size, "%02d", fields->tm_mon + 1);
	case 'S':
		return snprintf(text, size, "%02d", fields->tm_sec);
	case 's': {
		struct tm copy = *fields;

		return snprintf(text, size, "%ld", timegm(&copy));
	}
	case 'U':
		return snprintf(text, size, "%02d", week_of_year(fields, 0));
	case 'u':
		return snprintf(text, size, "%d", (fields->tm_wday + 6) % 7 + 1);
	case 'W':
		return snprintf(text, size, "%02d", week_of_year(fields, 1));
	case 'w':
		return snprintf(text, size, "%d", fields->tm_wday);
	case 'Y':
		return snprintf(text, size, "%d", fields->tm_year + 1900);
	case 'y':
		return snprintf(text, size, "%02d", (fields->tm_year % 100 + 100) % 100);
	default:
		return snprintf(text, size, "%%%c", kind);
	}
}

static int words(char *text, size_t size, char kind, const struct tm *fields)
{
	switch (kind) {
	case 'A':
		return snprintf(text, size, "%s", weekdays[fields->tm_wday]);
	case 'a':
		return snprintf(text, size, "%.3s", weekdays[fields->tm_wday]);
	case 'B':
		return snprintf(text, size, "%s", months[fields->tm_mon]);
	case 'b':
	case 'h':
		return snprintf(text, size, "%.3s", months[fields->tm_mon]);
	case 'n':
		return snprintf(text, size, "\n");
	case 'p':
		return snprintf(text, size, "%s", fields->tm_hour < 12 ? "AM" : "PM");
	case 't':
		return snprintf(text, size, "\t");
	case 'Z':
		return snprintf(text, size, "UTC");
	case 'z':
		return snprintf(text, size, "+0000");
	case '%':
		return snprintf(text, size, "%%");
	default:
		return number(text, size, kind, fields);
	}
}

size_t strftime(char *buffer, size_t size, const char *format, const struct tm *fields)
{
	size_t used = 0, length;
	char text[64];

	for (; *format != '\0'; format++) {
		const char *whole;

		if (*format != '%' || format[1] == '\0') {
			text[0] = *format;
			length = 1;
		} else if ((whole = compound(*++format)) != NULL) {
			length = strftime(text, sizeof(text), whole, fields);
		} else {
			length = (size_t)words(text, sizeof(text), *format, fields);
		}
		if (used + length >= size)
			return 0;
		memcpy(buffer + used, text, length);
		used += length;
	}
	if (used < size)
		buffer[used] = '\0';
	return used;
}
