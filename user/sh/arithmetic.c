/*
 * Arithmetic expansion: C's expressions on longs, with variables by name and assignments.
 * A function per level would be fifteen; instead one function climbs by the operators' precedence.
 */
#include "shell.h"
#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct evaluator {
	const char *at;
	bool failed;
	int skipping; /* > 0: the value is not wanted: assign nothing, divide nothing */
};

static const struct binary {
	char text[4];
	int precedence;
} operators[] = {
	/* Longer ones first. */
	{ "<<", 8 }, { ">>", 8 }, { "<=", 7 }, { ">=", 7 }, { "==", 6 }, { "!=", 6 }, { "&&", 2 },
	{ "||", 1 }, { "*", 10 }, { "/", 10 }, { "%", 10 }, { "+", 9 },	 { "-", 9 },  { "<", 7 },
	{ ">", 7 },  { "&", 5 },  { "^", 4 },  { "|", 3 },
};

static long evaluate(struct evaluator *evaluator, int precedence);

static void fail(struct evaluator *evaluator, const char *problem)
{
	if (!evaluator->failed)
		shell_error(2, "arithmetic expression: %s: \"%s\"", problem, evaluator->at);
	evaluator->failed = true;
}

static void skip_blanks(struct evaluator *evaluator)
{
	while (isspace((unsigned char)*evaluator->at))
		evaluator->at++;
}

static bool accept(struct evaluator *evaluator, const char *text)
{
	skip_blanks(evaluator);
	if (strncmp(evaluator->at, text, strlen(text)) != 0)
		return false;
	evaluator->at += strlen(text);
	return true;
}

