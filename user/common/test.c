/*
 * test, also known as [: conditions. Up to four arguments are understood by their number, as POSIX
 * wants, so that operands may look like operators; more are an expression with -a, -o, ! and ( ).
 */
#include "commands.h"
#include <err.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct test {
	char **at;
	int left;
	bool failed;
};

static bool test_or(struct test *test);

static void fail(struct test *test, const char *problem, const char *what)
{
	if (!test->failed)
		warnx("test: %s: %s", what, problem);
	test->failed = true;
}

static long number(struct test *test, const char *text)
{
	char *end;
	long value = strtol(text, &end, 10);

	if (end != text)
		end += strspn(end, " \t\n");
	if (end == text || *end != '\0')
		fail(test, "not a number", text);
	return value;
}

static bool is_unary(const char *operator)
{
	return operator[0] == '-' && operator[1] != '\0' && operator[2] == '\0' &&
	       strchr("bcdefhLnprsStwxz", operator[1]) != NULL;
}

static bool is_binary(const char *operator)
{
	static const char *const names[] = { "=",   "==",  "!=",  "<",	 ">",	"-eq", "-ne",
					     "-lt", "-le", "-gt", "-ge", "-nt", "-ot", "-ef" };
	size_t i;

	for (i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (strcmp(operator, names[i]) == 0)
			return true;
	return false;
}

static bool test_mode(char letter, mode_t mode)
{
	switch (letter) {
	case 'b':
		return S_ISBLK(mode);
	case 'c':
		return S_ISCHR(mode);
	case 'd':
		return S_ISDIR(mode);
	case 'f':
		return S_ISREG(mode);
	case 'p':
		return S_ISFIFO(mode);
	case 'S':
		return S_ISSOCK(mode);
	default:
		return true;
	}
}

static bool test_unary(struct test *test, char letter, const char *operand)
{
	struct stat status;

	switch (letter) {
	case 'n':
		return *operand != '\0';
	case 'z':
		return *operand == '\0';
	case 't':
		return isatty((int)number(test, operand));
	case 'h':
	case 'L':
		return lstat(operand, &status) == 0 && S_ISLNK(status.st_mode);
	case 'r':
		return access(operand, R_OK) == 0;
	case 'w':
		return access(operand, W_OK) == 0;
	case 'x':
		return access(operand, X_OK) == 0;
	case 's':
		return stat(operand, &status) == 0 && status.st_size > 0;
	default:
		return stat(operand, &status) == 0 && test_mode(letter, status.st_mode);
	}
}

static bool is_newer(const struct stat *a, const struct stat *b)
{
	if (a->st_mtim.tv_sec != b->st_mtim.tv_sec)
		return a->st_mtim.tv_sec > b->st_mtim.tv_sec;
	return a->st_mtim.tv_nsec > b->st_mtim.tv_nsec;
}

static bool test_files(const char *left, const char *operator, const char *right)
{
	struct stat a, b;
	bool has_a = stat(left, &a) == 0, has_b = stat(right, &b) == 0;

	if (strcmp(operator, "-ef") == 0)
		return has_a && has_b && a.st_dev == b.st_dev && a.st_ino == b.st_ino;
	if (strcmp(operator, "-nt") == 0)
		return has_a && (!has_b || is_newer(&a, &b));
	return has_b && (!has_a || is_newer(&b, &a));
}

static bool test_numbers(struct test *test, const char *left, const char *operator,
			 const char *right)
{
	long a = number(test, left), b = number(test, right);

	switch (operator[1] << 8 | operator[2]) {
	case 'e' << 8 | 'q':
		return a == b;
	case 'n' << 8 | 'e':
		return a != b;
	case 'l' << 8 | 't':
		return a < b;
	case 'l' << 8 | 'e':
		return a <= b;
	case 'g' << 8 | 't':
		return a > b;
	default:
		return a >= b;
	}
}

static bool test_binary(struct test *test, const char *left, const char *operator,
			const char *right)
{
	switch (*operator) {
	case '=':
		return strcmp(left, right) == 0;
	case '!':
		return strcmp(left, right) != 0;
	case '<':
		return strcmp(left, right) < 0;
	case '>':
		return strcmp(left, right) > 0;
	}
	if (strcmp(operator, "-ef") == 0 || strcmp(operator, "-nt") == 0 ||
	    strcmp(operator, "-ot") == 0)
		return test_files(left, operator, right);
	return test_numbers(test, left, operator, right);
}

static const char *take(struct test *test)
{
	test->left--;
	return *test->at++;
}

static bool next_is(const struct test *test, const char *word)
{
	return test->left > 0 && strcmp(*test->at, word) == 0;
}

static bool test_primary(struct test *test)
{
	const char *first, *operator;
	bool result;

	if (test->left == 0) {
		fail(test, "argument expected", "end");
		return false;
	}
	if (test->left >= 3 && is_binary(test->at[1])) {
		first = take(test);
		operator = take(test);
		return test_binary(test, first, operator, take(test));
	}
	if (test->left >= 2 && next_is(test, "!")) {
		take(test);
		return !test_primary(test);
	}
	if (test->left >= 3 && next_is(test, "(")) {
		take(test);
		result = test_or(test);
		if (!next_is(test, ")"))
			fail(test, "expected", ")");
		else
			take(test);
		return result;
	}
	if (test->left >= 2 && is_unary(*test->at)) {
		operator = take(test);
		return test_unary(test, operator[1], take(test));
	}
	return *take(test) != '\0';
}

static bool test_and(struct test *test)
{
	bool result = test_primary(test);

	while (next_is(test, "-a")) {
		take(test);
		result = test_primary(test) && result;
	}
	return result;
}

static bool test_or(struct test *test)
{
	bool result = test_and(test);

	while (next_is(test, "-o")) {
		take(test);
		result = test_and(test) || result;
	}
	return result;
}

int test_command(int argc, char **argv)
{
	struct test test = { .at = argv + 1, .left = argc - 1 };
	bool result;

	if (strcmp(argv[0], "[") == 0 && (argc < 2 || strcmp(argv[--test.left + 1], "]") != 0)) {
		warnx("[: missing ]");
		return 2;
	}
	if (test.left == 0)
		return 1;
	result = test_or(&test);
	if (test.left > 0)
		fail(&test, "unexpected", *test.at);
	return test.failed ? 2 : !result;
}
