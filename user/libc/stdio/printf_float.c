/*
 * %e, %f and %g. The digits are exact: a double is an integer times a power of two, which is worked
 * out in base 10^9, most significant limb first, and then rounded to what is wanted, halves to
 * even.
 */
#include "printf.h"
#include <lib/string.h>

#define LIMB_BASE 1000000000u
#define LIMB_DIGITS 9
#define MANTISSA_BITS 52
#define EXPONENT_BIAS 1075 /* of the mantissa seen as an integer */

/* 2^1024 has 35 limbs before the point; 2^-1074 has 1074 digits, 120 limbs, behind it. */
#define WHOLE_LIMBS 36
#define FRACTION_LIMBS 120
#define LIMBS (WHOLE_LIMBS + FRACTION_LIMBS)
#define DIGITS (LIMBS * LIMB_DIGITS)
#define POINT (WHOLE_LIMBS * LIMB_DIGITS) /* the digit that is worth 1/10 */

struct decimal {
	char digits[DIGITS + 1]; /* values, not characters; one more, since rounding may carry */
	int first;		 /* the first that is not 0; DIGITS when all are */
};

/* Multiply the whole part by 2^20 or less; it is kept in `limbs` up to WHOLE_LIMBS. */
static void multiply(uint32_t *limbs, unsigned int shift)
{
	uint64_t carry = 0;
	int i;

	for (i = WHOLE_LIMBS - 1; i >= 0; i--) {
		carry += (uint64_t)limbs[i] << shift;
		limbs[i] = (uint32_t)(carry % LIMB_BASE);
		carry /= LIMB_BASE;
	}
}

/* Divide the number by 2^9 or less: 10^9 has nine factors of two, so no digit is lost. */
static void divide(uint32_t *limbs, unsigned int shift)
{
	uint32_t rest = 0;
	int i;

	for (i = 0; i < LIMBS; i++) {
		uint64_t value = (uint64_t)rest * LIMB_BASE + limbs[i];

		limbs[i] = (uint32_t)(value >> shift);
		rest = (uint32_t)(value & ((1u << shift) - 1));
	}
}

/* All digits of mantissa * 2^exponent. */
static void expand(struct decimal *decimal, uint64_t mantissa, int exponent)
{
	uint32_t limbs[LIMBS] = { 0 };
	int i, j;

	limbs[WHOLE_LIMBS - 1] = (uint32_t)(mantissa % LIMB_BASE);
	limbs[WHOLE_LIMBS - 2] = (uint32_t)(mantissa / LIMB_BASE);
	for (; exponent > 0; exponent -= MIN(exponent, 20))
		multiply(limbs, (unsigned int)MIN(exponent, 20));
	for (; exponent < 0; exponent += MIN(-exponent, 9))
		divide(limbs, (unsigned int)MIN(-exponent, 9));
	for (i = 0; i < LIMBS; i++) {
		for (j = LIMB_DIGITS - 1; j >= 0; j--) {
			decimal->digits[i * LIMB_DIGITS + j] = (char)(limbs[i] % 10);
			limbs[i] /= 10;
		}
	}
	for (decimal->first = 0; decimal->first < DIGITS; decimal->first++)
		if (decimal->digits[decimal->first] != 0)
			break;
}

/* Whether what lies from digit `at` on is more than half, or half and the digit before is odd. */
static bool rounds_up(const struct decimal *decimal, int at)
{
	int i;

	if (decimal->digits[at] != 5)
		return decimal->digits[at] > 5;
	for (i = at + 1; i < DIGITS; i++)
		if (decimal->digits[i] != 0)
			return true;
	return at > 0 && decimal->digits[at - 1] % 2 != 0;
}

/* Cut the number in front of digit `at`. */
static void round_at(struct decimal *decimal, int at)
{
	bool up;
	int i;

	if (at < 0 || at >= DIGITS)
		return;
	up = rounds_up(decimal, at);
	memset(decimal->digits + at, 0, (size_t)(DIGITS - at));
	for (i = at - 1; up && i >= 0; i--) {
		up = decimal->digits[i] == 9;
		decimal->digits[i] = up ? 0 : (char)(decimal->digits[i] + 1);
	}
	for (decimal->first = 0; decimal->first < DIGITS; decimal->first++)
		if (decimal->digits[decimal->first] != 0)
			break;
}

/* The output is collected here; digits beyond the 1076 that a double has are zeroes. */
struct body {
	char text[DIGITS + 16];
	size_t length;
};

static void add_digits(struct body *body, const struct decimal *decimal, int from, int count)
{
	for (; count > 0 && body->length < sizeof(body->text) - 8; count--, from++)
		body->text[body->length++] =
			(char)('0' + (from < DIGITS ? decimal->digits[from] : 0));
}

