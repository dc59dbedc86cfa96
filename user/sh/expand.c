/*
 * Words to fields. First all parts of a word are put into one string whose characters are marked
 * with where they come from; then that string is cut into fields where an unquoted expansion has
 * characters of IFS; then each field that has an unquoted pattern character becomes the paths that
 * match.
 */
#include "shell.h"
#include "text.h"
#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define JOIN_LISTS 1 /* no fields are made: the arguments of $@ and $* stand one behind another */
#define SPLIT_TEXT 2 /* unquoted text belongs to an expansion, as in ${name-text} */
#define ASSIGNMENT 4 /* ~ may also stand behind the = and behind colons */

static void expand_parts(struct text *text, const struct part *part, int flags);

static const char *separators(void)
{
	const char *ifs = variable_get("IFS");

	return ifs == NULL ? " \t\n" : ifs;
}

/* "$@" makes a field of each argument; "$*" one of all, joined by the first character of IFS. */
static void expand_list(struct text *text, const struct part *part, int flags)
{
	bool joined = part->quoted && *part->text == '*';
	const char *ifs = separators();
	size_t i;

	for (i = 0; i < shell.argument_count; i++) {
		if (i > 0 && (joined || (flags & JOIN_LISTS) != 0)) {
			if (!joined)
				text_add(text, ' ', part->quoted ? MARK_QUOTED : MARK_SPLIT);
			else if (*ifs != '\0')
				text_add(text, *ifs, MARK_QUOTED);
		} else if (i > 0) {
			text_add(text, ' ', MARK_BREAK);
		}
		if (part->quoted)
			text_add(text, ' ', MARK_EMPTY);
		text_add_string(text, shell.arguments[i], part->quoted ? MARK_QUOTED : MARK_SPLIT);
	}
	if (joined && i == 0)
		text_add(text, ' ', MARK_EMPTY);
}

static void add_value(struct text *text, const char *value, bool quoted)
{
	if (quoted)
		text_add(text, ' ', MARK_EMPTY);
	text_add_string(text, value, quoted ? MARK_QUOTED : MARK_SPLIT);
}

static bool front_matches(char *value, size_t length, const char *pattern)
{
	char behind = value[length];
	bool matches;

	value[length] = '\0';
	matches = fnmatch(pattern, value, 0) == 0;
	value[length] = behind;
	return matches;
}

/* Remove what the pattern matches from the front or the end, the least or the most, in place. */
static char *trim(char *value, const char *pattern, char operation)
{
	size_t length = strlen(value), i;
	bool front = operation == '#' || operation == 'H';
	bool most = operation == 'P' || operation == 'H';

	for (i = 0; i <= length; i++) {
		size_t cut = most ? length - i : i;

		if (front && front_matches(value, cut, pattern))
			return value + cut;
		if (!front && fnmatch(pattern, value + length - cut, 0) == 0) {
			value[length - cut] = '\0';
			return value;
		}
	}
	return value;
}

/* ${name=word} */
static void assign_default(struct text *text, const struct part *part)
{
	char *value = expand_string(part->argument);

	if (!variable_name_valid(part->text, strlen(part->text)))
		shell_error(2, "%s: cannot be assigned to", part->text);
	else if (variable_set(part->text, value))
		add_value(text, value, part->quoted);
}

static void complain_unset(const struct part *part)
{
	const char *message = "parameter not set";

	if (part->operation == '?' && part->argument->parts != NULL)
		message = expand_string(part->argument);
	shell_error(2, "%s: %s", part->text, message);
}

/* The operators that ask whether the parameter is set. Returns false when its value is wanted. */
static bool expand_conditional(struct text *text, const struct part *part, bool set, int flags)
{
	flags = (flags & JOIN_LISTS) | SPLIT_TEXT;
	switch (part->operation) {
	case '+':
		if (set)
			expand_parts(text, part->argument->parts, flags);
		return true;
	case '-':
		if (!set)
			expand_parts(text, part->argument->parts, flags);
		return !set;
	case '=':
		if (!set)
			assign_default(text, part);
		return !set;
	case '?':
		if (!set)
			complain_unset(part);
		return !set;
	default:
		return false;
	}
}

