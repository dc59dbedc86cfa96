/*
 * The terminal's input side: what happens to a typed byte.
 *
 * In canonical mode the bytes behind `committed` are the line being typed. They can be erased, and
 * no reader sees them before a newline or ^D commits them; ^D leaves a marked byte behind, so that
 * an empty line with one reads as end of file. In raw mode every byte is committed at once.
 *
 * When the ring is nearly full and holds something to read, the UART is told to keep its bytes
 * until a reader has made room: pasting any amount loses nothing. A line that fills the whole ring
 * can not be waited for; what is typed beyond it is dropped, except for the newline.
 *
 * Echoes are gathered and leave in one piece. A tab is echoed as spaces up to the next multiple of
 * eight counted from the start of the line, so that erasing it takes back as many.
 */
#include "tty.h"

#include "uart.h"

#include <abi/signal.h>
#include <lib/string.h>

#define CTRL(letter) ((letter) & 0x1f)
#define DELETE 0x7f

#define THROTTLE_ROOM (2 * UART_FIFO)
#define TAB_WIDTH 8

/* What is done about a byte after the lock has been let go. */
enum event {
	EVENT_NONE,
	EVENT_INTERRUPT,
	EVENT_QUIT,
	EVENT_STOP,
	EVENT_PROCESS_LIST,
};

static void echo_send(void)
{
	uart_echo(tty.echo, tty.echo_count);
	tty.echo_count = 0;
}

static void echo_put(uint8_t byte)
{
	if (tty.echo_count == sizeof(tty.echo))
		echo_send();
	tty.echo[tty.echo_count++] = byte;
}

static bool is_continuation(uint8_t byte)
{
	return (byte & 0xc0) == 0x80; /* of a UTF-8 character */
}

/* Columns that the echo of a byte takes when the line so far takes `column`. */
static uint32_t echo_width(uint8_t byte, uint32_t column)
{
	if (byte == '\t')
		return TAB_WIDTH - column % TAB_WIDTH;
	if (byte < ' ' || byte == DELETE)
		return tty_local(ECHOCTL) ? 2 : 0;
	return is_continuation(byte) ? 0 : 1;
}

/* Columns of the line being typed up to (not including) position `end` of the ring. */
static uint32_t line_width(uint32_t end)
{
	uint32_t column = 0;

	for (uint32_t at = tty.committed; at != end; at++)
		column += echo_width(ring_peek(&tty.input, at - tty.input.taken), column);
	return column;
}

static void echo_newline(void)
{
	if (tty_newline_returns())
		echo_put('\r');
	echo_put('\n');
}

static void echo_byte(uint8_t byte)
{
	if (!tty_local(ECHO)) {
		if (byte == '\n' && tty_local(ICANON) && tty_local(ECHONL))
			echo_newline();
		return;
	}
	if (byte == '\n') {
		echo_newline();
	} else if (byte == '\t' && tty_local(ICANON)) {
		for (uint32_t left = echo_width(byte, line_width(tty.input.put)); left > 0; left--)
			echo_put(' ');
	} else if ((byte < ' ' || byte == DELETE) && byte != '\t' && tty_local(ECHOCTL)) {
		echo_put('^');
		echo_put(byte ^ 0x40);
	} else {
		echo_put(byte);
	}
}

/* Cut the line being typed back to position `end`, on the screen too. */
static void erase_to(uint32_t end)
{
	uint32_t columns = line_width(tty.input.put) - line_width(end);

	tty.input.put = end;
	if (!tty_local(ECHO) || !tty_local(ECHOE))
		return;
	for (; columns > 0; columns--) {
		echo_put('\b');
		echo_put(' ');
		echo_put('\b');
	}
}

static uint8_t byte_before(uint32_t position)
{
	return ring_peek(&tty.input, position - 1 - tty.input.taken);
}

static void erase_character(void)
{
	uint32_t end = tty.input.put;

	while (end != tty.committed && is_continuation(byte_before(end)))
		end--;
	if (end != tty.committed)
		erase_to(end - 1);
}

static bool is_blank(uint8_t byte)
{
	return byte == ' ' || byte == '\t';
}

static void erase_word(void)
{
	uint32_t end = tty.input.put;

	while (end != tty.committed && is_blank(byte_before(end)))
		end--;
	while (end != tty.committed && !is_blank(byte_before(end)))
		end--;
	erase_to(end);
}

