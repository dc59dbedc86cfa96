/*
 * The terminal: character device 5:1, lines typed at the console for programs to read.
 */
#pragma once

#include <lib/types.h>

#ifdef CONFIG_TTY
/* tty_init - register /dev/console and /dev/tty and take the UART's input. At start-up. */
void tty_init(void);

/*
 * tty_set_process_list - what ^P does in canonical mode. Called in interrupt context (or, with
 * CONSOLE_POLLED, by the reading thread), without locks.
 */
void tty_set_process_list(void (*print)(void));

/*
 * tty_set_interrupt_hook - who gets SIGINT and SIGQUIT when ^C or ^\ is typed, and with SIGNALS
 * SIGTSTP when it is ^Z and SIGWINCH when the window changes. Called like the process list. Without
 * a hook the keys only drop what was typed.
 */
void tty_set_interrupt_hook(void (*interrupt)(int signal));
#else
static inline void tty_init(void)
{
}

static inline void tty_set_process_list(void (*print)(void))
{
}

static inline void tty_set_interrupt_hook(void (*interrupt)(int signal))
{
}
#endif
