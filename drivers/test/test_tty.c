/*
 * The terminal's line discipline on the host: what typing shows and what programs then read. The
 * UART, sleeping and user memory are played here; a read that would wait ends with EINTR.
 */
#include "../tty.h"
#include "../uart.h"

#include <abi/errno.h>
#include <kernel/chardev.h>
#include <kernel/time.h>
#include <mm/ucopy.h>
#include <mm/uio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char shown[20000]; /* what has been sent to the screen */
static size_t shown_size;
static bool input_enabled = true;
static int signals, process_lists;
static struct chardev *console;

#define CHECK(condition)                                                                           \
	do {                                                                                       \
		if (!(condition)) {                                                                \
			fprintf(stderr, "%s:%d: %s does not hold\n", __FILE__, __LINE__,           \
				#condition);                                                       \
			exit(1);                                                                   \
		}                                                                                  \
	} while (0)

/* What stands in the UART for whoever looks, as with CONSOLE_POLLED. */
static const char *received = "";

void uart_input_look(void)
{
	const char *bytes = received;

	received = "";
	tty_input((const uint8_t *)bytes, strlen(bytes));
}

void uart_set_client(const struct uart_client *client)
{
}

void uart_echo(const uint8_t *bytes, size_t count)
{
	CHECK(shown_size + count < sizeof(shown));
	memcpy(shown + shown_size, bytes, count);
	shown_size += count;
	shown[shown_size] = '\0';
}

bool uart_queue(const uint8_t *bytes, size_t count)
{
	CHECK(count <= UART_QUEUE_MAX);
	uart_echo(bytes, count);
	return true;
}

size_t uart_queued(void)
{
	return 0;
}

void uart_input_enable(bool enable)
{
	input_enabled = enable;
}

static uint64_t now;

/*
 * What happens while a reader waits: these come after a tenth of a second, or another reader takes
 * all that is there.
 */
static const char *coming = "";
static bool taken_away;

int uart_input_wait(struct waitq *queue, struct spinlock *lock, irq_key_t *key, uint64_t deadline)
{
	const char *bytes = coming;

	if (taken_away) {
		taken_away = false;
		tty_input_flush();
		return 0;
	}
	if (*bytes != '\0') {
		coming = "";
		now += time_frequency() / 10;
		tty_input((const uint8_t *)bytes, strlen(bytes));
		return 0;
	}
	if (deadline == UINT64_MAX)
		return -EINTR;
	now = deadline;
	return -ETIMEDOUT;
}

int waitq_sleep(struct waitq *queue, struct spinlock *lock, irq_key_t *key)
{
	return -EINTR;
}

void waitq_wake_all(struct waitq *queue)
{
}

void mutex_lock(struct mutex *mutex)
{
}

bool mutex_trylock(struct mutex *mutex)
{
	return true;
}

void mutex_unlock(struct mutex *mutex)
{
}

uint64_t time_now(void)
{
	return now;
}

uint64_t time_frequency(void)
{
	return 10000000;
}

void chardev_register(struct chardev *device)
{
	if (device->number == DEV_CONSOLE)
		console = device;
}

int copy_from_user(void *to, uaddr_t from, size_t size)
{
	memcpy(to, (const void *)from, size);
	return 0;
}

int copy_to_user(uaddr_t to, const void *from, size_t size)
{
	memcpy((void *)to, from, size);
	return 0;
}

int uio_prefault(struct uio *uio, size_t length)
{
	return 0;
}

size_t uio_write(struct uio *uio, const void *from, size_t length)
{
	memcpy((void *)uio->address, from, length);
	uio->address += length;
	uio->left -= length;
	return length;
}

size_t uio_read(struct uio *uio, void *to, size_t length)
{
	memcpy(to, (const void *)uio->address, length);
	uio->address += length;
	uio->left -= length;
	return length;
}

static void type(const char *text)
{
	tty_input((const uint8_t *)text, strlen(text));
}

/* Did exactly this appear on the screen since the last call? */
static bool screen_shows(const char *expected)
{
	bool same = strcmp(shown, expected) == 0;

	if (!same)
		fprintf(stderr, "screen: \"%s\"\nexpected: \"%s\"\n", shown, expected);
	shown_size = 0;
	shown[0] = '\0';
	return same;
}

static ssize_t read_some(char *buffer, size_t size)
{
	struct uio uio = UIO_KERNEL(buffer, size);

	return console->ops->read(console, &uio, false);
}

static bool reads(const char *expected)
{
	char buffer[300];
	ssize_t count = read_some(buffer, sizeof(buffer));

	return count == (ssize_t)strlen(expected) && memcmp(buffer, expected, (size_t)count) == 0;
}

static bool read_waits(void)
{
	char byte;

	return read_some(&byte, 1) == -EINTR;
}

static void set_local_timed(uint32_t clear, uint8_t minimum, uint8_t time)
{
	struct abi_termios termios;

	CHECK(console->ops->ioctl(console, TCGETS, (uaddr_t)&termios) == 0);
	termios.c_lflag |= ISIG | ICANON | ECHO | ECHOE;
	termios.c_lflag &= ~clear;
	termios.c_cc[VMIN] = minimum;
	termios.c_cc[VTIME] = time;
	CHECK(console->ops->ioctl(console, TCSETSF, (uaddr_t)&termios) == 0);
}

static void set_local(uint32_t clear, uint8_t minimum)
{
	set_local_timed(clear, minimum, 0);
}

static void check_lines(void)
{
	char byte;

	type("ls\r");
	CHECK(screen_shows("ls\r\n"));
	CHECK(reads("ls\n"));
	CHECK(read_waits());
	type("a\nbc\nd");
	CHECK(reads("a\n") && reads("bc\n") && read_waits());
	type("\n");
	CHECK(read_some(&byte, 1) == 1 && byte == 'd');
	CHECK(reads("\n"));
	CHECK(screen_shows("a\r\nbc\r\nd\r\n"));
}

static void check_editing(void)
{
	type("ab\x7f" "c\b\b\b\bx\n");
	CHECK(screen_shows("ab\b \bc\b \b\b \bx\r\n"));
	CHECK(reads("x\n"));
	type("one two  \x17three\x15ok\n");
	CHECK(reads("ok\n"));
	CHECK(screen_shows("one two  \b \b\b \b\b \b\b \b\b \bthree"
			   "\b \b\b \b\b \b\b \b\b \b\b \b\b \b\b \b\b \bok\r\n"));
	type("\xc3\xa4\x7f\n"); /* a character of two bytes goes as one */
	CHECK(screen_shows("\xc3\xa4\b \b\r\n") && reads("\n"));
	type("a\t\x7f" "b\n");
	CHECK(screen_shows("a       \b \b\b \b\b \b\b \b\b \b\b \b\b \bb\r\n") && reads("ab\n"));
	type("\x01\x7f\n");
	CHECK(screen_shows("^A\b \b\b \b\r\n") && reads("\n"));
}

static void check_end_of_file(void)
{
	char buffer[8];

	type("\x04");
	CHECK(read_some(buffer, sizeof(buffer)) == 0);
	CHECK(read_waits());
	type("abc\x04");
	CHECK(reads("abc") && read_waits());
	type("abc\x04");
	CHECK(read_some(buffer, 3) == 3 && read_waits()); /* the mark goes with the last byte */
	type("abc\n\x04");
	CHECK(reads("abc\n") && read_some(buffer, sizeof(buffer)) == 0 && read_waits());
	screen_shows("abcabcabc\r\n");
}

/* VEOL ends a line as a newline does: the end of file behind it is one of its own. */
static void check_other_line_end(void)
{
	struct abi_termios termios;
	char byte;

	CHECK(console->ops->ioctl(console, TCGETS, (uaddr_t)&termios) == 0);
	termios.c_cc[VEOL] = 'X';
	CHECK(console->ops->ioctl(console, TCSETS, (uaddr_t)&termios) == 0);
	type("abX\x04");
	CHECK(reads("abX") && read_some(&byte, 1) == 0 && read_waits());
	termios.c_cc[VEOL] = 0;
	CHECK(console->ops->ioctl(console, TCSETS, (uaddr_t)&termios) == 0);
	CHECK(screen_shows("abX"));
}

static void count_signal(int signal)
{
	signals = signals * 10 + signal;
}

static void count_process_list(void)
{
	process_lists++;
}

static void check_keys(void)
{
	tty_set_interrupt_hook(count_signal);
	tty_set_process_list(count_process_list);
	type("abc\x03" "d\x10" "e\n");
	CHECK(signals == 2 && process_lists == 1);
	CHECK(reads("de\n"));
	CHECK(screen_shows("abc^C\r\nde\r\n"));
	type("\x1c");
	CHECK(signals == 23 && read_waits());
	CHECK(screen_shows("^\\\r\n"));
}

static void check_raw(void)
{
	char buffer[8];
	int count;

	set_local(ICANON | ECHO, 1);
	type("x\r\x04");
	CHECK(console->ops->ioctl(console, FIONREAD, (uaddr_t)&count) == 0 && count == 3);
	CHECK(reads("x\n\x04") && read_waits() && screen_shows(""));
	set_local(ICANON | ISIG, 3);
	type("\x03" "b");
	CHECK(read_some(buffer, 8) == -EINTR); /* three wanted */
	type("c");
	CHECK(read_some(buffer, 8) == 3 && memcmp(buffer, "\x03" "bc", 3) == 0);
	set_local(ICANON, 0);
	CHECK(read_some(buffer, 8) == 0);
	set_local(0, 1);
	screen_shows("^Cbc");
}

/* Tenths of a second that a read of up to 8 bytes takes, which returns just these. */
static uint64_t tenths_to_read(const char *expected)
{
	uint64_t start = now;
	char buffer[8];

	CHECK(read_some(buffer, 8) == (ssize_t)strlen(expected));
	CHECK(memcmp(buffer, expected, strlen(expected)) == 0);
	return (now - start) / (time_frequency() / 10);
}

static void check_time(void)
{
	char buffer[8];

	set_local_timed(ICANON | ECHO, 0, 5); /* the time is for the first byte */
	CHECK(tenths_to_read("") == 5);
	coming = "a";
	CHECK(tenths_to_read("a") == 1);
	set_local_timed(ICANON | ECHO, 3, 5); /* between bytes, from the first on */
	CHECK(read_waits());
	type("ab");
	CHECK(tenths_to_read("ab") == 5);
	coming = "c";
	CHECK(tenths_to_read("c") == 6);
	type("a");
	coming = "bc";
	CHECK(tenths_to_read("abc") == 1);
	type("d");
	taken_away = true; /* from the start again: a read that has to return a byte waits for it */
	CHECK(read_some(buffer, 8) == -EINTR);
	set_local(0, 1);
}

/* Who does not wait finds what the UART has received. */
static void check_looking(void)
{
	char buffer[8];
	struct uio uio = UIO_KERNEL(buffer, sizeof(buffer));
	int count;

	received = "ab\n";
	CHECK(console->ops->read(console, &uio, true) == 3 && memcmp(buffer, "ab\n", 3) == 0);
	CHECK(console->ops->read(console, &uio, true) == -EAGAIN);
	received = "cd\n";
	CHECK(console->ops->ioctl(console, FIONREAD, (uaddr_t)&count) == 0 && count == 3);
	CHECK(reads("cd\n"));
	received = "ef\n";
	CHECK(console->ops->ioctl(console, TCFLSH, 0) == 0 && read_waits() && *received == '\0');
	received = "gh\n";
	set_local(ICANON | ECHO, 0); /* by TCSETSF */
	CHECK(read_some(buffer, 8) == 0);
	received = "i";
	CHECK(read_some(buffer, 8) == 1 && buffer[0] == 'i' && read_some(buffer, 8) == 0);
	set_local(0, 1);
	CHECK(screen_shows("ab\r\ncd\r\nef\r\ngh\r\n"));
}

static void check_flood(void)
{
	char buffer[64];
	size_t total = 0;
	ssize_t count;

	/* Lines nobody reads: the input is stopped before any byte is lost. */
	while (input_enabled) {
		type("fifteen bytes..\n");
		total += 16;
	}
	CHECK(total > TTY_INPUT_SIZE - 64 && total <= TTY_INPUT_SIZE);
	while (total > 0 && (count = read_some(buffer, sizeof(buffer))) > 0) {
		CHECK(count == 16);
		total -= (size_t)count;
	}
	CHECK(total == 0 && input_enabled && read_waits());
	shown_size = 0;

	/* A line that never ends is cut, and its newline gets through. */
	for (int i = 0; i < 2 * TTY_INPUT_SIZE; i++)
		type("y");
	CHECK(input_enabled);
	type("\n");
	while ((count = read_some(buffer, sizeof(buffer))) > 0)
		total += (size_t)count;
	CHECK(total == TTY_INPUT_SIZE - 1 && buffer[(total - 1) % 64] == '\n');
	shown_size = 0;
}

static void check_output(void)
{
	char text[1000], expected[2001];
	struct uio uio = UIO_KERNEL(text, sizeof(text));

	for (size_t i = 0; i < sizeof(text); i++) {
		text[i] = '\n';
		memcpy(expected + 2 * i, "\r\n", 3);
	}
	CHECK(console->ops->write(console, &uio, false) == (ssize_t)sizeof(text));
	CHECK(screen_shows(expected));
}

int main(void)
{
	tty_init();
	check_lines();
	check_editing();
	check_end_of_file();
	check_other_line_end();
	check_keys();
	check_raw();
	check_time();
	check_looking();
	check_flood();
	check_output();
	return 0;
}
