/* Characters to tokens. */
#include "lex.h"
#include "text.h"
#include "trap.h"
#include <ctype.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define HERE_DOCUMENTS_MAX 8

static struct token current;
static bool peeked;

/* Here-documents whose text comes when the line that is being read ends. */
static struct {
	struct redirect *redirect;
	char *delimiter;
	bool quoted, indented;
} expected[HERE_DOCUMENTS_MAX];
static int expected_count;
static int expected_first; /* those before it belong to the line around a $(command) */

static const struct {
	char text[4];
	enum token_kind kind;
} operators[] = {
	/* Longer ones first: the first that fits is taken. */
	{ "<<-", TOKEN_HERE_INDENTED }, { "&&", TOKEN_AND },
	{ "||", TOKEN_OR },		{ ";;", TOKEN_DOUBLE_SEMICOLON },
	{ "<<", TOKEN_HERE },		{ ">>", TOKEN_APPEND },
	{ "<&", TOKEN_LESS_AND },	{ ">&", TOKEN_GREAT_AND },
	{ "<>", TOKEN_LESS_GREAT },	{ ">|", TOKEN_CLOBBER },
	{ ";", TOKEN_SEMICOLON },	{ "&", TOKEN_AMPERSAND },
	{ "|", TOKEN_PIPE },		{ "(", TOKEN_OPEN },
	{ ")", TOKEN_CLOSE },		{ "<", TOKEN_LESS },
	{ ">", TOKEN_GREAT },
};

struct arena *parse_arena;
bool syntax_failed;

void syntax_error(const char *format, ...)
{
	va_list arguments;
	char text[128];

	if (syntax_failed)
		return;
	syntax_failed = true;
	if (trap_interrupts())
		return;
	va_start(arguments, format);
	vsnprintf(text, sizeof(text), format, arguments);
	va_end(arguments);
	if (shell.interactive)
		shell_warn("syntax error: %s", text);
	else
		shell_warn("line %d: syntax error: %s", input_line(), text);
}

void here_document_expect(struct redirect *redirect, const struct word *delimiter, bool indented)
{
	struct text text = { 0 };
	const struct part *part;
	bool quoted = false;

	if (expected_count == HERE_DOCUMENTS_MAX) {
		syntax_error("too many here-documents");
		return;
	}
	for (part = delimiter->parts; part != NULL; part = part->next) {
		quoted = quoted || part->quoted;
		if (part->kind == PART_TEXT)
			text_add_string(&text, part->text, 0);
	}
	expected[expected_count].redirect = redirect;
	expected[expected_count].delimiter = text_string(&text);
	expected[expected_count].quoted = quoted;
	expected[expected_count].indented = indented;
	expected_count++;
}

/* One line without its newline. Returns false at the end of the input. */
static bool read_line(struct text *line)
{
	int c;

	line->length = 0;
	while ((c = input_next()) != '\n') {
		if (c == INPUT_END)
			return line->length > 0;
		text_add(line, (char)c, 0);
	}
	return true;
}

static void read_here_document(int index)
{
	struct text line = { 0 }, body = { 0 };
	struct word *word;

	while (read_line(&line)) {
		char *text = text_string(&line);

		if (expected[index].indented)
			text += strspn(text, "\t");
		if (strcmp(text, expected[index].delimiter) == 0)
			break;
		text_add_string(&body, text, 0);
		text_add(&body, '\n', 0);
	}
	if (!expected[index].quoted) {
		expected[index].redirect->word = word_parse_quoted(text_string(&body));
		return;
	}
	word = ARENA_NEW(parse_arena, struct word);
	word->parts = ARENA_NEW(parse_arena, struct part);
	word->parts->quoted = true;
	word->parts->text = arena_copy(parse_arena, text_string(&body), body.length);
	expected[index].redirect->word = word;
}

static void read_here_documents(void)
{
	int i;

	for (i = expected_first; i < expected_count; i++)
		read_here_document(i);
	expected_count = expected_first;
}

/* Blank space, comments and continued lines. Returns the character behind them. */
static int skip_blanks(void)
{
	for (;;) {
		int c = input_next(), next;

		if (c == '#') {
			while (c != '\n' && c != INPUT_END)
				c = input_next();
			return c;
		}
		if (c == '\\') {
			next = input_next();
			if (next == '\n')
				continue;
			input_back(next);
			return c;
		}
		if (c != ' ' && c != '\t' && c != '\r')
			return c;
	}
}

static bool read_operator(int first)
{
	char text[4] = { (char)first };
	size_t i, length = 1, wanted;

	for (i = 0; i < sizeof(operators) / sizeof(operators[0]); i++) {
		if (operators[i].text[0] != first)
			continue;
		wanted = strlen(operators[i].text);
		while (length < wanted) {
			int c = input_next();

			if (c != operators[i].text[length]) {
				input_back(c);
				break;
			}
			text[length++] = (char)c;
		}
		if (length == wanted && memcmp(text, operators[i].text, wanted) == 0) {
			current.kind = operators[i].kind;
			return true;
		}
	}
	return false;
}

/* A word of digits is the number of a descriptor when < or > follows at once. */
static void check_number(void)
{
	int next;

	if (current.text == NULL || current.text[strspn(current.text, "0123456789")] != '\0' ||
	    strlen(current.text) > 4)
		return;
	next = input_next();
	input_back(next);
	if (next != '<' && next != '>')
		return;
	current.kind = TOKEN_NUMBER;
	current.number = atoi(current.text);
}

static void read_token(void)
{
	int c = skip_blanks();

	memset(&current, 0, sizeof(current));
	if (c == INPUT_END) {
		current.kind = TOKEN_END;
		read_here_documents();
	} else if (c == '\n') {
		current.kind = TOKEN_NEWLINE;
		read_here_documents();
	} else if (!read_operator(c)) {
		current.kind = TOKEN_WORD;
		current.word = word_read(c);
		if (current.word != NULL && current.word->parts->next == NULL &&
		    current.word->parts->kind == PART_TEXT && !current.word->parts->quoted)
			current.text = current.word->parts->text;
		check_number();
	}
	if (syntax_failed)
		current.kind = TOKEN_ERROR;
}

const struct token *token_peek(void)
{
	if (!peeked)
		read_token();
	peeked = true;
	return &current;
}

struct token token_take(void)
{
	token_peek();
	peeked = false;
	return current;
}

void token_start(void)
{
	peeked = false;
	expected_first = expected_count = 0;
}

struct token_state token_save(void)
{
	struct token_state state = { current, peeked, expected_first };

	peeked = false;
	expected_first = expected_count;
	return state;
}

void token_restore(struct token_state state)
{
	current = state.token;
	peeked = state.peeked;
	expected_first = state.expected_first;
}

const char *token_name(const struct token *token)
{
	size_t i;

	if (token->kind == TOKEN_END)
		return "end of input";
	if (token->kind == TOKEN_NEWLINE)
		return "end of line";
	if (token->text != NULL)
		return token->text;
	for (i = 0; i < sizeof(operators) / sizeof(operators[0]); i++)
		if (operators[i].kind == token->kind)
			return operators[i].text;
	return "word";
}
