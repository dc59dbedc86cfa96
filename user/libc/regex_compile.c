/*
 * regcomp(): expressions to programs, by recursive descent over POSIX's grammar. BRE and ERE differ
 * in how operators are written; token() hides that. Each function appends the code of what it
 * parses, and a repetition then works on the piece of code that its operand left.
 */
#include "regex_program.h"
#include <ctype.h>
#include <lib/compiler.h>
#include <regex.h>
#include <stdlib.h>
#include <string.h>

#define REPEAT_MAX 255
#define CODE_MAX 65536
#define GROUPS_MAX 64

enum token {
	TOKEN_END,
	TOKEN_CHARACTER,
	TOKEN_ANY,
	TOKEN_BRACKET,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_OR,
	TOKEN_STAR,
	TOKEN_PLUS,
	TOKEN_QUESTION,
	TOKEN_BRACE,
	TOKEN_START,
	TOKEN_STOP,
	TOKEN_BACK,
	TOKEN_EDGE /* \< \> \b \B */
};

struct compiler {
	struct regex_program *program;
	const char *at;
	bool extended;
	int error;
	int groups;   /* opened so far */
	int depth;    /* open now */
	uint64_t closed; /* one bit for each group that can be referred to */
	char character; /* of the token */
	const char *behind; /* the token */
};

static void parse_alternatives(struct compiler *compiler);

static void fail(struct compiler *compiler, int error)
{
	if (compiler->error == 0)
		compiler->error = error;
}

static bool make_room(struct compiler *compiler, size_t more)
{
	struct regex_program *program = compiler->program;
	struct regex_instruction *code;
	size_t room = program->room;

	if (compiler->error != 0)
		return false;
	while (room < program->length + more)
		room = room * 2 + 16;
	if (room == program->room)
		return true;
	code = room > CODE_MAX ? NULL : realloc(program->code, room * sizeof(*code));
	if (code == NULL) {
		fail(compiler, REG_ESPACE);
		return false;
	}
	program->code = code;
	program->room = room;
	return true;
}

static void emit(struct compiler *compiler, enum regex_operation operation, int argument)
{
	if (make_room(compiler, 1))
		compiler->program->code[compiler->program->length++] =
			(struct regex_instruction){ operation, argument };
}

/* Put an instruction in front of the piece that begins at `start`. */
static void insert(struct compiler *compiler, size_t start, enum regex_operation operation,
		   int argument)
{
	struct regex_program *program = compiler->program;

	if (!make_room(compiler, 1))
		return;
	memmove(program->code + start + 1, program->code + start,
		(program->length - start) * sizeof(*program->code));
	program->code[start] = (struct regex_instruction){ operation, argument };
	program->length++;
}

/* A backslash and what follows it. */
static enum token escaped(struct compiler *compiler)
{
	char c = compiler->at[1];

	compiler->behind = compiler->at + 2;
	compiler->character = c;
	if (c == '\0') {
		fail(compiler, REG_EESCAPE);
		return TOKEN_END;
	}
	if (strchr("<>bB", c) != NULL)
		return TOKEN_EDGE;
	if (c >= '1' && c <= '9')
		return TOKEN_BACK;
	if (compiler->extended)
		return TOKEN_CHARACTER;
	switch (c) {
	case '(':
		return TOKEN_OPEN;
	case ')':
		return TOKEN_CLOSE;
	case '{':
		return TOKEN_BRACE;
	case '|':
		return TOKEN_OR;
	case '+':
		return TOKEN_PLUS;
	case '?':
		return TOKEN_QUESTION;
	default:
		return TOKEN_CHARACTER;
	}
}

/* Whether a { is one of {low}, {low,} and {low,high}: if not, it stands for itself. */
static bool is_repetition(const char *at)
{
	size_t digits = strspn(at + 1, "0123456789");

	at += 1 + digits;
	if (*at == ',')
		at += 1 + strspn(at + 1, "0123456789");
	return digits > 0 && *at == '}';
}

