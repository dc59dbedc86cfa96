/*
 * The terminal: the console as a device file.
 *
 * Typed bytes enter through tty_input() (tty_input.c), stay in a ring, and leave through read().
 * Written bytes go to the UART's queue, newlines made CR LF; a writer sleeps while that is full.
 * Readers hold no lock while they wait, so a program waiting for a line keeps nobody from writing;
 * writers take turns by the call, so that their lines stay whole.
 *
 * Bytes go between a program and the ring under the spinlock, by copies that never fetch a page;
 * pages are fetched before (see <mm/uio.h>).
 */
#include "tty.h"

#include "uart.h"

#include <abi/errno.h>
#include <abi/signal.h>
#include <kernel/boot.h>
#include <kernel/chardev.h>
#include <kernel/job_control.h>
#include <kernel/time.h>
#include <lib/string.h>
#include <mm/ucopy.h>
#include <mm/uio.h>

#define DEV_TTY DEV_MAKE(5, 0) /* the terminal of the process that opens it: there is one */

#define WRITE_CHUNK (UART_QUEUE_MAX / 2) /* each byte may become two */

static uint8_t input_bytes[TTY_INPUT_SIZE];

uint64_t tty_end_marks[TTY_INPUT_SIZE / 64];

struct tty tty = {
	.write_turn = MUTEX_INIT(tty.write_turn),
	.termios = {
		.c_iflag = TTY_INPUT_MODES,
		.c_oflag = TTY_OUTPUT_MODES,
		.c_cflag = B115200 | CS8 | CREAD | HUPCL,
		.c_lflag = TTY_LOCAL_MODES,
		.c_cc = {
			[VINTR] = 0x03, [VQUIT] = 0x1c, [VERASE] = 0x7f, [VKILL] = 0x15,
			[VEOF] = 0x04, [VMIN] = 1, [VWERASE] = 0x17,
			[VSUSP] = IS_ENABLED(CONFIG_SIGNALS) ? 0x1a : 0,
		},
	},
	.window = { .ws_row = 24, .ws_col = 80 },
	.input = RING_INIT(input_bytes),
	.readers = WAITQ_INIT(tty.readers),
	.writers = WAITQ_INIT(tty.writers),
};

void tty_set_process_list(void (*print)(void))
{
	tty.process_list = print;
}

void tty_set_interrupt_hook(void (*interrupt)(int signal))
{
	tty.interrupt = interrupt;
}

/*
 * When a wait for input is over. MIN 0: TIME after `since`, its start. Else TIME runs from byte to
 * byte, `since` the last one, and not before the first: there is something to return then.
 */
static uint64_t wait_deadline(uint64_t since, uint32_t used)
{
	unsigned int minimum = tty.termios.c_cc[VMIN], time = tty.termios.c_cc[VTIME];

	if (tty_local(ICANON) || (minimum > 0 && (used == 0 || time == 0)))
		return UINT64_MAX;
	return since + time_frequency() / 10 * time;
}

static bool enough_input(size_t wanted, uint32_t used, uint64_t deadline)
{
	if (tty_local(ICANON))
		return tty.committed != tty.input.taken;
	return used >= MIN((size_t)MAX(tty.termios.c_cc[VMIN], 1u), wanted) ||
	       time_now() >= deadline;
}

/*
 * Wait until there is something to read, as MIN and TIME of a raw terminal say. Modes may change
 * and others may read meanwhile. The lock is held. Returns 0, with or without anything to read, or
 * an error.
 */
static int wait_for_input(size_t wanted, bool nonblock, irq_key_t *key)
{
	uint32_t used, seen = UINT32_MAX; /* the ring never holds as many */
	uint64_t deadline, since = 0;

	for (;;) {
		used = ring_used(&tty.input);
		if (!tty_local(ICANON) && used != seen) {
			since = time_now();
			seen = used;
		}
		deadline = wait_deadline(since, used);
		if (enough_input(wanted, used, deadline))
			return 0;
		if (nonblock)
			return used > 0 && !tty_local(ICANON) ? 0 : -EAGAIN;
		if (uart_input_wait(&tty.readers, &tty.lock, key, deadline) == -EINTR)
			return -EINTR;
	}
}

/* Bytes that one read may take: all in raw mode, to the end of the line in canonical mode. */
static uint32_t count_readable(size_t wanted)
{
	uint32_t limit = (uint32_t)MIN((size_t)(tty.committed - tty.input.taken), wanted);
	uint32_t count = 0;

	if (!tty_local(ICANON))
		return limit;
	while (count < limit && !tty_is_end_mark(tty.input.taken + count))
		if (tty_ends_line(ring_peek(&tty.input, count++)))
			break;
	return count;
}

