/* POSIX basic and extended regular expressions. */
#pragma once

#include <stddef.h>
#include <sys/types.h>

typedef ssize_t regoff_t;

typedef struct {
	size_t re_nsub; /* number of groups */
	void *re_program;
} regex_t;

typedef struct {
	regoff_t rm_so; /* -1: the group took no part in the match */
	regoff_t rm_eo;
} regmatch_t;

/* regcomp() */
#define REG_EXTENDED 1
#define REG_ICASE 2
#define REG_NEWLINE 4
#define REG_NOSUB 8

/* regexec() */
#define REG_NOTBOL 1
#define REG_NOTEOL 2
#define REG_STARTEND 4 /* the string ends at matches[0].rm_eo, and is searched from its rm_so on */

/* Results. */
#define REG_NOMATCH 1
#define REG_BADPAT 2
#define REG_ECTYPE 4
#define REG_EESCAPE 5
#define REG_ESUBREG 6
#define REG_EBRACK 7
#define REG_EPAREN 8
#define REG_EBRACE 9
#define REG_BADBR 10
#define REG_ERANGE 11
#define REG_ESPACE 12
#define REG_BADRPT 13

int regcomp(regex_t *regex, const char *pattern, int flags);
int regexec(const regex_t *regex, const char *string, size_t match_count, regmatch_t *matches,
	    int flags);
size_t regerror(int error, const regex_t *regex, char *buffer, size_t size);
void regfree(regex_t *regex);
