/* stat: what the system knows about files. */
#include <err.h>
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

/* One letter behind a %. */
static void print_field(char letter, const char *path, const struct stat *status)
{
	switch (letter) {
	case 'a':
		printf("%o", status->st_mode & 07777);
		break;
	case 'b':
		printf("%ld", status->st_blocks);
		break;
	case 'd':
		printf("%lu", status->st_dev);
		break;
	case 'F':
		fputs(type_name(status), stdout);
		break;
	case 'f':
		printf("%x", status->st_mode);
		break;
	case 'g':
		printf("%u", status->st_gid);
		break;
	case 'h':
		printf("%u", status->st_nlink);
		break;
	case 'i':
		printf("%lu", status->st_ino);
		break;
	case 'n':
		fputs(path, stdout);
		break;
	case 'o':
		printf("%d", status->st_blksize);
		break;
	case 's':
		printf("%ld", status->st_size);
		break;
	case 'T':
		printf("%x", minor(status->st_rdev));
		break;
	case 't':
		printf("%x", major(status->st_rdev));
		break;
	case 'u':
		printf("%u", status->st_uid);
		break;
	case 'X':
		printf("%ld", status->st_atime);
		break;
	case 'Y':
		printf("%ld", status->st_mtime);
		break;
	case 'Z':
		printf("%ld", status->st_ctime);
		break;
	case '%':
		putchar('%');
		break;
	default:
		putchar('?');
	}
}

static void print_format(const char *format, const char *path, const struct stat *status)
{
	for (; *format != '\0'; format++) {
		if (*format == '%' && format[1] != '\0')
			print_field(*++format, path, status);
		else
			putchar(*format);
	}
	putchar('\n');
}

static void print_time(const char *name, const struct timespec *when)
{
	char text[64];

	strftime(text, sizeof(text), "%Y-%m-%d %H:%M:%S", gmtime(&when->tv_sec));
	printf("%s: %s.%09ld +0000\n", name, text, when->tv_nsec);
}

static void print_all(const char *path, const struct stat *status)
{
	print_format("  File: %n\n  Size: %s\tBlocks: %b\tIO Block: %o\t%F", path, status);
	print_format("Device: %d\tInode: %i\tLinks: %h\nAccess: 0%a\tUid: %u\tGid: %g", path,
		     status);
	print_time("Access", &status->st_atim);
	print_time("Modify", &status->st_mtim);
	print_time("Change", &status->st_ctim);
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
