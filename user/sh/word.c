/*
 * The inside of a word: quotes and expansions. A word becomes a list of parts; text between quotes
 * is marked as quoted, and an expansion is quoted when it stands between double quotes.
 */
#include "lex.h"
#include "text.h"
#include <ctype.h>
#include <string.h>

/* A word that is being built: its parts so far, and text that has not become a part yet. */
struct builder {
	struct word *word;
	struct part **end;
	struct text text;
};

static void builder_start(struct builder *builder)
{
	memset(builder, 0, sizeof(*builder));
	builder->word = ARENA_NEW(parse_arena, struct word);
	builder->end = &builder->word->parts;
}

static struct part *add_part(struct builder *builder, enum part_kind kind, bool quoted)
{
	struct part *part = ARENA_NEW(parse_arena, struct part);

	part->kind = kind;
	part->quoted = quoted;
	*builder->end = part;
	builder->end = &part->next;
	return part;
}

static void flush_text(struct builder *builder, bool quoted, bool even_empty)
{
	if (builder->text.length == 0 && !even_empty)
		return;
	add_part(builder, PART_TEXT, quoted)->text =
		arena_copy(parse_arena, text_string(&builder->text), builder->text.length);
	builder->text.length = 0;
}

static void read_braced(struct builder *builder, bool quoted);
static void read_double_quoted(struct builder *builder, int stop);

/* $(command), or $((expression)): two parentheses are never taken for a subshell in a command. */
static void read_parenthesized(struct builder *builder, bool quoted)
{
	struct token_state state;
	struct part *part;
	int c = input_next(), depth = 0;

	if (c != '(') {
		input_back(c);
		state = token_save();
		part = add_part(builder, PART_COMMAND, quoted);
		part->command = parse_substitution();
		token_restore(state);
		return;
	}
	part = add_part(builder, PART_ARITHMETIC, quoted);
	builder->text.length = 0;
	while (!syntax_failed) {
		c = input_next();
		if (c == INPUT_END) {
			syntax_error("$(( without ))");
		} else if (c == ')' && depth == 0) {
			if (input_next() != ')')
				syntax_error("$(( without ))");
			break;
		}
		depth += (c == '(') - (c == ')');
		text_add(&builder->text, (char)c, 0);
	}
	part->argument = word_parse_quoted(text_string(&builder->text));
	builder->text.length = 0;
}

/* `command`: a backslash quotes only $, ` and itself; the text is then read as commands. */
static void read_backquoted(struct builder *builder, bool quoted)
{
	struct text text = { 0 };
	struct token_state state;
	struct part *part;
	int c;

	while ((c = input_next()) != '`') {
		if (c == INPUT_END) {
			syntax_error("` without another");
			return;
		}
		if (c == '\\') {
			c = input_next();
			if (c != '$' && c != '`' && c != '\\' && !(c == '"' && quoted))
				text_add(&text, '\\', 0);
		}
		text_add(&text, (char)c, 0);
	}
	state = token_save();
	part = add_part(builder, PART_COMMAND, quoted);
	part->command = parse_string(text_string(&text));
	token_restore(state);
}

static char *read_name(int first)
{
	struct text name = { 0 };
	int c = first;

	text_add(&name, (char)c, 0);
	if (isalpha(c) || c == '_') {
		while ((c = input_next()) != INPUT_END && (isalnum(c) || c == '_'))
			text_add(&name, (char)c, 0);
		input_back(c);
	}
	return arena_copy(parse_arena, text_string(&name), name.length);
}

/* Behind a $. Text before it has been made a part. */
static void read_dollar(struct builder *builder, bool quoted)
{
	int c = input_next();

	if (c == '{') {
		read_braced(builder, quoted);
	} else if (c == '(') {
		read_parenthesized(builder, quoted);
	} else if (c != INPUT_END && (isalnum(c) || strchr("_@*#?-$!", c) != NULL)) {
		add_part(builder, PART_PARAMETER, quoted)->text = read_name(c);
	} else {
		input_back(c);
		text_add(&builder->text, '$', 0);
	}
}

/* Between double quotes, up to `stop`: '"', or the end of the input for here-documents. */
static void read_double_quoted(struct builder *builder, int stop)
{
	struct part **start = builder->end;
	int c;

	while ((c = input_next()) != stop) {
		if (c == INPUT_END) {
			syntax_error("\" without another");
			return;
		}
		if (c == '\\') {
			c = input_next();
			if (c == '\n')
				continue;
			if (c == INPUT_END || strchr(stop == '"' ? "$`\"\\" : "$`\\", c) == NULL)
				text_add(&builder->text, '\\', 0);
			if (c == INPUT_END)
				input_back(c);
			else
				text_add(&builder->text, (char)c, 0);
		} else if (c == '$' || c == '`') {
			flush_text(builder, true, false);
			if (c == '$')
				read_dollar(builder, true);
			else
				read_backquoted(builder, true);
		} else {
			text_add(&builder->text, (char)c, 0);
		}
	}
	flush_text(builder, true, builder->end == start);
}

