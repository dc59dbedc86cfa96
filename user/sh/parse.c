/*
 * Tokens to trees. The grammar is POSIX's, read by one function per rule; where a reserved word may
 * stand, a word that is only unquoted text is compared with it.
 */
#include "lex.h"
#include <string.h>

static struct node *parse_list(const char *const *stops, bool line_only);
static struct node *parse_command(void);

static const char *const no_stops[] = { NULL };

static struct node *new_node(enum node_kind kind, struct node *left, struct node *right)
{
	struct node *node = ARENA_NEW(parse_arena, struct node);

	node->kind = kind;
	node->left = left;
	node->right = right;
	return node;
}

static bool next_is(enum token_kind kind)
{
	return token_peek()->kind == kind;
}

static bool accept(enum token_kind kind)
{
	if (!next_is(kind))
		return false;
	token_take();
	return true;
}

static bool next_is_reserved(const char *word)
{
	const struct token *token = token_peek();

	return token->kind == TOKEN_WORD && token->text != NULL && strcmp(token->text, word) == 0;
}

static bool next_is_one_of(const char *const *words)
{
	for (; *words != NULL; words++)
		if (next_is_reserved(*words))
			return true;
	return false;
}

static bool accept_reserved(const char *word)
{
	if (!next_is_reserved(word))
		return false;
	token_take();
	return true;
}

static void unexpected(void)
{
	syntax_error("%s unexpected", token_name(token_peek()));
}

static void expect_reserved(const char *word)
{
	if (!accept_reserved(word))
		syntax_error("%s unexpected (expecting %s)", token_name(token_peek()), word);
}

static void skip_newlines(void)
{
	while (accept(TOKEN_NEWLINE))
		continue;
}

/* A list that must not be empty, up to one of the reserved words. */
static struct node *parse_body(const char *const *stops)
{
	struct node *list = parse_list(stops, false);

	if (list == NULL)
		unexpected();
	return list;
}

static enum redirect_kind redirect_kind(enum token_kind token)
{
	switch (token) {
	case TOKEN_LESS:
		return REDIRECT_READ;
	case TOKEN_APPEND:
		return REDIRECT_APPEND;
	case TOKEN_LESS_GREAT:
		return REDIRECT_READ_WRITE;
	case TOKEN_LESS_AND:
	case TOKEN_GREAT_AND:
		return REDIRECT_DUPLICATE;
	case TOKEN_HERE:
	case TOKEN_HERE_INDENTED:
		return REDIRECT_HERE;
	default:
		return REDIRECT_WRITE;
	}
}

static bool is_redirect(enum token_kind kind)
{
	return kind == TOKEN_NUMBER || kind == TOKEN_LESS || kind == TOKEN_GREAT ||
	       kind == TOKEN_CLOBBER || kind == TOKEN_APPEND || kind == TOKEN_LESS_AND ||
	       kind == TOKEN_GREAT_AND || kind == TOKEN_LESS_GREAT || kind == TOKEN_HERE ||
	       kind == TOKEN_HERE_INDENTED;
}

/* One redirection, if there is one. */
static bool parse_redirect(struct redirect ***end)
{
	struct redirect *redirect;
	struct token operator;
	int fd = -1;

	if (!is_redirect(token_peek()->kind))
		return false;
	if (next_is(TOKEN_NUMBER))
		fd = token_take().number;
	operator = token_take();
	if (!next_is(TOKEN_WORD) && !next_is(TOKEN_NUMBER)) {
		unexpected();
		return false;
	}
	redirect = ARENA_NEW(parse_arena, struct redirect);
	redirect->kind = redirect_kind(operator.kind);
	redirect->fd = fd;
	if (fd < 0)
		redirect->fd = operator.kind == TOKEN_LESS || operator.kind == TOKEN_LESS_AND ||
			       operator.kind == TOKEN_LESS_GREAT ||
			       redirect->kind == REDIRECT_HERE
				       ? 0
				       : 1;
	redirect->word = token_take().word;
	if (redirect->kind == REDIRECT_HERE)
		here_document_expect(redirect, redirect->word,
				     operator.kind == TOKEN_HERE_INDENTED);
	**end = redirect;
	*end = &redirect->next;
	return true;
}

static void parse_redirects(struct node *node)
{
	struct redirect **end = &node->redirects;

	while (parse_redirect(&end))
		continue;
}

static bool is_assignment(const struct word *word)
{
	const struct part *first = word->parts;
	const char *equals;

	if (first->kind != PART_TEXT || first->quoted)
		return false;
	equals = strchr(first->text, '=');
	return equals != NULL && variable_name_valid(first->text, (size_t)(equals - first->text));
}

