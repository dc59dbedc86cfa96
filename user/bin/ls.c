/*
 * ls: list files and folders. The entries of a folder are read and looked at first, then sorted,
 * then printed in the form that is asked for: names in columns, one a line, or with all they have.
 */
#include <dirent.h>
#include <err.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

struct entry {
	char *name;
	struct stat status;
	char *target; /* of a symbolic link, with -l */
};

struct list {
	struct entry *entries;
	size_t count, room;
};

static struct {
	bool all, almost_all; /* -a -A */
	bool folder_itself;   /* -d */
	bool marks;	      /* -F */
	bool slashes;	      /* -p */
	bool human;	      /* -h */
	bool inodes;	      /* -i */
	bool long_form;	      /* -l */
	bool one_per_line;    /* -1 */
	bool columns;	      /* -C */
	bool recursive;	      /* -R */
	bool reverse;	      /* -r */
	bool by_size;	      /* -S */
	bool by_time;	      /* -t */
	bool unsorted;	      /* -U */
} options;

static int exit_status;

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: ls [-1ACFRSUadhilprt] [FILE]...\n");
	exit(2);
}

/* What was asked for by name weighs more than what was met on the way. */
static void complain(const char *path, int status)
{
	warn("%s", path);
	if (status > exit_status)
		exit_status = status;
}

static void *check(void *memory)
{
	if (memory == NULL)
		err(2, "out of memory");
	return memory;
}

static char *join(const char *folder, const char *name)
{
	size_t length = strlen(folder);
	char *path;

	if (asprintf(&path, "%s%s%s", folder, length > 0 && folder[length - 1] == '/' ? "" : "/",
		     name) < 0)
		check(NULL);
	return path;
}

static void add(struct list *list, const char *name, const struct stat *status, const char *path)
{
	char target[PATH_MAX];
	struct entry *entry;
	ssize_t length;

	if (list->count == list->room) {
		list->room = list->room * 2 + 32;
		list->entries = check(reallocarray(list->entries, list->room, sizeof(*entry)));
	}
	entry = &list->entries[list->count++];
	entry->name = check(strdup(name));
	entry->status = *status;
	entry->target = NULL;
	if (options.long_form && S_ISLNK(status->st_mode)) {
		length = readlink(path, target, sizeof(target) - 1);
		entry->target = check(strndup(target, length < 0 ? 0 : (size_t)length));
	}
}

static void free_list(struct list *list)
{
	size_t i;

	for (i = 0; i < list->count; i++) {
		free(list->entries[i].name);
		free(list->entries[i].target);
	}
	free(list->entries);
}

/* The newer one comes first. */
static int compare_times(const struct timespec *x, const struct timespec *y)
{
	if (x->tv_sec != y->tv_sec)
		return x->tv_sec < y->tv_sec ? 1 : -1;
	return (x->tv_nsec < y->tv_nsec) - (x->tv_nsec > y->tv_nsec);
}

static int compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;
	int order = 0;

	if (options.by_size)
		order = (x->status.st_size < y->status.st_size) -
			(x->status.st_size > y->status.st_size);
	else if (options.by_time)
		order = compare_times(&x->status.st_mtim, &y->status.st_mtim);
	if (order == 0)
		order = strcmp(x->name, y->name);
	return options.reverse ? -order : order;
}

static const char *mark(mode_t mode)
{
	if (S_ISDIR(mode) && (options.marks || options.slashes))
		return "/";
	if (!options.marks)
		return "";
	if (S_ISLNK(mode))
		return "@";
	if (S_ISFIFO(mode))
		return "|";
	return S_ISREG(mode) && (mode & 0111) != 0 ? "*" : "";
}

static char type_letter(mode_t mode)
{
	static const char letters[] = "?pc?d?b?-?l?s???";

	return letters[mode >> 12 & 15];
}

static void mode_text(mode_t mode, char *text)
{
	static const char letters[] = "rwxrwxrwx";
	int i;

	*text++ = type_letter(mode);
	for (i = 0; i < 9; i++)
		*text++ = (mode & (0400u >> i)) != 0 ? letters[i] : '-';
	*text = '\0';
}

/* 1023, 1.0K, 12K, 1.5M: rounded up, as a file takes at least what is shown. */
static int human_size(char *text, size_t size, unsigned long bytes)
{
	static const char units[] = "KMGTPE";
	unsigned long tenths = bytes * 10;
	int unit = -1;

	if (bytes < 1024)
		return snprintf(text, size, "%lu", bytes);
	do {
		tenths = (tenths + 1023) / 1024;
		unit++;
	} while (tenths >= 10240);
	if (tenths < 100)
		return snprintf(text, size, "%lu.%lu%c", tenths / 10, tenths % 10, units[unit]);
	return snprintf(text, size, "%lu%c", (tenths + 9) / 10, units[unit]);
}

