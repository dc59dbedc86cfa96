/* A command as text again, for the user to recognise: `jobs` and its kin show it. */
#include "control.h"
#include "shell.h"
#include "text.h"
#include <string.h>

static void add(struct text *text, const char *string)
{
	text_add_string(text, string, 0);
}

static void add_node(struct text *text, const struct node *node);
static void add_word(struct text *text, const struct word *word);

static void add_parameter(struct text *text, const struct part *part)
{
	const char operation[2] = { part->operation, '\0' };

	add(text, part->operation == 'L' ? "${#" : "${");
	add(text, part->text);
	if (part->operation == 'P' || part->operation == 'H') {
		add(text, part->operation == 'P' ? "%%" : "##");
	} else if (part->operation != 'L') {
		add(text, part->colon ? ":" : "");
		add(text, operation);
	}
	if (part->argument != NULL)
		add_word(text, part->argument);
	add(text, "}");
}

static void add_part(struct text *text, const struct part *part)
{
	switch (part->kind) {
	case PART_TEXT:
		if (part->quoted)
			add(text, "'");
		add(text, part->text);
		if (part->quoted)
			add(text, "'");
		break;
	case PART_PARAMETER:
		if (part->operation != '\0') {
			add_parameter(text, part);
			break;
		}
		add(text, "$");
		add(text, part->text);
		break;
	case PART_COMMAND:
		add(text, "$(");
		add_node(text, part->command);
		add(text, ")");
		break;
	case PART_ARITHMETIC:
		add(text, "$((");
		add_word(text, part->argument);
		add(text, "))");
		break;
	}
}

static void add_word(struct text *text, const struct word *word)
{
	const struct part *part;

	for (part = word->parts; part != NULL; part = part->next)
		add_part(text, part);
}

static void add_words(struct text *text, const struct word *words, const char *between)
{
	for (; words != NULL; words = words->next) {
		add_word(text, words);
		if (words->next != NULL)
			add(text, between);
	}
}

static void add_redirects(struct text *text, const struct redirect *redirect)
{
	static const char *const operators[] = {
		[REDIRECT_READ] = "<",	[REDIRECT_WRITE] = ">",	      [REDIRECT_APPEND] = ">>",
		[REDIRECT_HERE] = "<<", [REDIRECT_READ_WRITE] = "<>", [REDIRECT_DUPLICATE] = ">&",
	};

	for (; redirect != NULL; redirect = redirect->next) {
		const char number[2] = { (char)('0' + redirect->fd % 10), '\0' };
		bool input = redirect->kind == REDIRECT_READ || redirect->kind == REDIRECT_HERE;

		add(text, " ");
		if (redirect->fd != (input ? 0 : 1))
			add(text, number);
		add(text, operators[redirect->kind]);
		if (redirect->kind == REDIRECT_HERE)
			add(text, "...");
		else
			add_word(text, redirect->word);
	}
}

/* Two commands with something between them, or with one of them before or behind it. */
static void add_pair(struct text *text, const struct node *left, const char *between,
		     const struct node *right)
{
	add_node(text, left);
	add(text, between);
	add_node(text, right);
}

/* What stands between the left side of a list and its right, or NULL: it is no list. */
static const char *separator(const struct node *node)
{
	switch (node->kind) {
	case NODE_AND:
		return " && ";
	case NODE_OR:
		return " || ";
	case NODE_SEQUENCE:
		return "; ";
	default:
		return NULL;
	}
}

static void add_list(struct text *text, const struct node *node)
{
	for (; separator(node) != NULL; node = node->right) {
		add_node(text, node->left);
		add(text, separator(node));
	}
	add_node(text, node);
}

static void add_pipeline(struct text *text, const struct node *stage)
{
	for (; stage != NULL; stage = stage->next) {
		add_node(text, stage);
		if (stage->next != NULL)
			add(text, " | ");
	}
}

static void add_loop(struct text *text, const struct node *node, const char *word)
{
	add(text, word);
	add_node(text, node->condition);
	add(text, "; do ");
	add_node(text, node->left);
	add(text, "; done");
}

static void add_if(struct text *text, const struct node *node)
{
	add(text, "if ");
	add_pair(text, node->condition, "; then ", node->left);
	if (node->right != NULL)
		add_pair(text, NULL, "; else ", node->right);
	add(text, "; fi");
}

static void add_for(struct text *text, const struct node *node)
{
	add(text, "for ");
	add(text, node->name);
	add(text, " in ");
	add_words(text, node->words, " ");
	add(text, "; do ");
	add_node(text, node->left);
	add(text, "; done");
}

static void add_simple(struct text *text, const struct node *node)
{
	add_words(text, node->assignments, " ");
	if (node->assignments != NULL && node->words != NULL)
		add(text, " ");
	add_words(text, node->words, " ");
}

static void add_kind(struct text *text, const struct node *node)
{
	switch (node->kind) {
	case NODE_SIMPLE:
		add_simple(text, node);
		break;
	case NODE_PIPELINE:
		add_pipeline(text, node->left);
		break;
	case NODE_NOT:
		add_pair(text, NULL, "! ", node->left);
		break;
	case NODE_AND:
	case NODE_OR:
	case NODE_SEQUENCE:
		add_list(text, node);
		break;
	case NODE_BACKGROUND:
		add_pair(text, node->left, " &", NULL);
		break;
	case NODE_SUBSHELL:
		add(text, "(");
		add_pair(text, node->left, ")", NULL);
		break;
	case NODE_GROUP:
		add(text, "{ ");
		add_pair(text, node->left, "; }", NULL);
		break;
	case NODE_IF:
		add_if(text, node);
		break;
	case NODE_WHILE:
		add_loop(text, node, "while ");
		break;
	case NODE_UNTIL:
		add_loop(text, node, "until ");
		break;
	case NODE_FOR:
		add_for(text, node);
		break;
	case NODE_CASE:
		add(text, "case ");
		add_words(text, node->words, " ");
		add(text, " in ... esac");
		break;
	case NODE_FUNCTION:
		add(text, node->name);
		add(text, "() ...");
		break;
	}
}

static void add_node(struct text *text, const struct node *node)
{
	if (node == NULL)
		return;
	add_kind(text, node);
	add_redirects(text, node->redirects);
}

/* Only where there is somebody who wants to read it. */
char *control_text(const struct node *node)
{
	struct arena_mark mark;
	struct text text = { 0 };
	char *copy;

	if (node == NULL || !control_is_on())
		return shell_copy("");
	mark = arena_mark(&scratch);
	add_node(&text, node);
	copy = shell_copy(text_string(&text));
	arena_release(&scratch, mark);
	return copy;
}
