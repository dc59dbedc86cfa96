#include <kernel/command_line.h>
#include <kernel/platform.h>
#include <lib/string.h>

#define SEPARATOR "--"

static bool at_end(const char *text)
{
	return *text == ' ' || !*text;
}

/* The word behind this one; empty at the end. */
static const char *next_word(const char *word)
{
	while (!at_end(word))
		word++;
	while (*word == ' ')
		word++;
	return word;
}

static bool is_word(const char *word, const char *wanted)
{
	size_t length = strlen(wanted);

	return strncmp(word, wanted, length) == 0 && at_end(word + length);
}

/* The kernel's words are those before the separator. */
static bool is_kernels(const char *word)
{
	return *word && !is_word(word, SEPARATOR);
}

bool command_line_has(const char *wanted)
{
	for (const char *word = platform.bootargs; is_kernels(word); word = next_word(word))
		if (is_word(word, wanted))
			return true;
	return false;
}

const char *command_line_value(const char *name, size_t *length)
{
	size_t size = strlen(name);

	for (const char *word = platform.bootargs; is_kernels(word); word = next_word(word)) {
		if (strncmp(word, name, size) != 0 || word[size] != '=')
			continue;
		word += size + 1;
		for (*length = 0; !at_end(word + *length);)
			++*length;
		return word;
	}
	return NULL;
}

const char *command_line_rest(void)
{
	const char *word = platform.bootargs;

	while (is_kernels(word))
		word = next_word(word);
	if (!*word)
		return NULL;
	word += sizeof(SEPARATOR) - 1;
	return *word == ' ' ? word + 1 : NULL;
}