/* An end mark that the reader has come to is spent. Returns whether there was one. */
static bool take_end_mark(void)
{
	uint32_t bit = tty.input.taken % TTY_INPUT_SIZE;

	if (tty.input.taken == tty.committed || !tty_is_end_mark(tty.input.taken))
		return false;
	tty_end_marks[bit / 64] &= ~(1ull << bit % 64);
	ring_get_done(&tty.input, 1);
	return true;
}

/*
 * Move what is there to the reader. Returns the bytes moved (0: end of file, or nothing came in
 * time), or -EFAULT when the reader's page has gone again. The lock is held.
 */
static ssize_t take_input(struct uio *uio)
{
	uint32_t count = count_readable(uio_left(uio)), moved = 0;
	bool to_end_of_line = tty_local(ICANON);

	while (moved < count) {
		const uint8_t *span;
		size_t size = MIN(ring_get_span(&tty.input, &span), count - moved);
		size_t copied = uio_write(uio, span, size);

		ring_get_done(&tty.input, (uint32_t)copied);
		moved += (uint32_t)copied;
		if (copied < size)
			return moved > 0 ? (ssize_t)moved : -EFAULT;
	}
	/* Behind the end of a line, a mark is that of the next, an empty one. */
	if (to_end_of_line &&
	    (moved == 0 || !tty_ends_line(input_bytes[(tty.input.taken - 1) % TTY_INPUT_SIZE])))
		take_end_mark();
	return moved;
}

/* Does a read return at once, whatever is there? */
static bool never_waits(bool nonblock)
{
	return nonblock || (!tty_local(ICANON) && tty.termios.c_cc[VMIN] == 0 &&
			    tty.termios.c_cc[VTIME] == 0);
}

static ssize_t tty_read(struct chardev *device, struct uio *uio, bool nonblock)
{
	ssize_t result;
	irq_key_t key;

	if (uio_left(uio) == 0)
		return 0;
	boot_mark(BOOT_PROMPT);
	result = job_control_read();
	if (result < 0)
		return result;
	do {
		result = uio_prefault(uio, TTY_INPUT_SIZE);
		if (result < 0)
			return result;
		if (never_waits(nonblock))
			uart_input_look();
		key = spin_lock(&tty.lock);
		result = wait_for_input(uio_left(uio), nonblock, &key);
		if (result == 0)
			result = take_input(uio);
		tty_input_release();
		spin_unlock(&tty.lock, key);
	} while (result == -EFAULT);
	return result;
}

/* Make newlines CR LF, if the terminal's mode says so. Returns the number of bytes made. */
static size_t process_output(uint8_t *to, const uint8_t *from, size_t count)
{
	uint8_t *start = to;

	if (!tty_newline_returns()) {
		memcpy(to, from, count);
		return count;
	}
	for (; count > 0; count--) {
		if (*from == '\n')
			*to++ = '\r';
		*to++ = *from++;
	}
	return (size_t)(to - start);
}

/* Queue all of `count` bytes, waiting for room. Returns 0 or an error, nothing being queued. */
static int queue_output(const uint8_t *bytes, size_t count, bool nonblock)
{
	uint8_t processed[UART_QUEUE_MAX];
	irq_key_t key = spin_lock(&tty.lock);
	size_t size = process_output(processed, bytes, count);
	int error = 0;

	while (error == 0 && !uart_queue(processed, size))
		error = nonblock ? -EAGAIN : waitq_sleep(&tty.writers, &tty.lock, &key);
	spin_unlock(&tty.lock, key);
	return error;
}

static ssize_t write_chunks(struct uio *uio, bool nonblock)
{
	uint8_t chunk[WRITE_CHUNK];
	ssize_t written = 0;

	while (uio_left(uio) > 0) {
		int error = uio_prefault(uio, MIN(uio_left(uio), sizeof(chunk)));
		size_t count = 0;

		if (error == 0) {
			count = uio_read(uio, chunk, MIN(uio_left(uio), sizeof(chunk)));
			error = queue_output(chunk, count, nonblock);
		}
		if (error != 0)
			return written > 0 ? written : error;
		written += (ssize_t)count;
	}
	return written;
}

static ssize_t tty_write(struct chardev *device, struct uio *uio, bool nonblock)
{
	ssize_t result = tty_local(TOSTOP) ? job_control_change() : 0;

	if (result < 0)
		return result;
	if (!nonblock)
		mutex_lock(&tty.write_turn);
	else if (!mutex_trylock(&tty.write_turn))
		return -EAGAIN;
	result = write_chunks(uio, nonblock);
	mutex_unlock(&tty.write_turn);
	return result;
}

/* The UART has room again, or nothing left. */
static void writable(void)
{
	irq_key_t key = spin_lock(&tty.lock);

	waitq_wake_all(&tty.writers);
	spin_unlock(&tty.lock, key);
}

