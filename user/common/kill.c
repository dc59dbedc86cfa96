/* kill: send a signal. */
#include "commands.h"
#include <ctype.h>
#include <err.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

static int usage(void)
{
	dprintf(2, "usage: kill [-SIGNAL | -s SIGNAL] PID...\n"
		   "       kill -l [STATUS]\n");
	return 2;
}

int signal_by_name(const char *name)
{
	char *end;
	long number = strtol(name, &end, 10);
	int signal;

	if (isdigit((unsigned char)*name))
		return *end == '\0' && number <= SIGRTMAX ? (int)number : -1;
	if (strncasecmp(name, "SIG", 3) == 0)
		name += 3;
	for (signal = 1; signal < SIGRTMIN; signal++)
		if (sigabbrev_np(signal) != NULL && strcasecmp(name, sigabbrev_np(signal)) == 0)
			return signal;
	return -1;
}

/* All names, or that of one number, which may be the status of what the signal ended. */
static int list_signals(const char *status)
{
	int signal, number;

	if (status != NULL) {
		number = signal_by_name(status);
		if (!isdigit((unsigned char)*status)) {
			printf("%d\n", number);
			return number < 0;
		}
		number = atoi(status) & 127;
		if (sigabbrev_np(number) == NULL) {
			warnx("%s: not a signal", status);
			return 1;
		}
		puts(sigabbrev_np(number));
		return 0;
	}
	for (signal = 1; signal < SIGRTMIN; signal++)
		if (sigabbrev_np(signal) != NULL)
			printf("%s%s", signal == 1 ? "" : " ", sigabbrev_np(signal));
	putchar('\n');
	return 0;
}

static int kill_all(char **pids, int signal)
{
	int status = 0;

	for (; *pids != NULL; pids++) {
		char *end;
		long pid = strtol(*pids, &end, 10);

		if (**pids == '\0' || *end != '\0') {
			warnx("%s: not a process", *pids);
			status = 1;
		} else if (kill((pid_t)pid, signal) < 0) {
			warn("%s", *pids);
			status = 1;
		}
	}
	return status;
}

int kill_command(int argc, char **argv)
{
	const char *name = "TERM";
	int i = 1, signal;

	if (i < argc && strcmp(argv[i], "-l") == 0)
		return list_signals(argv[i + 1]);
	if (i + 1 < argc && strcmp(argv[i], "-s") == 0) {
		name = argv[i + 1];
		i += 2;
	} else if (i < argc && argv[i][0] == '-' && argv[i][1] != '\0' &&
		   strcmp(argv[i], "--") != 0) {
		name = argv[i++] + 1;
	}
	if (i < argc && strcmp(argv[i], "--") == 0)
		i++;
	if (i >= argc)
		return usage();
	signal = signal_by_name(name);
	if (signal < 0) {
		warnx("%s: not a signal", name);
		return 1;
	}
	return kill_all(argv + i, signal);
}
