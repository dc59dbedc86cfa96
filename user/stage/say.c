#include "say.h"

#define LINE_SIZE 256

void say(const char *format, ...)
{
	char line[LINE_SIZE];
	va_list arguments;
	int length;

	va_start(arguments, format);
	length = format_string_list(line, sizeof(line), format, arguments);
	va_end(arguments);
	CALL(write, 1, line, MIN(length, LINE_SIZE - 1));
}

static const struct {
	int error;
	const char *name;
	const char *text;
} errors[] = {
#define ERRNO_TEXT(name, text) { name, #name, text },
#include <abi/errno.def>
};

const char *error_text(long result)
{
	static char text[80];

	for (size_t i = 0; i < ARRAY_SIZE(errors); i++) {
		if (errors[i].error != -result)
			continue;
		format_string(text, sizeof(text), "%s (%s)", errors[i].name, errors[i].text);
		return text;
	}
	format_string(text, sizeof(text), "no error but %ld", result);
	return text;
}

long hear(char *line, size_t size)
{
	long result = CALL(read, 0, line, size - 1);

	line[MAX(result, 0)] = '\0';
	if (result > 0 && line[result - 1] == '\n')
		line[result - 1] = '\0';
	return result;
}

void finish(void)
{
	char line[80];

	if (!IS_ENABLED(CONFIG_POWEROFF_AT_END)) {
		say("Enter switches off\n");
		hear(line, sizeof(line));
	}
	CALL(exit_group, 0);
	for (;;)
		continue;
}
