/* Tokens. */
#pragma once

#include "shell.h"

enum token_kind {
	TOKEN_END,
	TOKEN_NEWLINE,
	TOKEN_WORD,
	TOKEN_NUMBER, /* digits right before < or > */
	TOKEN_SEMICOLON,
	TOKEN_DOUBLE_SEMICOLON,
	TOKEN_AMPERSAND,
	TOKEN_AND,
	TOKEN_OR,
	TOKEN_PIPE,
	TOKEN_OPEN,
	TOKEN_CLOSE,
	TOKEN_LESS,
	TOKEN_GREAT,
	TOKEN_CLOBBER,	      /* >| */
	TOKEN_APPEND,	      /* >> */
	TOKEN_LESS_AND,	      /* <& */
	TOKEN_GREAT_AND,      /* >& */
	TOKEN_LESS_GREAT,     /* <> */
	TOKEN_HERE,	      /* << */
	TOKEN_HERE_INDENTED,  /* <<- */
	TOKEN_ERROR	      /* it has been said what is wrong */
};

struct token {
	enum token_kind kind;
	struct word *word;
	const char *text; /* a word that is nothing but unquoted text: it may be a reserved word */
	int number;
};

/* The arena that words go into; set by whoever begins to parse. */
extern struct arena *parse_arena;

/* Say what cannot be parsed. */
void syntax_error(const char *format, ...) __attribute__((format(printf, 1, 2)));
extern bool syntax_failed;

/* The next token without taking it, and taking it. */
const struct token *token_peek(void);
struct token token_take(void);

/* Name a token in a message. */
const char *token_name(const struct token *token);

/* A here-document whose text begins behind the line: it is read when the line ends. */
void here_document_expect(struct redirect *redirect, const struct word *delimiter, bool indented);

/* A line begins: what one that was not understood has left behind is forgotten. */
void token_start(void);

/*
 * The token that was peeked at, and the here-documents that are expected, are put away while
 * something inside of a word is parsed.
 */
struct token_state {
	struct token token;
	bool peeked;
	int expected_first;
};
struct token_state token_save(void);
void token_restore(struct token_state state);

/* word.c */
struct word *word_read(int first);	       /* a word that begins with this character */
struct word *word_parse_quoted(const char *text); /* as if between double quotes */
