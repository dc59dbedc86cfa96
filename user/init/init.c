/*
 * init: the first process. It opens the console, shows the message of the day, then keeps a shell
 * running and collects processes that have lost their parents. With an argument, which the kernel
 * takes from its command line, it runs that as the shell's commands instead and switches the
 * machine off with their status.
 *
 * init never ends, for a system without its first process stops; but when the console can not be
 * opened (the disk fails), that is what says so.
 */
#include <errno.h>
#include <fcntl.h>
#include <lib/compiler.h>
#include <paths.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/reboot.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

static char *const environment[] = { "PATH=/bin", "HOME=/", "TERM=vt100", NULL };

/*
 * Descriptors 0, 1 and 2 are the console. A kernel that leads to no device from its node has opened
 * it; otherwise none is open, and an image without the node gets it. Returns whether there is one.
 */
static bool open_console(void)
{
	int fd = open(_PATH_CONSOLE, O_RDWR);

	if (fd < 0 && errno == ENOENT) {
		mkdir(_PATH_DEV, 0755);
		mknod(_PATH_CONSOLE, S_IFCHR | 0600, makedev(5, 1));
		fd = open(_PATH_CONSOLE, O_RDWR);
	}
	while (fd >= 0 && fd < 2)
		fd = open(_PATH_CONSOLE, O_RDWR);
	if (fd > 2)
		close(fd);
	return write(2, "", 0) == 0;
}

/* What commands write goes out byte for byte, and nothing that is typed comes back. */
static void make_console_raw(void)
{
	struct termios attributes;

	if (tcgetattr(0, &attributes) < 0)
		return;
	cfmakeraw(&attributes);
	tcsetattr(0, TCSANOW, &attributes);
}

/* What whoever sits at the console is told once, before the first shell. */
static void show_message(void)
{
	char bytes[512];
	int file = open(_PATH_MOTD, O_RDONLY);
	ssize_t count;

	if (file < 0)
		return;
	while ((count = read(file, bytes, sizeof(bytes))) > 0)
		if (write(1, bytes, (size_t)count) < 0)
			break;
	close(file);
}

/* Each shell leads a session of its own, to which the console belongs as long as it lives. */
static void begin_session(void)
{
	if (IS_ENABLED(CONFIG_SIGNALS)) {
		setsid();
		ioctl(0, TIOCSCTTY, 0);
	}
}

static pid_t start_shell(char *const arguments[])
{
	pid_t child = fork();

	if (child == 0) {
		begin_session();
		execve(_PATH_BSHELL, arguments, environment);
		dprintf(2, "init: %s: %s\n", _PATH_BSHELL, strerror(errno));
		_exit(127);
	}
	if (child < 0)
		dprintf(2, "init: cannot start a process: %s\n", strerror(errno));
	return child;
}

/* Collect whatever ends until it is `child`. Returns its status as the shell writes it. */
static int wait_for(pid_t child)
{
	int status;
	pid_t ended;

	do
		ended = wait(&status);
	while (ended != child && (ended >= 0 || errno == EINTR));
	if (ended < 0)
		return 127;
	return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static _Noreturn void run_and_power_off(char *commands)
{
	char *arguments[] = { "sh", "-c", commands, NULL };
	int status;
	pid_t child;

	make_console_raw();
	child = start_shell(arguments);
	status = child < 0 ? 127 : wait_for(child);
	sync();
	poweroff(status);
	dprintf(2, "init: cannot switch off: %s\n", strerror(errno));
	for (;;)
		sleep(1000);
}

int main(int argc, char **argv)
{
	char *arguments[] = { "sh", NULL };

	if (!open_console())
		return 126;
	if (argc > 1)
		run_and_power_off(argv[1]);
	show_message();
	for (;;) {
		pid_t child = start_shell(arguments);

		if (child < 0 || wait_for(child) == 127)
			sleep(1);
	}
}