/* Wait until everything written has gone to the UART. */
static int drain_output(void)
{
	irq_key_t key = spin_lock(&tty.lock);
	int error = 0;

	while (error == 0 && uart_queued() > 0)
		error = waitq_sleep(&tty.writers, &tty.lock, &key);
	spin_unlock(&tty.lock, key);
	return error;
}

static int get_modes(uaddr_t to)
{
	irq_key_t key = spin_lock(&tty.lock);
	struct abi_termios termios = tty.termios;

	spin_unlock(&tty.lock, key);
	return copy_to_user(to, &termios, sizeof(termios));
}

static void take_modes(const struct abi_termios *termios)
{
	if (!IS_ENABLED(CONFIG_TTY_MODES)) {
		tty.termios.c_oflag = termios->c_oflag;
		return;
	}
	if (((tty.termios.c_lflag ^ termios->c_lflag) & ICANON) != 0) {
		/* What was typed can be read as it is; an end mark is nothing but a byte then. */
		tty.committed = tty.input.put;
		memset(tty_end_marks, 0, sizeof(tty_end_marks));
	}
	tty.termios = *termios;
	waitq_wake_all(&tty.readers); /* they wait for something else now */
}

static int set_modes(unsigned int command, uaddr_t from)
{
	struct abi_termios termios;
	irq_key_t key;
	int error = copy_from_user(&termios, from, sizeof(termios));

	if (error == 0 && command != TCSETS)
		error = drain_output();
	if (error != 0)
		return error;
	if (command == TCSETSF)
		uart_input_look(); /* what has been typed until now goes as well */
	key = spin_lock(&tty.lock);
	if (command == TCSETSF)
		tty_input_flush();
	take_modes(&termios);
	spin_unlock(&tty.lock, key);
	return 0;
}

static int get_window(uaddr_t to)
{
	irq_key_t key = spin_lock(&tty.lock);
	struct abi_winsize window = tty.window;

	spin_unlock(&tty.lock, key);
	return copy_to_user(to, &window, sizeof(window));
}

static int set_window(uaddr_t from)
{
	struct abi_winsize window;
	irq_key_t key;
	bool changed;
	int error = copy_from_user(&window, from, sizeof(window));

	if (error != 0)
		return error;
	key = spin_lock(&tty.lock);
	changed = IS_ENABLED(CONFIG_SIGNALS) && memcmp(&tty.window, &window, sizeof(window)) != 0;
	tty.window = window;
	spin_unlock(&tty.lock, key);
	if (changed && tty.interrupt != NULL)
		tty.interrupt(SIGWINCH);
	return 0;
}

static int get_count(uaddr_t to)
{
	irq_key_t key;
	int count;

	uart_input_look();
	key = spin_lock(&tty.lock);
	count = (int)(tty.committed - tty.input.taken);
	spin_unlock(&tty.lock, key);
	return copy_to_user(to, &count, sizeof(count));
}

static int flush_input(void)
{
	irq_key_t key;

	uart_input_look();
	key = spin_lock(&tty.lock);
	tty_input_flush();
	spin_unlock(&tty.lock, key);
	return 0;
}

/* Is it a request that changes what others at the terminal find? */
static bool is_change(unsigned int command)
{
	return (command >= TCSETS && command <= TCSETSF) || command == TCSBRK || command == TCFLSH;
}

static int tty_ioctl(struct chardev *device, unsigned int command, uaddr_t argument)
{
	int error = is_change(command) ? job_control_change() : 0;

	if (error != 0)
		return error;
	switch (command) {
	case TCGETS:
		return get_modes(argument);
	case TCSETS:
	case TCSETSW:
	case TCSETSF:
		return set_modes(command, argument);
	case TCSBRK:
		return drain_output();
	case TCFLSH:
		return argument == 1 ? 0 : flush_input(); /* 1: output alone, which is on its way */
	case TIOCGWINSZ:
		return get_window(argument);
	case TIOCSWINSZ:
		return set_window(argument);
	case FIONREAD:
		return get_count(argument);
	default:
		return job_control_ioctl(command, argument);
	}
}

static const struct chardev_ops tty_ops = {
	.read = tty_read,
	.write = tty_write,
	.ioctl = tty_ioctl,
};

static struct chardev console_device = {
	.name = "console",
	.number = DEV_CONSOLE,
	.ops = &tty_ops,
};

static struct chardev tty_device = {
	.name = "tty",
	.number = DEV_TTY,
	.ops = &tty_ops,
};

static const struct uart_client client = {
	.input = tty_input,
	.writable = writable,
};

void tty_init(void)
{
	chardev_register(&console_device);
	chardev_register(&tty_device);
	uart_set_client(&client);
}