static void expand_parameter(struct text *text, const struct part *part, int flags)
{
	bool list = parameter_is_list(part->text);
	const char *value = list ? NULL : parameter_value(part->text);
	bool set = list ? shell.argument_count > 0 : value != NULL;
	char number[24];

	if (part->colon && !list)
		set = set && *value != '\0';
	if (part->quoted && !list)
		text_add(text, ' ', MARK_EMPTY);
	if (expand_conditional(text, part, set, flags))
		return;
	if (list && part->operation != 'L') {
		expand_list(text, part, flags);
		return;
	}
	if (value == NULL && shell.option_u && !list) {
		complain_unset(part);
		return;
	}
	if (value == NULL)
		value = "";
	if (part->operation == 'L') {
		snprintf(number, sizeof(number), "%zu",
			 list ? shell.argument_count : strlen(value));
		value = number;
	} else if (part->operation != '\0' && strchr("%P#H", part->operation) != NULL) {
		char *copy = arena_copy(&scratch, value, strlen(value));

		/* To expand the pattern may assign to the parameter. */
		value = trim(copy, expand_pattern(part->argument), part->operation);
	}
	add_value(text, value, part->quoted);
}

static void expand_arithmetic(struct text *text, const struct part *part)
{
	char number[24];

	snprintf(number, sizeof(number), "%ld", arithmetic(expand_string(part->argument)));
	add_value(text, number, part->quoted);
}

/* A ~ that is all of a path's first element stands for the home folder; colons may end the path. */
static const char *expand_tilde(struct text *text, const struct part *part, const char *at,
				bool colons)
{
	const char *home = variable_get("HOME");
	bool alone = at[0] == '~' && (at[1] == '/' || (at[1] == ':' && colons) ||
				      (at[1] == '\0' && part->next == NULL));

	if (!alone || home == NULL)
		return at;
	text_add_string(text, home, MARK_QUOTED);
	return at + 1;
}

/* Text of an assignment; its first part has the name. */
static void expand_assigned(struct text *text, const struct part *part, bool first)
{
	const char *at, *equals = first ? strchr(part->text, '=') : NULL;

	for (at = part->text; *at != '\0'; at++) {
		text_add(text, *at, 0);
		if (at == equals || *at == ':')
			at = expand_tilde(text, part, at + 1, true) - 1;
	}
}

static void expand_text(struct text *text, const struct part *part, bool first, int flags)
{
	const char *string = part->text;

	if (part->quoted) {
		if (*string == '\0')
			text_add(text, ' ', MARK_EMPTY);
		text_add_string(text, string, MARK_QUOTED);
	} else if ((flags & ASSIGNMENT) != 0) {
		expand_assigned(text, part, first);
	} else {
		if (first)
			string = expand_tilde(text, part, string, false);
		text_add_string(text, string, (flags & SPLIT_TEXT) != 0 ? MARK_SPLIT : 0);
	}
}

static void expand_parts(struct text *text, const struct part *part, int flags)
{
	const struct part *first = part;

	for (; part != NULL && shell.unwind == UNWIND_NONE; part = part->next) {
		switch (part->kind) {
		case PART_TEXT:
			expand_text(text, part, part == first, flags);
			break;
		case PART_PARAMETER:
			expand_parameter(text, part, flags);
			break;
		case PART_COMMAND:
			add_value(text, execute_substitution(part->command), part->quoted);
			break;
		case PART_ARITHMETIC:
			expand_arithmetic(text, part);
			break;
		}
	}
}

static bool pattern_character(char c)
{
	return c == '*' || c == '?' || c == '[';
}