/* name() command */
static struct node *parse_function(char *name)
{
	struct node *node = new_node(NODE_FUNCTION, NULL, NULL);

	token_take();
	if (!accept(TOKEN_CLOSE))
		syntax_error("( without )");
	if (!variable_name_valid(name, strlen(name)))
		syntax_error("bad function name");
	skip_newlines();
	node->name = name;
	node->left = parse_command();
	parse_arena->kept = true; /* the function lives on in it */
	return node;
}

static struct node *parse_simple(void)
{
	struct node *node = new_node(NODE_SIMPLE, NULL, NULL);
	struct word **words = &node->words, **assignments = &node->assignments;
	struct redirect **redirects = &node->redirects;

	for (;;) {
		struct token token;

		if (parse_redirect(&redirects))
			continue;
		if (!next_is(TOKEN_WORD))
			break;
		token = token_take();
		if (node->words == NULL && is_assignment(token.word)) {
			*assignments = token.word;
			assignments = &token.word->next;
			continue;
		}
		if (node->words == NULL && token.text != NULL && next_is(TOKEN_OPEN))
			return parse_function((char *)token.text);
		*words = token.word;
		words = &token.word->next;
	}
	if (node->words == NULL && node->assignments == NULL && node->redirects == NULL)
		unexpected();
	return node;
}

/* Behind `if` or `elif`. */
static struct node *parse_if(void)
{
	static const char *const then[] = { "then", NULL };
	static const char *const ends[] = { "elif", "else", "fi", NULL };
	static const char *const fi[] = { "fi", NULL };
	struct node *node = new_node(NODE_IF, NULL, NULL);

	node->condition = parse_body(then);
	expect_reserved("then");
	node->left = parse_body(ends);
	if (accept_reserved("elif")) {
		node->right = parse_if();
		return node;
	}
	if (accept_reserved("else"))
		node->right = parse_body(fi);
	expect_reserved("fi");
	return node;
}

static struct node *parse_do_group(void)
{
	static const char *const done[] = { "done", NULL };
	struct node *body;

	skip_newlines();
	expect_reserved("do");
	body = parse_body(done);
	expect_reserved("done");
	return body;
}

static struct node *parse_loop(enum node_kind kind)
{
	static const char *const do_word[] = { "do", NULL };
	struct node *node = new_node(kind, NULL, NULL);

	node->condition = parse_body(do_word);
	node->left = parse_do_group();
	return node;
}

static struct node *parse_for(void)
{
	struct node *node = new_node(NODE_FOR, NULL, NULL);
	struct token name = token_take();
	struct word **end = &node->words;

	if (name.text == NULL || !variable_name_valid(name.text, strlen(name.text)))
		syntax_error("bad name of a for loop");
	node->name = (char *)name.text;
	skip_newlines();
	if (accept_reserved("in")) {
		while (next_is(TOKEN_WORD)) {
			*end = token_take().word;
			end = &(*end)->next;
		}
		if (!accept(TOKEN_SEMICOLON) && !next_is(TOKEN_NEWLINE))
			unexpected();
	} else {
		*end = word_parse_quoted("$@");
		accept(TOKEN_SEMICOLON);
	}
	node->left = parse_do_group();
	return node;
}

static struct case_item *parse_case_item(void)
{
	static const char *const esac[] = { "esac", NULL };
	struct case_item *item = ARENA_NEW(parse_arena, struct case_item);
	struct word **end = &item->patterns;

	accept(TOKEN_OPEN);
	do {
		if (!next_is(TOKEN_WORD)) {
			unexpected();
			return item;
		}
		*end = token_take().word;
		end = &(*end)->next;
	} while (accept(TOKEN_PIPE));
	if (!accept(TOKEN_CLOSE))
		syntax_error("%s unexpected (expecting \")\")", token_name(token_peek()));
	item->body = parse_list(esac, false);
	if (!accept(TOKEN_DOUBLE_SEMICOLON) && !next_is_reserved("esac"))
		unexpected();
	skip_newlines();
	return item;
}

static struct node *parse_case(void)
{
	struct node *node = new_node(NODE_CASE, NULL, NULL);
	struct case_item **end = &node->items;

	if (!next_is(TOKEN_WORD)) {
		unexpected();
		return node;
	}
	node->words = token_take().word;
	skip_newlines();
	expect_reserved("in");
	skip_newlines();
	while (!syntax_failed && !next_is_reserved("esac")) {
		*end = parse_case_item();
		end = &(*end)->next;
	}
	expect_reserved("esac");
	return node;
}

static struct node *parse_subshell(void)
{
	struct node *node = new_node(NODE_SUBSHELL, parse_body(no_stops), NULL);