static void read_single_quoted(struct builder *builder)
{
	int c;

	while ((c = input_next()) != '\'') {
		if (c == INPUT_END) {
			syntax_error("' without another");
			return;
		}
		text_add(&builder->text, (char)c, 0);
	}
	flush_text(builder, true, true);
}

/*
 * Unquoted text up to a character that ends it, which is not taken: `stops` lists them. Quotes and
 * expansions on the way become parts of their own.
 */
static void read_unquoted(struct builder *builder, int c, const char *stops)
{
	for (; c != INPUT_END && strchr(stops, c) == NULL && !syntax_failed; c = input_next()) {
		if (c == '\\') {
			c = input_next();
			if (c == '\n')
				continue;
			flush_text(builder, false, false);
			text_add(&builder->text, (char)(c == INPUT_END ? '\\' : c), 0);
			flush_text(builder, true, true);
		} else if (strchr("'\"$`", c) == NULL) {
			text_add(&builder->text, (char)c, 0);
		} else {
			flush_text(builder, false, false);
			if (c == '\'')
				read_single_quoted(builder);
			else if (c == '"')
				read_double_quoted(builder, '"');
			else if (c == '`')
				read_backquoted(builder, false);
			else
				read_dollar(builder, false);
		}
	}
	flush_text(builder, false, false);
	input_back(c);
}

/* The same between double quotes, for the argument in "${name-argument}". */
static void read_braced_quoted(struct builder *builder)
{
	int c;

	while ((c = input_next()) != '}' && c != INPUT_END && !syntax_failed) {
		if (c == '$' || c == '`' || c == '"') {
			flush_text(builder, true, false);
			if (c == '$')
				read_dollar(builder, true);
			else if (c == '`')
				read_backquoted(builder, true);
			else
				read_double_quoted(builder, '"');
			continue;
		}
		if (c == '\\') {
			c = input_next();
			if (c != INPUT_END && strchr("$`\"\\}", c) == NULL)
				text_add(&builder->text, '\\', 0);
		}
		text_add(&builder->text, (char)c, 0);
	}
	flush_text(builder, true, false);
	input_back(c);
}

/* The word behind an operator in ${}. Patterns take quotes of their own even between quotes. */
static struct word *read_argument(bool quoted)
{
	struct builder builder;

	builder_start(&builder);
	if (quoted)
		read_braced_quoted(&builder);
	else
		read_unquoted(&builder, input_next(), "}");
	return builder.word;
}

static void read_operation(struct part *part, bool quoted)
{
	int c = input_next(), next;

	if (c == ':') {
		part->colon = true;
		c = input_next();
	}
	if (c == '}') {
		input_back(c);
		return;
	}
	if (c == INPUT_END || strchr("-=+?%#", c) == NULL) {
		syntax_error("bad substitution");
		return;
	}
	part->operation = (char)c;
	if (c == '%' || c == '#') {
		next = input_next();
		if (next == c)
			part->operation = c == '%' ? 'P' : 'H';
		else
			input_back(next);
		quoted = false;
	}
	part->argument = read_argument(quoted);
}

/* A name in braces: letters, all the digits of a number, or one special character. */
static char *read_braced_name(int c)
{
	struct text name = { 0 };

	if (!isdigit(c))
		return read_name(c);
	for (; c != INPUT_END && isdigit(c); c = input_next())
		text_add(&name, (char)c, 0);
	input_back(c);
	return arena_copy(parse_arena, text_string(&name), name.length);
}

/* ${name}, ${#name} and ${name operation}. */
static void read_braced(struct builder *builder, bool quoted)
{
	struct part *part = add_part(builder, PART_PARAMETER, quoted);
	int c = input_next(), next;

	if (c == '#') {
		next = input_next();
		if (next != '}' && next != INPUT_END && strchr(":-=+?%#", next) == NULL) {
			part->operation = 'L';
			c = next;
		} else {
			input_back(next);
		}
	}
	if (c == INPUT_END || (!isalnum(c) && strchr("_@*#?-$!", c) == NULL)) {
		syntax_error("bad substitution");
		return;
	}
	part->text = read_braced_name(c);
	if (part->operation == '\0')
		read_operation(part, quoted);
	if (input_next() != '}')
		syntax_error("${ without }");
}

struct word *word_read(int first)
{
	struct builder builder;

	builder_start(&builder);
	read_unquoted(&builder, first, " \t\r\n;&|<>()");
	if (builder.word->parts == NULL)
		add_part(&builder, PART_TEXT, false)->text = arena_copy(parse_arena, "", 0);
	return builder.word;
}

struct word *word_parse_quoted(const char *text)
{
	struct builder builder;

	builder_start(&builder);
	input_push_string(text);
	read_double_quoted(&builder, INPUT_END);
	input_pop();
	return builder.word;
}
