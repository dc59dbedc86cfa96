/*
 * Strings to floating-point numbers. Digits are gathered in quad precision and scaled by powers of
 * ten that are exact there as far as they go; so the double that comes out is the nearest one but
 * for inputs of very many digits that lie almost half way between two.
 */
#include <ctype.h>
#include <errno.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <time.h>

#define EXPONENT_MAX 20000
#define DIGITS_MAX 34 /* quad precision holds no more */

struct decimal {
	long double digits;
	int exponent;
	int count; /* digits that were taken */
	bool any;
};

static void add_digit(struct decimal *decimal, int digit, bool behind_point)
{
	decimal->any = true;
	if (decimal->count < DIGITS_MAX) {
		decimal->digits = decimal->digits * 10 + digit;
		decimal->count += decimal->count > 0 || digit != 0;
		decimal->exponent -= behind_point;
	} else {
		decimal->exponent += !behind_point;
	}
}

static const char *parse_digits(const char *at, struct decimal *decimal)
{
	for (; isdigit((unsigned char)*at); at++)
		add_digit(decimal, *at - '0', false);
	if (*at != '.' || (!decimal->any && !isdigit((unsigned char)at[1])))
		return at;
	for (at++; isdigit((unsigned char)*at); at++)
		add_digit(decimal, *at - '0', true);
	return at;
}

/* e+5; without digits behind it the e is no part of the number. */
static const char *parse_exponent(const char *at, struct decimal *decimal)
{
	const char *digits = at + 1;
	int exponent = 0;

	if ((*at | 32) != 'e')
		return at;
	if (*digits == '-' || *digits == '+')
		digits++;
	if (!isdigit((unsigned char)*digits))
		return at;
	for (; isdigit((unsigned char)*digits); digits++)
		if (exponent < EXPONENT_MAX)
			exponent = exponent * 10 + *digits - '0';
	decimal->exponent += at[1] == '-' ? -exponent : exponent;
	return digits;
}

static long double scale(long double value, int exponent)
{
	long double power = 10;
	int left = exponent < 0 ? -exponent : exponent;

	if (left > 5000)
		return exponent < 0 ? 0 : value * __builtin_infl();
	for (; left > 0; left /= 2, power *= power)
		if (left % 2 != 0)
			value = exponent < 0 ? value / power : value * power;
	return value;
}

/* inf, infinity and nan; NULL when it is none of them. */
static const char *parse_word(const char *at, double *value)
{
	if (strncasecmp(at, "inf", 3) == 0) {
		*value = __builtin_inf();
		return at + (strncasecmp(at, "infinity", 8) == 0 ? 8 : 3);
	}
	if (strncasecmp(at, "nan", 3) == 0) {
		*value = __builtin_nan("");
		return at + 3;
	}
	return NULL;
}

double strtod(const char *string, char **end)
{
	struct decimal decimal = { 0 };
	const char *at = string, *behind;
	double value;
	bool negative;

	while (isspace((unsigned char)*at))
		at++;
	negative = *at == '-';
	if (*at == '-' || *at == '+')
		at++;
	behind = parse_word(at, &value);
	if (behind == NULL) {
		behind = parse_digits(at, &decimal);
		if (decimal.any)
			behind = parse_exponent(behind, &decimal);
		value = decimal.digits == 0 ? 0 : (double)scale(decimal.digits, decimal.exponent);
		if (decimal.digits != 0 && (value == 0 || value > __DBL_MAX__))
			errno = ERANGE;
		if (!decimal.any)
			behind = string;
	}
	if (end != NULL)
		*end = (char *)behind;
	return negative ? -value : value;
}

float strtof(const char *string, char **end)
{
	return (float)strtod(string, end);
}

double atof(const char *string)
{
	return strtod(string, NULL);
}

double difftime(time_t end, time_t start)
{
	return (double)(end - start);
}