	if (!accept(TOKEN_CLOSE))
		syntax_error("( without )");
	return node;
}

static struct node *parse_brace_group(void)
{
	static const char *const brace[] = { "}", NULL };
	struct node *node = new_node(NODE_GROUP, parse_body(brace), NULL);

	expect_reserved("}");
	return node;
}

static struct node *parse_compound(void)
{
	if (accept(TOKEN_OPEN))
		return parse_subshell();
	if (accept_reserved("{"))
		return parse_brace_group();
	if (accept_reserved("if"))
		return parse_if();
	if (accept_reserved("while"))
		return parse_loop(NODE_WHILE);
	if (accept_reserved("until"))
		return parse_loop(NODE_UNTIL);
	if (accept_reserved("for"))
		return parse_for();
	if (accept_reserved("case"))
		return parse_case();
	return NULL;
}

static struct node *parse_command(void)
{
	static const char *const misplaced[] = { "then", "else", "elif", "fi",	 "do",
						 "done", "esac", "}",	 "!", NULL };
	struct node *node;

	if (next_is_one_of(misplaced)) {
		unexpected();
		return new_node(NODE_SIMPLE, NULL, NULL);
	}
	node = parse_compound();
	if (node == NULL)
		return parse_simple();
	parse_redirects(node);
	return node;
}

static struct node *parse_pipeline(void)
{
	bool negated = accept_reserved("!");
	struct node *first = parse_command(), **end = &first->next;

	if (next_is(TOKEN_PIPE)) {
		while (accept(TOKEN_PIPE) && !syntax_failed) {
			skip_newlines();
			*end = parse_command();
			end = &(*end)->next;
		}
		first = new_node(NODE_PIPELINE, first, NULL);
	}
	return negated ? new_node(NODE_NOT, first, NULL) : first;
}

/* Lists of any kind grow at the right, so that who walks them needs no recursion. */
static struct node *parse_and_or(void)
{
	struct node *list = parse_pipeline(), **last = &list;

	while (!syntax_failed && (next_is(TOKEN_AND) || next_is(TOKEN_OR))) {
		enum node_kind kind = token_take().kind == TOKEN_AND ? NODE_AND : NODE_OR;

		skip_newlines();
		*last = new_node(kind, *last, parse_pipeline());
		last = &(*last)->right;
	}
	return list;
}

static bool at_list_end(const char *const *stops)
{
	enum token_kind kind = token_peek()->kind;

	return kind == TOKEN_END || kind == TOKEN_ERROR || kind == TOKEN_CLOSE ||
	       kind == TOKEN_DOUBLE_SEMICOLON || next_is_one_of(stops);
}

/*
 * Commands separated by ; & and newlines, up to a token that can not begin one, or one of `stops`;
 * with `line_only` the first newline ends the list too. NULL: there is no command.
 */
static struct node *parse_list(const char *const *stops, bool line_only)
{
	struct node *list = NULL, **last = &list;

	for (;;) {
		struct node *node;

		if (!line_only)
			skip_newlines();
		if (at_list_end(stops) || (line_only && next_is(TOKEN_NEWLINE)))
			return list;
		node = parse_and_or();
		if (syntax_failed)
			return list;
		if (accept(TOKEN_AMPERSAND))
			node = new_node(NODE_BACKGROUND, node, NULL);
		else if (!accept(TOKEN_SEMICOLON) && !next_is(TOKEN_NEWLINE) && !at_list_end(stops))
			unexpected();
		if (list == NULL) {
			list = node;
			continue;
		}
		*last = new_node(NODE_SEQUENCE, *last, node);
		last = &(*last)->right;
	}
}

enum parse_result parse_line(struct arena *arena, struct node **node)
{
	parse_arena = arena;
	syntax_failed = false;
	token_start();
	*node = parse_list(no_stops, true);
	if (syntax_failed)
		return PARSE_ERROR;
	if (token_peek()->kind == TOKEN_END)
		return *node == NULL ? PARSE_END : PARSE_COMMAND;
	if (!accept(TOKEN_NEWLINE)) {
		unexpected();
		return PARSE_ERROR;
	}
	return *node == NULL ? PARSE_NOTHING : PARSE_COMMAND;
}

struct node *parse_substitution(void)
{
	struct node *node = parse_list(no_stops, false);

	if (!accept(TOKEN_CLOSE))
		syntax_error("$( without )");
	return node;
}

struct node *parse_string(const char *commands)
{
	struct node *node;

	input_push_string(commands);
	node = parse_list(no_stops, false);
	if (!syntax_failed && !next_is(TOKEN_END))
		unexpected();
	input_pop();
	return node;
}