static enum token extended_token(const char *at)
{
	switch (*at) {
	case '(':
		return TOKEN_OPEN;
	case ')':
		return TOKEN_CLOSE;
	case '|':
		return TOKEN_OR;
	case '+':
		return TOKEN_PLUS;
	case '?':
		return TOKEN_QUESTION;
	case '{':
		return is_repetition(at) ? TOKEN_BRACE : TOKEN_CHARACTER;
	case '^':
		return TOKEN_START;
	case '$':
		return TOKEN_STOP;
	default:
		return TOKEN_CHARACTER;
	}
}

/* In a BRE, $ is special only where something ends. */
static bool basic_end(const char *behind)
{
	return *behind == '\0' || strncmp(behind, "\\)", 2) == 0 || strncmp(behind, "\\|", 2) == 0;
}

/* What comes next; compiler->behind is where it ends. */
static enum token token(struct compiler *compiler)
{
	char c = *compiler->at;

	compiler->behind = compiler->at + 1;
	compiler->character = c;
	switch (c) {
	case '\0':
		return TOKEN_END;
	case '.':
		return TOKEN_ANY;
	case '[':
		return TOKEN_BRACKET;
	case '*':
		return TOKEN_STAR;
	case '\\':
		return escaped(compiler);
	case '$':
		if (!compiler->extended && basic_end(compiler->at + 1))
			return TOKEN_STOP;
		break;
	}
	return compiler->extended ? extended_token(compiler->at) : TOKEN_CHARACTER;
}

static void take(struct compiler *compiler)
{
	compiler->at = compiler->behind;
}

/* The set that a bracket expression, or a letter without regard to case, needs. */
static struct regex_set *new_set(struct compiler *compiler)
{
	struct regex_program *program = compiler->program;
	struct regex_set *sets;

	sets = reallocarray(program->sets, program->set_count + 1, sizeof(*sets));
	if (sets == NULL) {
		fail(compiler, REG_ESPACE);
		return NULL;
	}
	program->sets = sets;
	emit(compiler, REGEX_SET, (int)program->set_count);
	memset(&sets[program->set_count], 0, sizeof(*sets));
	return &sets[program->set_count++];
}

static void emit_character(struct compiler *compiler, char c)
{
	struct regex_set *set;

	if ((compiler->program->flags & REG_ICASE) == 0 || !isalpha((unsigned char)c)) {
		emit(compiler, REGEX_CHARACTER, (unsigned char)c);
		return;
	}
	set = new_set(compiler);
	if (set == NULL)
		return;
	regex_set_add(set, (unsigned char)tolower((unsigned char)c));
	regex_set_add(set, (unsigned char)toupper((unsigned char)c));
}

static const struct {
	char name[8];
	int (*test)(int c);
} classes[] = {
	{ "alnum", isalnum }, { "alpha", isalpha }, { "blank", isblank }, { "cntrl", iscntrl },
	{ "digit", isdigit }, { "graph", isgraph }, { "lower", islower }, { "print", isprint },
	{ "punct", ispunct }, { "space", isspace }, { "upper", isupper }, { "xdigit", isxdigit },
};

/* Behind "[:": add the class. */
static void add_class(struct compiler *compiler, struct regex_set *set)
{
	const char *end = strstr(compiler->at, ":]");
	size_t i;
	int c;

	for (i = 0; end != NULL && i < ARRAY_SIZE(classes); i++) {
		if (strlen(classes[i].name) != (size_t)(end - compiler->at) ||
		    strncmp(compiler->at, classes[i].name, (size_t)(end - compiler->at)) != 0)
			continue;
		for (c = 0; c < 256; c++)
			if (classes[i].test(c))
				regex_set_add(set, (unsigned char)c);
		compiler->at = end + 2;
		return;
	}
	fail(compiler, REG_ECTYPE);
}

/* A character of a bracket expression, also as [.c.] or [=c=]. */
static unsigned char bracket_character(struct compiler *compiler)
{
	const char *at = compiler->at;

	if (at[0] == '[' && (at[1] == '.' || at[1] == '=') && at[2] != '\0' && at[3] == at[1] &&
	    at[4] == ']') {
		compiler->at += 5;
		return (unsigned char)at[2];
	}
	if (*at == '\0')
		fail(compiler, REG_EBRACK);
	else
		compiler->at++;
	return (unsigned char)*at;
}

