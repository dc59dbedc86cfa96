/* What the parser makes of commands. Everything lies in the arena of the command that was read. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct node;

/* A piece of a word. What is quoted is neither split into fields nor taken for a pattern. */
struct part {
	enum part_kind {
		PART_TEXT,	/* `text` as it stands */
		PART_PARAMETER, /* $text, ${text} and what may stand behind the name */
		PART_COMMAND,	/* $(command) */
		PART_ARITHMETIC /* $((argument)) */
	} kind;
	bool quoted;
	char *text;
	/* Of a parameter: the operator '-' '=' '+' '?' '%' '#', 'P' for %%, 'H' for ##, 'L' for
	 * the length, 0 for none; whether a colon stands before it. */
	char operation;
	bool colon;
	struct word *argument;
	struct node *command;
	struct part *next;
};

struct word {
	struct part *parts;
	struct word *next;
};

struct redirect {
	enum redirect_kind {
		REDIRECT_READ,	     /* < */
		REDIRECT_WRITE,	     /* > and >| */
		REDIRECT_APPEND,     /* >> */
		REDIRECT_READ_WRITE, /* <> */
		REDIRECT_DUPLICATE,  /* <& and >& */
		REDIRECT_HERE	     /* << and <<-: the word is the text */
	} kind;
	int fd;
	struct word *word;
	struct redirect *next;
};

struct case_item {
	struct word *patterns;
	struct node *body; /* NULL: nothing is done */
	struct case_item *next;
};

struct node {
	enum node_kind {
		NODE_SIMPLE,	 /* assignments, words */
		NODE_PIPELINE,	 /* left: the stages, linked by `next` */
		NODE_NOT,	 /* left */
		NODE_AND,	 /* left && right, which may be a list of && and || again */
		NODE_OR,	 /* left || right, likewise */
		NODE_SEQUENCE,	 /* left ; right, which may be a sequence again */
		NODE_BACKGROUND, /* left & */
		NODE_SUBSHELL,	 /* ( left ) */
		NODE_GROUP,	 /* { left } */
		NODE_IF,	 /* if condition then left else right */
		NODE_WHILE,	 /* while condition do left */
		NODE_UNTIL,	 /* until condition do left */
		NODE_FOR,	 /* for name in words do left; without `in` the word is "$@" */
		NODE_CASE,	 /* case words in items */
		NODE_FUNCTION	 /* name() left */
	} kind;
	struct node *left, *right, *condition;
	struct node *next;
	struct word *assignments, *words;
	struct redirect *redirects;
	struct case_item *items;
	char *name;
};
