/* Classes of ASCII characters; everything above, and EOF, is in none of them. */
#include <ctype.h>

static int between(int c, int low, int high)
{
	return (unsigned int)c - (unsigned int)low <= (unsigned int)(high - low);
}

int isdigit(int c)
{
	return between(c, '0', '9');
}

int islower(int c)
{
	return between(c, 'a', 'z');
}

int isupper(int c)
{
	return between(c, 'A', 'Z');
}

int isalpha(int c)
{
	return between(c | 32, 'a', 'z');
}

int isalnum(int c)
{
	return isalpha(c) || isdigit(c);
}

int isxdigit(int c)
{
	return isdigit(c) || between(c | 32, 'a', 'f');
}

int isblank(int c)
{
	return c == ' ' || c == '\t';
}

int isspace(int c)
{
	return c == ' ' || between(c, '\t', '\r');
}

int isprint(int c)
{
	return between(c, ' ', '~');
}

int isgraph(int c)
{
	return between(c, '!', '~');
}

int ispunct(int c)
{
	return isgraph(c) && !isalnum(c);
}

int iscntrl(int c)
{
	return between(c, 0, 31) || c == 127;
}

int tolower(int c)
{
	return isupper(c) ? c + 32 : c;
}

int toupper(int c)
{
	return islower(c) ? c - 32 : c;
}