static void add_range(struct compiler *compiler, struct regex_set *set)
{
	unsigned int low = bracket_character(compiler), high = low;

	if (compiler->at[0] == '-' && compiler->at[1] != ']') {
		compiler->at++;
		high = bracket_character(compiler);
	}
	if (high < low)
		fail(compiler, REG_ERANGE);
	for (; low <= high && compiler->error == 0; low++)
		regex_set_add(set, (unsigned char)low);
}

static void fold_case(struct regex_set *set)
{
	int c;

	for (c = 'a'; c <= 'z'; c++) {
		if (regex_set_has(set, (unsigned char)c))
			regex_set_add(set, (unsigned char)toupper(c));
		if (regex_set_has(set, (unsigned char)toupper(c)))
			regex_set_add(set, (unsigned char)c);
	}
}

/* Behind the '['. */
static void parse_bracket(struct compiler *compiler)
{
	struct regex_set *set = new_set(compiler);
	bool negated = *compiler->at == '^', first = true;
	size_t i;

	if (set == NULL)
		return;
	if (negated)
		compiler->at++;
	for (; (*compiler->at != ']' || first) && compiler->error == 0; first = false) {
		if (compiler->at[0] == '[' && compiler->at[1] == ':') {
			compiler->at += 2;
			add_class(compiler, set);
		} else {
			add_range(compiler, set);
		}
	}
	if (compiler->error != 0)
		return;
	compiler->at++;
	if ((compiler->program->flags & REG_ICASE) != 0)
		fold_case(set);
	for (i = 0; negated && i < ARRAY_SIZE(set->bits); i++)
		set->bits[i] = ~set->bits[i];
	if (negated && (compiler->program->flags & REG_NEWLINE) != 0)
		set->bits[0] &= ~(UINT64_C(1) << '\n');
}

static void parse_group(struct compiler *compiler)
{
	int group = ++compiler->groups;

	if (group >= GROUPS_MAX) {
		fail(compiler, REG_ESPACE);
		return;
	}
	emit(compiler, REGEX_SAVE, 2 * group);
	compiler->depth++;
	parse_alternatives(compiler);
	compiler->depth--;
	if (token(compiler) != TOKEN_CLOSE)
		fail(compiler, REG_EPAREN);
	take(compiler);
	emit(compiler, REGEX_SAVE, 2 * group + 1);
	compiler->closed |= UINT64_C(1) << group;
}

static void parse_back(struct compiler *compiler)
{
	int group = compiler->character - '0';

	if ((compiler->closed >> group & 1) == 0)
		fail(compiler, REG_ESUBREG);
	emit(compiler, REGEX_BACK, group);
}

static void emit_edge(struct compiler *compiler)
{
	switch (compiler->character) {
	case '<':
		emit(compiler, REGEX_WORD_START, 0);
		break;
	case '>':
		emit(compiler, REGEX_WORD_END, 0);
		break;
	case 'b':
		emit(compiler, REGEX_WORD_EDGE, 0);
		break;
	default:
		emit(compiler, REGEX_WORD_INSIDE, 0);
	}
}

/* The instructions [start, end) once more at the end of the program. */
static void copy_piece(struct compiler *compiler, size_t start, size_t end)
{
	struct regex_program *program = compiler->program;

	if (!make_room(compiler, end - start))
		return;
	memcpy(program->code + program->length, program->code + start,
	       (end - start) * sizeof(*program->code));
	program->length += end - start;
}

/*
 * x* is: SPLIT behind; x; JUMP to the SPLIT. With back-references a loop that matches nothing must
 * be stopped: it keeps the place in a slot and asks for progress.
 */
static void make_star(struct compiler *compiler, size_t start)
{
	struct regex_program *program = compiler->program;
	int slot = (int)program->slot_count;

	if (program->has_back) {
		program->slot_count++;
		insert(compiler, start, REGEX_SAVE, slot);
		emit(compiler, REGEX_PROGRESS, slot);
	}
	insert(compiler, start, REGEX_SPLIT, (int)(program->length - start) + 2);
	emit(compiler, REGEX_JUMP, -(int)(program->length - start));
}