static int size_text(char *text, size_t size, const struct stat *status)
{
	if (S_ISCHR(status->st_mode) || S_ISBLK(status->st_mode))
		return snprintf(text, size, "%u, %u", major(status->st_rdev),
				minor(status->st_rdev));
	if (options.human)
		return human_size(text, size, (unsigned long)status->st_size);
	return snprintf(text, size, "%ld", status->st_size);
}

/* Recent times with the hour, others with the year. */
static void time_text(char *text, size_t size, time_t when)
{
	time_t now = time(NULL);
	bool recent = when <= now && now - when < 180 * 86400;

	strftime(text, size, recent ? "%b %e %H:%M" : "%b %e  %Y", localtime(&when));
}

struct widths {
	int inode, links, size;
};

static struct widths measure(const struct list *list)
{
	struct widths widths = { 0 };
	char text[32];
	size_t i;

	for (i = 0; i < list->count; i++) {
		const struct stat *status = &list->entries[i].status;
		int inode = snprintf(text, sizeof(text), "%lu", status->st_ino);
		int links = snprintf(text, sizeof(text), "%u", status->st_nlink);
		int size = size_text(text, sizeof(text), status);

		widths.inode = inode > widths.inode ? inode : widths.inode;
		widths.links = links > widths.links ? links : widths.links;
		widths.size = size > widths.size ? size : widths.size;
	}
	return widths;
}

static void print_long(const struct entry *entry, const struct widths *widths)
{
	char mode[16], size[32], when[32];

	mode_text(entry->status.st_mode, mode);
	size_text(size, sizeof(size), &entry->status);
	time_text(when, sizeof(when), entry->status.st_mtime);
	if (options.inodes)
		printf("%*lu ", widths->inode, entry->status.st_ino);
	printf("%s %*u %u %u %*s %s %s%s", mode, widths->links, entry->status.st_nlink,
	       entry->status.st_uid, entry->status.st_gid, widths->size, size, when, entry->name,
	       entry->target == NULL ? mark(entry->status.st_mode) : "");
	if (entry->target != NULL)
		printf(" -> %s", entry->target);
	putchar('\n');
}

static int name_width(const struct entry *entry, const struct widths *widths)
{
	return (int)strlen(entry->name) + (int)strlen(mark(entry->status.st_mode)) +
	       (options.inodes ? widths->inode + 1 : 0);
}

static void print_name(const struct entry *entry, const struct widths *widths, int padding)
{
	if (options.inodes)
		printf("%*lu ", widths->inode, entry->status.st_ino);
	printf("%s%s%*s", entry->name, mark(entry->status.st_mode), padding, "");
}

static int terminal_width(void)
{
	struct winsize window;

	return ioctl(1, TIOCGWINSZ, &window) == 0 && window.ws_col > 0 ? window.ws_col : 80;
}

/* As many columns as fit when all are as wide as the widest name; they are read downwards. */
static void print_columns(const struct list *list, const struct widths *widths)
{
	size_t columns, rows, row, column, i;
	int widest = 0;

	for (i = 0; i < list->count; i++) {
		int width = name_width(&list->entries[i], widths);

		widest = width > widest ? width : widest;
	}
	columns = (size_t)((terminal_width() + 2) / (widest + 2));
	columns = columns == 0 ? 1 : columns;
	rows = (list->count + columns - 1) / columns;
	for (row = 0; row < rows; row++) {
		for (column = 0; column * rows + row < list->count; column++) {
			const struct entry *entry = &list->entries[column * rows + row];
			bool last = (column + 1) * rows + row >= list->count;

			print_name(entry, widths,
				   last ? 0 : widest - name_width(entry, widths) + 2);
		}
		putchar('\n');
	}
}

static void print_list(struct list *list)
{
	struct widths widths;
	size_t i;

	if (!options.unsorted)
		qsort(list->entries, list->count, sizeof(*list->entries), compare);
	widths = measure(list);
	if (!options.long_form && options.columns) {
		print_columns(list, &widths);
		return;
	}
	for (i = 0; i < list->count; i++) {
		if (options.long_form) {
			print_long(&list->entries[i], &widths);
		} else {
			print_name(&list->entries[i], &widths, 0);
			putchar('\n');
		}
	}
}

