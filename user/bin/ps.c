/*
 * ps: the processes, from /proc/PID/stat. A line of that file is the process id, the name in
 * parentheses, the state, the parent's id and many numbers, as on Linux.
 */
#include <ctype.h>
#include <dirent.h>
#include <err.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define FIELDS 24 /* up to the resident pages */

/* Which number is which, counted from the one behind the name. */
enum field {
	FIELD_STATE,
	FIELD_PARENT,
	FIELD_USER_TIME = 11,
	FIELD_SYSTEM_TIME,
	FIELD_RESIDENT = 21
};

struct process {
	int pid;
	char name[32];
	char state;
	long fields[FIELDS];
};

static bool read_file(const char *path, char *text, size_t size)
{
	int fd = open(path, O_RDONLY);
	ssize_t length = fd < 0 ? -1 : read(fd, text, size - 1);

	if (fd >= 0)
		close(fd);
	if (length < 0)
		return false;
	text[length] = '\0';
	return true;
}

/* The name may have blanks and parentheses of its own: it ends at the last one. */
static bool parse(char *text, struct process *process)
{
	char *open = strchr(text, '('), *close = strrchr(text, ')'), *at;
	int i;

	if (open == NULL || close == NULL || close < open || close[1] != ' ')
		return false;
	*close = '\0';
	process->pid = atoi(text);
	strlcpy(process->name, open + 1, sizeof(process->name));
	process->state = close[2];
	at = close + 3;
	for (i = FIELD_PARENT; i < FIELDS; i++)
		process->fields[i] = strtol(at, &at, 10);
	return true;
}

static long page_kib;

static void print(const struct process *process)
{
	long ticks = process->fields[FIELD_USER_TIME] + process->fields[FIELD_SYSTEM_TIME];

	printf("%5d %5ld %c %7ld %4ld:%02ld.%02ld %s\n", process->pid,
	       process->fields[FIELD_PARENT], process->state,
	       process->fields[FIELD_RESIDENT] * page_kib,
	       ticks / 6000, ticks / 100 % 60, ticks % 100, process->name);
}

static int compare(const void *a, const void *b)
{
	return *(const int *)a - *(const int *)b;
}

static size_t list_pids(int **pids)
{
	DIR *proc = opendir("/proc");
	size_t count = 0, room = 0;
	struct dirent *entry;

	if (proc == NULL)
		err(1, "/proc");
	while ((entry = readdir(proc)) != NULL) {
		if (!isdigit((unsigned char)entry->d_name[0]))
			continue;
		if (count == room) {
			room = room * 2 + 64;
			*pids = reallocarray(*pids, room, sizeof(**pids));
			if (*pids == NULL)
				err(1, "out of memory");
		}
		(*pids)[count++] = atoi(entry->d_name);
	}
	closedir(proc);
	qsort(*pids, count, sizeof(**pids), compare);
	return count;
}

int main(int argc, char **argv)
{
	struct process process;
	size_t count, i;
	char path[32], text[512];
	int *pids = NULL;

	/* Options of other systems ask for more processes or columns: there are only these. */
	if (getopt(argc, argv, "Aaefl") == '?' || (optind < argc && strcmp(argv[optind], "aux"))) {
		fprintf(stderr, "usage: ps\n");
		return 2;
	}
	page_kib = sysconf(_SC_PAGESIZE) / 1024;
	count = list_pids(&pids);
	printf("  PID  PPID S    KiB       TIME COMMAND\n");
	for (i = 0; i < count; i++) {
		snprintf(path, sizeof(path), "/proc/%d/stat", pids[i]);
		if (read_file(path, text, sizeof(text)) && parse(text, &process))
			print(&process);
	}
	return 0;
}
