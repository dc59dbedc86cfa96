/* stat: what the system knows about files. */
#include <err.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>
#include <time.h>
#include <unistd.h>

static _Noreturn void usage(void)
{
	fprintf(stderr, "usage: stat [-L] [-c FORMAT] FILE...\n");
	exit(2);
}

static const char *type_name(const struct stat *status)
{
	switch (status->st_mode & S_IFMT) {
	case S_IFREG:
		return status->st_size == 0 ? "regular empty file" : "regular file";
	case S_IFDIR:
		return "directory";
	case S_IFLNK:
		return "symbolic link";
	case S_IFCHR:
		return "character special file";
	case S_IFBLK:
		return "block special file";
	case S_IFIFO:
		return "fifo";
	default:
		return "weird file";
	}
}

/* drwxr-xr-x and the like. */
static void mode_text(mode_t mode, char *text)
{
	static const char letters[] = "rwxrwxrwx";

	*text++ = S_ISDIR(mode)	 ? 'd' :
		  S_ISLNK(mode)	 ? 'l' :
		  S_ISCHR(mode)	 ? 'c' :
		  S_ISBLK(mode)	 ? 'b' :
		  S_ISFIFO(mode) ? 'p' :
				   '-';
	for (int i = 0; i < 9; i++)
		*text++ = mode & (0400 >> i) ? letters[i] : '-';
	*text = '\0';
}

static void time_text(const struct timespec *when, char *text, size_t size)
{
	size_t length = strftime(text, size, "%Y-%m-%d %H:%M:%S", gmtime(&when->tv_sec));

	snprintf(text + length, size - length, ".%09ld +0000", when->tv_nsec);
}

/* A link shows where it leads. */
static void quoted_text(const char *path, const struct stat *status, char *text, size_t size)
{
	char target[PATH_MAX];
	ssize_t length = S_ISLNK(status->st_mode) ? readlink(path, target, sizeof(target)) : -1;

	if (length < 0)
		snprintf(text, size, "'%s'", path);
	else
		snprintf(text, size, "'%s' -> '%.*s'", path, (int)length, target);
}

/* The numbers among what a letter stands for; returns false for another letter. */
static bool number_text(char letter, const struct stat *status, char *text, size_t size)
{
	const char *format = "%lu";
	unsigned long value;

	switch (letter) {
	case 'a':
		format = "%lo";
		value = status->st_mode & 07777;
		break;
	case 'B':
		value = 512;
		break;
	case 'b':
		value = (unsigned long)status->st_blocks;
		break;
	case 'd':
		value = status->st_dev;
		break;
	case 'f':
		format = "%lx";
		value = status->st_mode;
		break;
	case 'g':
		value = status->st_gid;
		break;
	case 'h':
		value = status->st_nlink;
		break;
	case 'i':
		value = status->st_ino;
		break;
	case 'o':
		value = (unsigned long)status->st_blksize;
		break;
	case 's':
		value = (unsigned long)status->st_size;
		break;
	case 'T':
		format = "%lx";
		value = minor(status->st_rdev);
		break;
	case 't':
		format = "%lx";
		value = major(status->st_rdev);
		break;
	case 'u':
		value = status->st_uid;
		break;
	case 'X':
		value = (unsigned long)status->st_atime;
		break;
	case 'Y':
		value = (unsigned long)status->st_mtime;
		break;
	case 'Z':
		value = (unsigned long)status->st_ctime;
		break;
	default:
		return false;
	}
	snprintf(text, size, format, value);
	return true;
}

static void field_text(char letter, const char *path, const struct stat *status, char *text,
		       size_t size)
{
	switch (letter) {
	case 'A':
		mode_text(status->st_mode, text);
		break;
	case 'F':
		snprintf(text, size, "%s", type_name(status));
		break;
	case 'N':
		quoted_text(path, status, text, size);
		break;
	case 'n':
		snprintf(text, size, "%s", path);
		break;
	case 'x':
		time_text(&status->st_atim, text, size);
		break;
	case 'y':
		time_text(&status->st_mtim, text, size);
		break;
	case 'z':
		time_text(&status->st_ctim, text, size);
		break;
	default:
		if (!number_text(letter, status, text, size))
			snprintf(text, size, "?");
	}
}

/* What stands behind a %: perhaps - and a width, and a letter. Returns the letter's place. */
static const char *print_field(const char *at, const char *path, const struct stat *status)
{
	static char text[2 * PATH_MAX + 16];
	bool left = *at == '-';
	int width = 0;

	for (at += left; *at >= '0' && *at <= '9' && width < 1000; at++)
		width = width * 10 + (*at - '0');
	if (*at == '\0')
		return at - 1;
	if (*at == '%') {
		putchar('%');
		return at;
	}
	field_text(*at, path, status, text, sizeof(text));
	printf("%*s", left ? -width : width, text);
	return at;
}

static void print_format(const char *format, const char *path, const struct stat *status)
{
	for (; *format != '\0'; format++) {
		if (*format == '%' && format[1] != '\0')
			format = print_field(format + 1, path, status);
		else
			putchar(*format);
	}
	putchar('\n');
}

static void print_all(const char *path, const struct stat *status)
{
	print_format("  File: %N\n  Size: %s\tBlocks: %b\tIO Block: %o\t%F", path, status);
	print_format("Device: %d\tInode: %i\tLinks: %h\nAccess: (0%a/%A)\tUid: %u\tGid: %g", path,
		     status);
	print_format("Access: %x\nModify: %y\nChange: %z", path, status);
}

int main(int argc, char **argv)
{
	const char *format = NULL;
	bool follow = false;
	int option, result = 0;

	while ((option = getopt(argc, argv, "Lc:")) != -1) {
		if (option == 'L')
			follow = true;
		else if (option == 'c')
			format = optarg;
		else
			usage();
	}
	if (optind == argc)
		usage();
	for (; optind < argc; optind++) {
		struct stat status;

		if ((follow ? stat : lstat)(argv[optind], &status) < 0) {
			warn("cannot stat '%s'", argv[optind]);
			result = 1;
		} else if (format != NULL) {
			print_format(format, argv[optind], &status);
		} else {
			print_all(argv[optind], &status);
		}
	}
	return result;
}