static void make_optional(struct compiler *compiler, size_t start)
{
	insert(compiler, start, REGEX_SPLIT, (int)(compiler->program->length - start) + 1);
}

/* Repeat the piece from `start` on: at least `low` times, at most `high` (-1: no limit). */
static void make_repeat(struct compiler *compiler, size_t start, int low, int high)
{
	size_t end = compiler->program->length, copy;
	int i;

	if (high == 0) {
		compiler->program->length = start;
		return;
	}
	for (i = 1; i < low; i++)
		copy_piece(compiler, start, end);
	if (low == 0 && high < 0) {
		make_star(compiler, start);
	} else if (high < 0) {
		copy = compiler->program->length;
		copy_piece(compiler, start, end);
		make_star(compiler, copy);
	} else if (low == 0) {
		make_optional(compiler, start);
		start++;
		end++;
		low = 1;
	}
	for (i = low; i < high; i++) {
		copy = compiler->program->length;
		copy_piece(compiler, start, end);
		make_optional(compiler, copy);
	}
}

static int parse_number(struct compiler *compiler)
{
	int number = 0;

	if (!isdigit((unsigned char)*compiler->at))
		return -1;
	while (isdigit((unsigned char)*compiler->at) && number <= REPEAT_MAX)
		number = number * 10 + *compiler->at++ - '0';
	return number;
}

/* Behind the { of {low,high}. */
static void parse_brace(struct compiler *compiler, size_t start)
{
	int low = parse_number(compiler), high = low;
	const char *close = compiler->extended ? "}" : "\\}";

	if (*compiler->at == ',') {
		compiler->at++;
		high = parse_number(compiler);
		low = MAX(low, 0);
	}
	if (strncmp(compiler->at, close, strlen(close)) != 0)
		fail(compiler, *compiler->at == '\0' ? REG_EBRACE : REG_BADBR);
	else if (low < 0 || low > REPEAT_MAX || high > REPEAT_MAX || (high >= 0 && high < low))
		fail(compiler, REG_BADBR);
	if (compiler->error != 0)
		return;
	compiler->at += strlen(close);
	make_repeat(compiler, start, low, high);
}

static void parse_repetitions(struct compiler *compiler, size_t start)
{
	while (compiler->error == 0) {
		switch (token(compiler)) {
		case TOKEN_STAR:
			take(compiler);
			make_repeat(compiler, start, 0, -1);
			break;
		case TOKEN_PLUS:
			take(compiler);
			make_repeat(compiler, start, 1, -1);
			break;
		case TOKEN_QUESTION:
			take(compiler);
			make_repeat(compiler, start, 0, 1);
			break;
		case TOKEN_BRACE:
			take(compiler);
			parse_brace(compiler, start);
			break;
		default:
			return;
		}
	}
}

/* One element without what repeats it. Returns false when nothing can begin here. */
static bool parse_element(struct compiler *compiler, bool first)
{
	enum token kind = token(compiler);

	if (!compiler->extended && first && kind == TOKEN_STAR)
		kind = TOKEN_CHARACTER;
	if (!compiler->extended && first && *compiler->at == '^')
		kind = TOKEN_START;
	if (kind == TOKEN_END || kind == TOKEN_OR || (kind == TOKEN_CLOSE && compiler->depth > 0))
		return false;
	take(compiler);
	switch (kind) {
	case TOKEN_ANY:
		emit(compiler, REGEX_ANY, 0);
		break;
	case TOKEN_BRACKET:
		parse_bracket(compiler);
		break;
	case TOKEN_OPEN:
		parse_group(compiler);
		break;
	case TOKEN_CLOSE:
		if (!compiler->extended)
			fail(compiler, REG_EPAREN);
		emit_character(compiler, ')');
		break;
	case TOKEN_START:
		emit(compiler, REGEX_LINE_START, 0);
		break;
	case TOKEN_STOP:
		emit(compiler, REGEX_LINE_END, 0);
		break;
	case TOKEN_BACK:
		parse_back(compiler);
		break;
	case TOKEN_EDGE:
		emit_edge(compiler);
		break;
	case TOKEN_CHARACTER:
		emit_character(compiler, compiler->character);
		break;
	default:
		if (compiler->extended && !first)
			fail(compiler, REG_BADRPT);
		emit_character(compiler, compiler->character);
	}
	return compiler->error == 0;
}