static void drop_zeroes(struct body *body)
{
	while (body->length > 0 && body->text[body->length - 1] == '0')
		body->length--;
	if (body->length > 0 && body->text[body->length - 1] == '.')
		body->length--;
}

static void make_fixed(struct body *body, const struct decimal *decimal, int precision, bool point)
{
	int start = MIN(decimal->first, POINT - 1);

	add_digits(body, decimal, start, POINT - start);
	if (precision > 0 || point)
		body->text[body->length++] = '.';
	add_digits(body, decimal, POINT, precision);
}

static int exponent_of(const struct decimal *decimal)
{
	return decimal->first == DIGITS ? 0 : POINT - 1 - decimal->first;
}

static void add_exponent(struct body *body, int exponent, char letter)
{
	int size = exponent < 0 ? -exponent : exponent;

	body->text[body->length++] = letter;
	body->text[body->length++] = exponent < 0 ? '-' : '+';
	if (size >= 100)
		body->text[body->length++] = (char)('0' + size / 100);
	body->text[body->length++] = (char)('0' + size / 10 % 10);
	body->text[body->length++] = (char)('0' + size % 10);
}

static void make_scientific(struct body *body, const struct decimal *decimal, int precision,
			    bool point)
{
	add_digits(body, decimal, MIN(decimal->first, DIGITS), 1);
	if (precision > 0 || point)
		body->text[body->length++] = '.';
	add_digits(body, decimal, decimal->first + 1, precision);
}

/* %g is %e or %f, whichever is shorter, with `precision` digits in all and no zeroes at the end. */
static void make_general(struct body *body, struct decimal *decimal, int precision, bool keep,
			 char letter)
{
	int exponent;

	precision = MAX(precision, 1);
	round_at(decimal, decimal->first + precision);
	exponent = exponent_of(decimal);
	if (exponent < -4 || exponent >= precision) {
		make_scientific(body, decimal, precision - 1, keep);
		if (!keep)
			drop_zeroes(body);
		add_exponent(body, exponent, letter);
		return;
	}
	make_fixed(body, decimal, precision - 1 - exponent, keep);
	if (!keep && precision - 1 - exponent > 0)
		drop_zeroes(body);
}

static void make_finite(struct body *body, const struct format_conversion *conversion,
			uint64_t mantissa, int exponent)
{
	int precision = conversion->precision < 0 ? 6 : MIN(conversion->precision, DIGITS);
	struct decimal decimal;

	expand(&decimal, mantissa, exponent);
	switch (conversion->kind) {
	case 'f':
	case 'F':
		round_at(&decimal, POINT + precision);
		make_fixed(body, &decimal, precision, conversion->alternate);
		break;
	case 'e':
	case 'E':
		round_at(&decimal, decimal.first + 1 + precision);
		make_scientific(body, &decimal, precision, conversion->alternate);
		add_exponent(body, exponent_of(&decimal), conversion->kind);
		break;
	default:
		make_general(body, &decimal, precision, conversion->alternate,
			     conversion->kind == 'G' ? 'E' : 'e');
	}
}

static bool put_float(struct format_output *out, struct format_conversion *conversion)
{
	struct body body = { .length = 0 };
	const char *prefix = conversion->plus ? "+" : conversion->space ? " " : "";
	union {
		double value;
		uint64_t bits;
	} number;
	int exponent, zeroes = 0;
	uint64_t mantissa;

	if (strchr("eEfFgG", conversion->kind) == NULL)
		return false;
	if (conversion->length == 'L')
		number.value = (double)va_arg(out->arguments, long double);
	else
		number.value = va_arg(out->arguments, double);
	if (number.bits >> 63 != 0)
		prefix = "-";
	exponent = (int)(number.bits >> MANTISSA_BITS & 0x7ff);
	mantissa = number.bits & ((UINT64_C(1) << MANTISSA_BITS) - 1);
	if (exponent == 0x7ff) {
		const char *text = mantissa != 0 ? "nan" : "inf";

		if (conversion->kind < 'a')
			text = mantissa != 0 ? "NAN" : "INF";
		format_put_field(out, conversion, prefix, 0, text, 3);
		return true;
	}
	if (exponent > 0)
		mantissa |= UINT64_C(1) << MANTISSA_BITS;
	make_finite(&body, conversion, mantissa, MAX(exponent, 1) - EXPONENT_BIAS);
	if (conversion->zero && !conversion->left)
		zeroes = conversion->width - (int)(strlen(prefix) + body.length);
	format_put_field(out, conversion, prefix, MAX(zeroes, 0), body.text, body.length);
	return true;
}

int libc_format(format_sink_t sink, void *context, const char *format, va_list arguments)
{
	return format_extended(sink, context, put_float, format, arguments);
}