static bool is_dots(const char *name)
{
	return strcmp(name, ".") == 0 || strcmp(name, "..") == 0;
}

static bool is_shown(const char *name)
{
	if (name[0] != '.' || options.all)
		return true;
	return options.almost_all && !is_dots(name);
}

static bool read_folder(const char *path, struct list *list)
{
	DIR *directory = opendir(path);
	struct dirent *item;
	struct stat status;

	if (directory == NULL) {
		complain(path, 1);
		return false;
	}
	for (errno = 0; (item = readdir(directory)) != NULL; errno = 0) {
		char *child;

		if (!is_shown(item->d_name))
			continue;
		child = join(path, item->d_name);
		if (lstat(child, &status) == 0)
			add(list, item->d_name, &status, child);
		else if (errno != ENOENT)
			complain(child, 1);
		free(child);
	}
	if (errno != 0)
		complain(path, 1);
	closedir(directory);
	return true;
}

static void print_total(const struct list *list)
{
	unsigned long blocks = 0;
	char text[32];
	size_t i;

	for (i = 0; i < list->count; i++)
		blocks += (unsigned long)list->entries[i].status.st_blocks;
	if (options.human)
		human_size(text, sizeof(text), blocks * 512);
	else
		snprintf(text, sizeof(text), "%lu", (blocks + 1) / 2);
	printf("total %s\n", text);
}

static void list_folder(const char *path, bool heading)
{
	struct list list = { 0 };
	static bool before;
	size_t i;

	if (!read_folder(path, &list)) {
		free_list(&list);
		return;
	}
	if (heading)
		printf("%s%s:\n", before ? "\n" : "", path);
	before = true;
	if (options.long_form)
		print_total(&list);
	print_list(&list);
	for (i = 0; options.recursive && i < list.count; i++) {
		char *child;

		if (!S_ISDIR(list.entries[i].status.st_mode) || is_dots(list.entries[i].name))
			continue;
		child = join(path, list.entries[i].name);
		list_folder(child, true);
		free(child);
	}
	free_list(&list);
}

/* An operand that is a link is followed, unless the link itself is what -l or -d shows. */
static bool look_at(const char *path, struct stat *status)
{
	bool follow = !options.long_form && !options.folder_itself && !options.marks;

	if ((follow && stat(path, status) == 0) || lstat(path, status) == 0)
		return true;
	complain(path, 2);
	return false;
}

static void list_operands(int count, char **paths)
{
	struct list files = { 0 }, folders = { 0 };
	struct stat status;
	size_t j;
	int i;

	for (i = 0; i < count; i++) {
		if (!look_at(paths[i], &status))
			continue;
		if (S_ISDIR(status.st_mode) && !options.folder_itself)
			add(&folders, paths[i], &status, paths[i]);
		else
			add(&files, paths[i], &status, paths[i]);
	}
	if (files.count > 0)
		print_list(&files);
	if (files.count > 0 && folders.count > 0)
		putchar('\n');
	if (!options.unsorted)
		qsort(folders.entries, folders.count, sizeof(*folders.entries), compare);
	for (j = 0; j < folders.count; j++)
		list_folder(folders.entries[j].name, count > 1 || options.recursive);
	free_list(&files);
	free_list(&folders);
}

static bool *flag_of(int letter)
{
	switch (letter) {
	case '1':
		return &options.one_per_line;
	case 'A':
		return &options.almost_all;
	case 'C':
		return &options.columns;
	case 'F':
		return &options.marks;
	case 'R':
		return &options.recursive;
	case 'S':
		return &options.by_size;
	case 'U':
		return &options.unsorted;
	case 'a':
		return &options.all;
	case 'd':
		return &options.folder_itself;
	case 'h':
		return &options.human;
	case 'i':
		return &options.inodes;
	case 'l':
		return &options.long_form;
	case 'p':
		return &options.slashes;
	case 'r':
		return &options.reverse;
	case 't':
		return &options.by_time;
	default:
		usage();
	}
}

int main(int argc, char **argv)
{
	static char *here[] = { ".", NULL };
	int option;

	options.columns = isatty(1);
	while ((option = getopt(argc, argv, "1ACFRSUadhilprt")) != -1)
		*flag_of(option) = true;
	if (options.one_per_line)
		options.columns = false;
	if (optind == argc)
		list_operands(1, here);
	else
		list_operands(argc - optind, argv + optind);
	return exit_status;
}