static void commit(void)
{
	tty.committed = tty.input.put;
	waitq_wake_all(&tty.readers);
}

/* End the line with a byte that readers see only as the end of it. */
static void commit_end_mark(void)
{
	uint32_t bit = tty.input.put % TTY_INPUT_SIZE;

	if (ring_free(&tty.input) == 0)
		return;
	tty_end_marks[bit / 64] |= 1ull << bit % 64;
	ring_put(&tty.input, 0);
	commit();
}

static void add_to_line(uint8_t byte)
{
	bool ends = tty_ends_line(byte);

	/* The last two places are for a newline and an end mark. */
	if (ring_free(&tty.input) <= (ends ? 0u : 2u))
		return;
	echo_byte(byte);
	ring_put(&tty.input, byte);
	if (ends)
		commit();
}

static enum event edit_line(uint8_t byte)
{
	if (tty_is_key(byte, VERASE) || byte == '\b' || byte == DELETE)
		erase_character();
	else if (tty_is_key(byte, VKILL))
		erase_to(tty.committed);
	else if (tty_is_key(byte, VWERASE))
		erase_word();
	else if (tty_is_key(byte, VEOF))
		commit_end_mark();
	else if (byte == CTRL('P') && tty.process_list != NULL)
		return EVENT_PROCESS_LIST;
	else
		add_to_line(byte);
	return EVENT_NONE;
}

void tty_input_flush(void)
{
	tty.input.taken = tty.input.put;
	tty.committed = tty.input.put;
	memset(tty_end_marks, 0, sizeof(tty_end_marks));
	tty_input_release();
}

/* A key that sends a signal drops what was typed, and shows itself on a line that ends there. */
static void handle_signal_key(uint8_t byte)
{
	if (!tty_local(NOFLSH))
		tty_input_flush();
	if (tty_local(ECHO)) {
		echo_byte(byte);
		echo_newline();
	}
}

static enum event accept(uint8_t byte)
{
	if (byte == '\r' && (tty_input_modes() & IGNCR) != 0)
		return EVENT_NONE;
	if (byte == '\r' && (tty_input_modes() & ICRNL) != 0)
		byte = '\n';
	else if (byte == '\n' && (tty_input_modes() & INLCR) != 0)
		byte = '\r';
	if (tty_local(ISIG) && (tty_is_key(byte, VINTR) || tty_is_key(byte, VQUIT))) {
		handle_signal_key(byte);
		return tty_is_key(byte, VINTR) ? EVENT_INTERRUPT : EVENT_QUIT;
	}
	if (IS_ENABLED(CONFIG_SIGNALS) && tty_local(ISIG) && tty_is_key(byte, VSUSP)) {
		handle_signal_key(byte);
		return EVENT_STOP;
	}
	if (tty_local(ICANON))
		return edit_line(byte);
	if (ring_free(&tty.input) > 0) {
		ring_put(&tty.input, byte);
		echo_byte(byte);
		commit();
	}
	return EVENT_NONE;
}

static void throttle(void)
{
	if (ring_free(&tty.input) >= THROTTLE_ROOM || tty.committed == tty.input.taken)
		return;
	tty.throttled = true;
	uart_input_enable(false);
}

void tty_input_release(void)
{
	if (!tty.throttled)
		return;
	if (ring_free(&tty.input) < TTY_INPUT_SIZE / 2 && tty.committed != tty.input.taken)
		return;
	tty.throttled = false;
	uart_input_enable(true);
}

static void handle_event(enum event event)
{
	if (event == EVENT_PROCESS_LIST)
		tty.process_list();
	else if (IS_ENABLED(CONFIG_SIGNALS) && event == EVENT_STOP && tty.interrupt != NULL)
		tty.interrupt(SIGTSTP);
	else if (event != EVENT_NONE && tty.interrupt != NULL)
		tty.interrupt(event == EVENT_QUIT ? SIGQUIT : SIGINT);
}

void tty_input(const uint8_t *bytes, size_t count)
{
	enum event event = EVENT_NONE;
	irq_key_t key;

	while (count > 0) {
		key = spin_lock(&tty.lock);
		for (event = EVENT_NONE; count > 0 && event == EVENT_NONE; count--)
			event = accept(*bytes++);
		throttle();
		echo_send();
		spin_unlock(&tty.lock, key);
		handle_event(event);
	}
}