/* Add the characters [start, end) as a field: as a pattern if it is one. */
static void add_field(struct field_list *list, const struct text *text, size_t start, size_t end)
{
	struct text plain = { 0 }, pattern = { 0 };
	bool is_pattern = false;
	size_t i;

	for (i = start; i < end; i++) {
		unsigned char mark = text->marks[i];
		char c = text->bytes[i];

		if (mark == MARK_EMPTY)
			continue;
		text_add(&plain, c, 0);
		if ((mark == MARK_QUOTED && strchr("*?[]!-\\", c) != NULL) || c == '\\')
			text_add(&pattern, '\\', 0);
		else if (mark != MARK_QUOTED && pattern_character(c))
			is_pattern = true;
		text_add(&pattern, c, 0);
	}
	if (is_pattern && !shell.option_f)
		glob_add(list, text_string(&pattern));
	else
		field_add(list, text_string(&plain));
}

static bool is_separator(const struct text *text, size_t at, const char *ifs)
{
	return text->marks[at] == MARK_SPLIT && strchr(ifs, text->bytes[at]) != NULL;
}

static bool is_blank_separator(const struct text *text, size_t at, const char *ifs)
{
	return is_separator(text, at, ifs) && strchr(" \t\n", text->bytes[at]) != NULL;
}

static size_t skip_blanks(const struct text *text, size_t at, const char *ifs)
{
	while (at < text->length && is_blank_separator(text, at, ifs))
		at++;
	return at;
}

/* Behind a separator: blanks, at most one other separator, and blanks again. */
static size_t skip_separator(const struct text *text, size_t at, const char *ifs)
{
	at = skip_blanks(text, at, ifs);
	if (at < text->length && is_separator(text, at, ifs))
		at = skip_blanks(text, at + 1, ifs);
	return at;
}

static void split_fields(struct field_list *list, const struct text *text)
{
	const char *ifs = separators();
	size_t at = skip_blanks(text, 0, ifs), start = at;

	while (at < text->length) {
		if (text->marks[at] == MARK_BREAK) {
			if (at > start)
				add_field(list, text, start, at);
			start = at = skip_blanks(text, at + 1, ifs);
		} else if (is_separator(text, at, ifs)) {
			add_field(list, text, start, at);
			start = at = skip_separator(text, at, ifs);
		} else {
			at++;
		}
	}
	if (at > start)
		add_field(list, text, start, at);
}

void field_add(struct field_list *list, char *field)
{
	if (list->count + 1 >= list->room) {
		size_t room = list->room == 0 ? 16 : list->room * 2;
		char **fields = arena_allocate(&scratch, room * sizeof(*fields));

		if (list->count > 0)
			memcpy(fields, list->fields, list->count * sizeof(*fields));
		list->fields = fields;
		list->room = room;
	}
	list->fields[list->count++] = field;
	list->fields[list->count] = NULL;
}

char **expand_fields(const struct word *words, size_t *count)
{
	struct field_list list = { 0 };

	for (; words != NULL && shell.unwind == UNWIND_NONE; words = words->next) {
		struct text text = { 0 };

		expand_parts(&text, words->parts, 0);
		split_fields(&list, &text);
	}
	*count = list.count;
	if (list.count == 0)
		field_add(&list, NULL);
	return list.fields;
}

static char *expand_joined(const struct word *word, int flags)
{
	struct text text = { 0 }, plain = { 0 };
	size_t i;

	expand_parts(&text, word->parts, flags | JOIN_LISTS);
	for (i = 0; i < text.length; i++)
		if (text.marks[i] != MARK_EMPTY && text.marks[i] != MARK_BREAK)
			text_add(&plain, text.bytes[i], 0);
	return text_string(&plain);
}

char *expand_string(const struct word *word)
{
	return expand_joined(word, 0);
}

char *expand_assignment(const struct word *word)
{
	return expand_joined(word, ASSIGNMENT);
}

char *expand_pattern(const struct word *word)
{
	struct text text = { 0 }, pattern = { 0 };
	size_t i;

	expand_parts(&text, word->parts, JOIN_LISTS);
	for (i = 0; i < text.length; i++) {
		if (text.marks[i] == MARK_EMPTY || text.marks[i] == MARK_BREAK)
			continue;
		if (text.marks[i] == MARK_QUOTED && strchr("*?[]!-\\", text.bytes[i]) != NULL)
			text_add(&pattern, '\\', 0);
		text_add(&pattern, text.bytes[i], 0);
	}
	return text_string(&pattern);
}