static void parse_branch(struct compiler *compiler)
{
	bool first = true;

	for (;;) {
		size_t start = compiler->program->length;
		bool anchor = first && *compiler->at == '^';

		if (!parse_element(compiler, first))
			return;
		first = !compiler->extended && anchor;
		if (!first)
			parse_repetitions(compiler, start);
	}
}

/* a|b is: SPLIT to b; a; JUMP behind b; b */
static void parse_alternatives(struct compiler *compiler)
{
	struct regex_program *program = compiler->program;
	size_t start = program->length, jump;

	parse_branch(compiler);
	if (compiler->error != 0 || token(compiler) != TOKEN_OR)
		return;
	take(compiler);
	insert(compiler, start, REGEX_SPLIT, (int)(program->length - start) + 2);
	jump = program->length;
	emit(compiler, REGEX_JUMP, 0);
	parse_alternatives(compiler);
	if (compiler->error == 0)
		program->code[jump].argument = (int)(program->length - jump);
}

/* Things that let the matcher skip places where no match can begin. */
static void find_shortcuts(struct regex_program *program)
{
	const struct regex_instruction *code = program->code;

	program->first = -1;
	while (code->operation == REGEX_SAVE)
		code++;
	if (code->operation == REGEX_LINE_START)
		program->anchored = (program->flags & REG_NEWLINE) == 0;
	if (code->operation == REGEX_CHARACTER)
		program->first = code->argument;
}

static bool mentions_back(const char *pattern)
{
	for (; *pattern != '\0'; pattern++) {
		if (*pattern != '\\')
			continue;
		pattern++;
		if (*pattern >= '1' && *pattern <= '9')
			return true;
		if (*pattern == '\0')
			return false;
	}
	return false;
}

static size_t count_groups(const char *pattern)
{
	size_t count = 0;

	for (; *pattern != '\0'; pattern++)
		count += *pattern == '(';
	return MIN(count, (size_t)GROUPS_MAX);
}

int regcomp(regex_t *regex, const char *pattern, int flags)
{
	struct regex_program *program = calloc(1, sizeof(*program));
	struct compiler compiler = {
		.program = program,
		.at = pattern,
		.extended = (flags & REG_EXTENDED) != 0,
	};

	if (program == NULL)
		return REG_ESPACE;
	program->flags = flags;
	program->has_back = mentions_back(pattern);
	program->slot_count = 2 * (count_groups(pattern) + 1);
	parse_alternatives(&compiler);
	if (compiler.error == 0 && *compiler.at != '\0')
		fail(&compiler, REG_EPAREN);
	emit(&compiler, REGEX_MATCH, 0);
	regex->re_program = program;
	regex->re_nsub = (size_t)compiler.groups;
	if (compiler.error != 0) {
		regfree(regex);
		return compiler.error;
	}
	find_shortcuts(program);
	return 0;
}

void regfree(regex_t *regex)
{
	struct regex_program *program = regex->re_program;

	free(program->code);
	free(program->sets);
	free(program);
	regex->re_program = NULL;
}

size_t regerror(int error, const regex_t *regex, char *buffer, size_t size)
{
	static const char *const texts[] = {
		"Success",
		"No match",
		"Invalid regular expression",
		"Invalid collation character",
		"Invalid character class name",
		"Trailing backslash",
		"Invalid back reference",
		"Unmatched [, [^, [:, [., or [=",
		"Unmatched ( or \\(",
		"Unmatched { or \\{",
		"Invalid content of \\{\\}",
		"Invalid range end",
		"Memory exhausted",
		"Invalid preceding regular expression",
	};
	const char *text = "Unknown error";

	(void)regex;
	if (error >= 0 && (size_t)error < ARRAY_SIZE(texts))
		text = texts[error];
	if (size > 0) {
		size_t length = MIN(strlen(text), size - 1);

		memcpy(buffer, text, length);
		buffer[length] = '\0';
	}
	return strlen(text) + 1;
}