/* A binary operator; one that is followed by = (other than a comparison) is an assignment. */
static const struct binary *peek_operator(struct evaluator *evaluator)
{
	size_t i;

	skip_blanks(evaluator);
	for (i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (strncmp(evaluator->at, operators[i].text, strlen(operators[i].text)) == 0)
			return &operators[i];
	return NULL;
}

static long divide(struct evaluator *evaluator, char operator, long left, long right)
{
	if (evaluator->skipping > 0)
		return 0;
	if (right == 0) {
		fail(evaluator, "division by zero");
		return 0;
	}
	if (right == -1)
		return operator == '/' ? (long)(0 - (unsigned long)left) : 0;
	return operator == '/' ? left / right : left % right;
}

static long apply(struct evaluator *evaluator, const char *operator, long left, long right)
{
	unsigned long a = (unsigned long)left, b = (unsigned long)right;

	switch (operator[0]) {
	case '*':
		return (long)(a * b);
	case '/':
	case '%':
		return divide(evaluator, operator[0], left, right);
	case '+':
		return (long)(a + b);
	case '-':
		return (long)(a - b);
	case '<':
		if (operator[1] == '<')
			return (long)(a << (b & 63));
		return operator[1] == '=' ? left <= right : left < right;
	case '>':
		if (operator[1] == '>')
			return left >> (b & 63);
		return operator[1] == '=' ? left >= right : left > right;
	case '=':
		return left == right;
	case '!':
		return left != right;
	case '&':
		return operator[1] == '&' ? left != 0 && right != 0 : left & right;
	case '|':
		return operator[1] == '|' ? left != 0 || right != 0 : left | right;
	default:
		return left ^ right;
	}
}

static long variable_number(struct evaluator *evaluator, const char *name)
{
	const char *value = variable_get(name);
	char *end;
	long number;

	if (value == NULL || *value == '\0')
		return 0;
	number = strtol(value, &end, 0);
	while (isspace((unsigned char)*end))
		end++;
	if (*end != '\0')
		fail(evaluator, "a variable is no number");
	return number;
}

/* An assignment operator behind a name: =, or a binary operator and =. */
static bool accept_assignment(struct evaluator *evaluator, char *operator)
{
	const struct binary *binary;
	size_t length;

	skip_blanks(evaluator);
	operator[0] = '\0';
	if (evaluator->at[0] == '=' && evaluator->at[1] != '=')
		return accept(evaluator, "=");
	binary = peek_operator(evaluator);
	if (binary == NULL || strchr("<>=!&|", binary->text[0]) != NULL) {
		/* Only << >> & and | of these have an assignment. */
		if (binary == NULL || (binary->precedence != 8 && binary->precedence != 5 &&
				       binary->precedence != 3))
			return false;
	}
	length = strlen(binary->text);
	if (evaluator->at[length] != '=')
		return false;
	strcpy(operator, binary->text);
	evaluator->at += length + 1;
	return true;
}

static long evaluate_name(struct evaluator *evaluator)
{
	const char *start = evaluator->at;
	char *name, operator[4];
	long value;

	while (isalnum((unsigned char)*evaluator->at) || *evaluator->at == '_')
		evaluator->at++;
	name = arena_copy(&scratch, start, (size_t)(evaluator->at - start));
	if (!accept_assignment(evaluator, operator))
		return evaluator->skipping > 0 ? 0 : variable_number(evaluator, name);
	value = evaluate(evaluator, 0);
	if (operator[0] != '\0')
		value = apply(evaluator, operator, variable_number(evaluator, name), value);
	if (evaluator->skipping == 0 && !evaluator->failed) {
		char text[24];

		snprintf(text, sizeof(text), "%ld", value);
		variable_set(name, text);
	}
	return value;
}

static long evaluate_primary(struct evaluator *evaluator)
{
	char *end;
	long value;

	skip_blanks(evaluator);
	if (accept(evaluator, "(")) {
		value = evaluate(evaluator, 0);
		if (!accept(evaluator, ")"))
			fail(evaluator, "missing )");
		return value;
	}
	if (accept(evaluator, "-"))
		return (long)(0 - (unsigned long)evaluate_primary(evaluator));
	if (accept(evaluator, "+"))
		return evaluate_primary(evaluator);
	if (accept(evaluator, "!"))
		return evaluate_primary(evaluator) == 0;
	if (accept(evaluator, "~"))
		return ~evaluate_primary(evaluator);
	if (isalpha((unsigned char)*evaluator->at) || *evaluator->at == '_')
		return evaluate_name(evaluator);
	value = strtol(evaluator->at, &end, 0);
	if (end == evaluator->at)
		fail(evaluator, "a number is missing");
	evaluator->at = end;
	return value;
}

static long evaluate_choice(struct evaluator *evaluator, long condition)
{
	long yes, no;

	evaluator->skipping += condition == 0;
	yes = evaluate(evaluator, 0);
	evaluator->skipping -= condition == 0;
	if (!accept(evaluator, ":"))
		fail(evaluator, "? without :");
	evaluator->skipping += condition != 0;
	no = evaluate(evaluator, 0);
	evaluator->skipping -= condition != 0;
	return condition != 0 ? yes : no;
}

/* Operators that bind at least as strongly as `precedence`; 0 takes ?: too. */
static long evaluate(struct evaluator *evaluator, int precedence)
{
	long left = evaluate_primary(evaluator);

	while (!evaluator->failed) {
		const struct binary *operator = peek_operator(evaluator);
		bool settled;
		long right;

		if (operator == NULL || operator->precedence < precedence)
			break;
		evaluator->at += strlen(operator->text);
		settled = (operator->precedence == 2 && left == 0) ||
			  (operator->precedence == 1 && left != 0);
		evaluator->skipping += settled;
		right = evaluate(evaluator, operator->precedence + 1);
		evaluator->skipping -= settled;
		left = apply(evaluator, operator->text, left, right);
	}
	if (precedence == 0 && accept(evaluator, "?"))
		return evaluate_choice(evaluator, left);
	return left;
}

long arithmetic(const char *expression)
{
	struct evaluator evaluator = { .at = expression };
	long value;

	skip_blanks(&evaluator);
	if (*evaluator.at == '\0')
		return 0;
	value = evaluate(&evaluator, 0);
	skip_blanks(&evaluator);
	if (*evaluator.at != '\0')
		fail(&evaluator, "what is this");
	return value;
}
