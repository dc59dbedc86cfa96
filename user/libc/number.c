/* Strings to integers, and integer arithmetic of the standard library. */
#include <ctype.h>
#include <errno.h>
#include <inttypes.h>
#include <limits.h>
#include <stdbool.h>
#include <stdlib.h>

static unsigned int digit_value(int c)
{
	if (isdigit(c))
		return (unsigned int)(c - '0');
	return isalpha(c) ? (unsigned int)(tolower(c) - 'a' + 10) : UINT_MAX;
}

struct parsed {
	const char *end;
	unsigned long magnitude;
	bool negative, overflow;
};

/* Skip 0x where it is a prefix: a digit must follow. Settle base 0. */
static const char *skip_prefix(const char *at, int *base)
{
	if ((*base == 0 || *base == 16) && at[0] == '0' && (at[1] | 32) == 'x' &&
	    isxdigit((unsigned char)at[2])) {
		*base = 16;
		return at + 2;
	}
	if (*base == 0)
		*base = *at == '0' ? 8 : 10;
	return at;
}

static struct parsed parse(const char *string, int base)
{
	struct parsed result = { .end = string };
	const char *at = string, *digits;

	while (isspace((unsigned char)*at))
		at++;
	result.negative = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	at = digits = skip_prefix(at, &base);
	for (;; at++) {
		unsigned int digit = digit_value((unsigned char)*at);

		if (digit >= (unsigned int)base)
			break;
		if (__builtin_mul_overflow(result.magnitude, (unsigned long)base,
					   &result.magnitude) ||
		    __builtin_add_overflow(result.magnitude, (unsigned long)digit,
					   &result.magnitude))
			result.overflow = true;
	}
	if (at > digits)
		result.end = at;
	return result;
}

unsigned long strtoul(const char *string, char **end, int base)
{
	struct parsed parsed = parse(string, base);

	if (end != NULL)
		*end = (char *)parsed.end;
	if (parsed.overflow) {
		errno = ERANGE;
		return ULONG_MAX;
	}
	return parsed.negative ? 0 - parsed.magnitude : parsed.magnitude;
}

long strtol(const char *string, char **end, int base)
{
	struct parsed parsed = parse(string, base);
	unsigned long limit = (unsigned long)LONG_MAX + parsed.negative;

	if (end != NULL)
		*end = (char *)parsed.end;
	if (parsed.overflow || parsed.magnitude > limit) {
		errno = ERANGE;
		return parsed.negative ? LONG_MIN : LONG_MAX;
	}
	return (long)(parsed.negative ? 0 - parsed.magnitude : parsed.magnitude);
}

long long strtoll(const char *string, char **end, int base)
{
	return strtol(string, end, base);
}

unsigned long long strtoull(const char *string, char **end, int base)
{
	return strtoul(string, end, base);
}

intmax_t strtoimax(const char *string, char **end, int base)
{
	return strtol(string, end, base);
}

uintmax_t strtoumax(const char *string, char **end, int base)
{
	return strtoul(string, end, base);
}

int atoi(const char *string)
{
	return (int)strtol(string, NULL, 10);
}

long atol(const char *string)
{
	return strtol(string, NULL, 10);
}

long long atoll(const char *string)
{
	return strtol(string, NULL, 10);
}

int abs(int number)
{
	return number < 0 ? -number : number;
}

long labs(long number)
{
	return number < 0 ? -number : number;
}

long long llabs(long long number)
{
	return number < 0 ? -number : number;
}

div_t div(int numerator, int denominator)
{
	return (div_t){ numerator / denominator, numerator % denominator };
}

ldiv_t ldiv(long numerator, long denominator)
{
	return (ldiv_t){ numerator / denominator, numerator % denominator };
}

lldiv_t lldiv(long long numerator, long long denominator)
{
	return (lldiv_t){ numerator / denominator, numerator % denominator };
}
