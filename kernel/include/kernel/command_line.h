/*
 * The kernel's command line: words for the kernel, alone or as NAME=VALUE, and, behind ` -- `, what
 * init gets. Any context once platform_init() has found it.
 */
#pragma once

#include <lib/types.h>

/* command_line_has - is this word there? */
bool command_line_has(const char *word);

/*
 * command_line_value - the value of the word `name`=VALUE: up to the next space, `*length` bytes.
 * Returns NULL when there is no such word.
 */
const char *command_line_value(const char *name, size_t *length);

/* command_line_rest - what follows ` -- `, or NULL. */
const char *command_line_rest(void);
