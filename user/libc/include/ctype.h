/* Characters of the C locale: ASCII. The argument is an unsigned char or EOF. */
#pragma once

int isalnum(int c);
int isalpha(int c);
int isblank(int c);
int iscntrl(int c);
int isdigit(int c);
int isgraph(int c);
int islower(int c);
int isprint(int c);
int ispunct(int c);
int isspace(int c);
int isupper(int c);
int isxdigit(int c);
int tolower(int c);
int toupper(int c);

#define isascii(c) ((unsigned int)(c) < 128)
#define toascii(c) ((c) & 127)
