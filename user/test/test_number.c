/* strtol and strtoul against the host's. */
#include "check.h"
#include <errno.h>
#include <string.h>

long our_strtol(const char *string, char **end, int base);
unsigned long our_strtoul(const char *string, char **end, int base);
#undef strtol
#undef strtoul
extern long strtol(const char *string, char **end, int base);
extern unsigned long strtoul(const char *string, char **end, int base);

static const char *const fixed[] = {
	"", " ", "-", "+", "0", "00", "0x", "0xg", "0X1f", "-0x10", "077", "08", "9", "-9",
	" \t\n12abc", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
	"-9223372036854775809", "18446744073709551615", "18446744073709551616", "-1", "zz", "1 2",
	"99999999999999999999999999", "-99999999999999999999999999", "+-1", "0b1", "1e5",
};

static void compare(const char *text, int base)
{
	char *end, *host_end;
	int error, host_error;
	long value, host_value;
	unsigned long natural, host_natural;

	errno = 0;
	value = our_strtol(text, &end, base);
	error = errno;
	errno = 0;
	host_value = strtol(text, &host_end, base);
	host_error = errno;
	CHECK(value == host_value && end == host_end, "strtol(\"%s\", %d)", text, base);
	CHECK((error == ERANGE) == (host_error == ERANGE), "errno of \"%s\"", text);
	natural = our_strtoul(text, &end, base);
	host_natural = strtoul(text, &host_end, base);
	CHECK(natural == host_natural && end == host_end, "strtoul(\"%s\", %d)", text, base);
}

static void compare_bases(const char *text)
{
	static const int bases[] = { 0, 2, 8, 10, 16, 36 };
	size_t i;

	for (i = 0; i < sizeof(bases) / sizeof(bases[0]); i++)
		compare(text, bases[i]);
}

static void compare_random(void)
{
	static const char letters[] = "0123456789abcdefXx+- zZ";
	char text[24];
	size_t length = test_random() % (sizeof(text) - 1), i;

	for (i = 0; i < length; i++)
		text[i] = letters[test_random() % (sizeof(letters) - 1)];
	text[length] = '\0';
	compare_bases(text);
}

int main(void)
{
	size_t i;

	for (i = 0; i < sizeof(fixed) / sizeof(fixed[0]); i++)
		compare_bases(fixed[i]);
	for (i = 0; i < 100000; i++)
		compare_random();
	return 0;
}
