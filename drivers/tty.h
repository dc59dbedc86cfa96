/* Private to drivers/: the terminal's state, shared by its input side and its device side. */
#pragma once

#include <abi/ioctl.h>
#include <abi/termios.h>
#include <drivers/tty.h>
#include <kernel/mutex.h>
#include <kernel/spinlock.h>
#include <kernel/waitq.h>
#include <lib/ring.h>

#define TTY_INPUT_SIZE 4096

struct tty {
	struct mutex write_turn; /* whose bytes go out: calls of write() do not mix */

	/* Everything below. Only the scheduler's and the UART's locks are taken under it. */
	struct spinlock lock;
	struct abi_termios termios;
	struct abi_winsize window;
	struct ring input;
	uint32_t committed; /* input.put at the end of the last whole line: readers see no more */
	bool throttled;     /* the ring is nearly full: the UART keeps its bytes */
	struct waitq readers;
	struct waitq writers; /* for room in the UART's queue, or until it is empty */
	uint8_t echo[64];     /* echoes of the bytes that are being looked at */
	unsigned int echo_count;

	void (*process_list)(void);     /* set at start-up */
	void (*interrupt)(int signal);
};

extern struct tty tty;
/* Bytes of the ring that stand for end of file [tty.lock]. Not in the struct: it is all zeroes. */
extern uint64_t tty_end_marks[TTY_INPUT_SIZE / 64];

/* tty_input - take typed bytes. The UART's client; interrupt context or a polling reader's. */
void tty_input(const uint8_t *bytes, size_t count);

/* tty_input_flush - forget everything typed and not yet read. The lock is held. */
void tty_input_flush(void);

/* tty_input_release - let the UART go on if there is room again. The lock is held. */
void tty_input_release(void);

/*
 * The modes at the start. Without CONFIG_TTY_MODES those of input and echo stay for ever, so that
 * the compiler knows them.
 */
#define TTY_INPUT_MODES ICRNL
#define TTY_OUTPUT_MODES (OPOST | ONLCR)
#define TTY_LOCAL_MODES (ISIG | ICANON | ECHO | ECHOE | ECHOK | ECHOCTL | ECHOKE | IEXTEN)

static inline bool tty_local(uint32_t flag)
{
	if (!IS_ENABLED(CONFIG_TTY_MODES))
		return (TTY_LOCAL_MODES & flag) != 0;
	return (tty.termios.c_lflag & flag) != 0;
}

static inline uint32_t tty_input_modes(void)
{
	return IS_ENABLED(CONFIG_TTY_MODES) ? tty.termios.c_iflag : TTY_INPUT_MODES;
}

/* Does a newline that is sent need a carriage return before it? */
static inline bool tty_newline_returns(void)
{
	return (tty.termios.c_oflag & (OPOST | ONLCR)) == (OPOST | ONLCR);
}

/* Is `byte` the control character that termios has at `index`? 0 there means none. */
static inline bool tty_is_key(uint8_t byte, unsigned int index)
{
	return byte != 0 && tty.termios.c_cc[index] == byte;
}

/* Does `byte`, typed, end a line that a read returns up to and with it? */
static inline bool tty_ends_line(uint8_t byte)
{
	return byte == '\n' || tty_is_key(byte, VEOL) || tty_is_key(byte, VEOL2);
}

/* Does a byte of the ring, `position` as counted by it, stand for end of file? */
static inline bool tty_is_end_mark(uint32_t position)
{
	uint32_t bit = position % TTY_INPUT_SIZE;

	return (tty_end_marks[bit / 64] >> bit % 64 & 1) != 0;
}
