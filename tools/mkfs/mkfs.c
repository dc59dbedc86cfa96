/*
 * mkfs: make a file system in a file, and fill it; or install files into one that is there.
 *
 * Only the empty file system is written by code of its own (fs/host/image.c). Everything else is
 * done by mounting the image with the kernel's own fs/ and calling it as the system calls do.
 */
#include "mkfs.h"

#include <fs/format.h>
#include <fs/fs.h>
#include <host/host.h>
#include <kernel/chardev.h>

#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

extern unsigned int host_block_size;

struct options {
	struct image_parameters image;
	const char *path;
	const char *folder;
	const char *manifest;
	bool update;
	bool bare;
};

static const char usage_text[] =
	"usage: mkfs [OPTION]... IMAGE [FOLDER]\n"
	"Make a file system in the file IMAGE and copy FOLDER into it.\n"
	"  --size SIZE         in MiB, or with a suffix K, M or G (default 16M)\n"
	"  --block-size BYTES  1024, 2048 or 4096 (default 1024)\n"
	"  --feature NAME      large-files, symlinks, long-names or times; may be repeated.\n"
	"                      Without any, and with blocks of 1024, the layout is xv6's\n"
	"  --inodes COUNT      how many files it can have (default: one for 32 KiB)\n"
	"  --log-blocks COUNT  blocks that a transaction can have; 0: no log (default 30)\n"
	"  --from FOLDER       the same as FOLDER\n"
	"  --manifest FILE     lines `dir PATH`, `node PATH c MAJOR MINOR`, `link PATH TARGET`\n"
	"  --bare              without the usual /dev, /proc and /tmp\n"
	"  --update            keep the file system that is in IMAGE; only copy\n"
	"With SOURCE_DATE_EPOCH in the environment, seconds since 1970, the image is made as\n"
	"if it were then: the same files give the same bytes.\n";

uint64_t latest_ns = UINT64_MAX;

void fail(const char *format, ...)
{
	va_list arguments;

	fputs("mkfs: ", stderr);
	va_start(arguments, format);
	vfprintf(stderr, format, arguments);
	va_end(arguments);
	fputc('\n', stderr);
	exit(1);
}

void check(int error, const char *path)
{
	if (error < 0)
		fail("%s: %s", path, strerror(-error));
}

/* Parse an unsigned number at the start of a text. NULL: there is none, or none that fits. */
static const char *parse_digits(const char *text, uint64_t *value)
{
	char *end;

	errno = 0;
	*value = strtoull(text, &end, 0);
	return errno || *text < '0' || *text > '9' ? NULL : end;
}

static uint32_t parse_number(const char *text, const char *what)
{
	uint64_t value;
	const char *end = parse_digits(text, &value);

	if (end == NULL || *end != '\0' || value >= UINT32_MAX)
		fail("%s: %s is no number, or too large", what, text);
	return (uint32_t)value;
}

static uint64_t parse_size(const char *text)
{
	static const char units[] = "KMG";
	uint64_t value;
	const char *end = parse_digits(text, &value), *unit;
	unsigned int shift = 20;

	if (end != NULL && *end != '\0') {
		unit = strchr(units, *end++);
		shift = unit == NULL ? 0 : 10 * (unsigned int)(unit - units + 1);
	}
	if (end == NULL || *end != '\0' || shift == 0 || value > (uint64_t)INT64_MAX >> shift)
		fail("--size: %s is no size", text);
	return value << shift;
}

static uint32_t parse_feature(const char *name)
{
	static const char *const names[] = { "large-files", "symlinks", "long-names", "times" };

	for (unsigned int i = 0; i < 4; i++) {
		if (strcmp(name, names[i]) == 0)
			return 1u << i;
	}
	fail("--feature: there is no %s", name);
}

static const struct option long_options[] = {
	{ "size", required_argument, NULL, 's' },
	{ "block-size", required_argument, NULL, 'b' },
	{ "feature", required_argument, NULL, 'f' },
	{ "inodes", required_argument, NULL, 'i' },
	{ "log-blocks", required_argument, NULL, 'l' },
	{ "from", required_argument, NULL, 'd' },
	{ "manifest", required_argument, NULL, 'm' },
	{ "bare", no_argument, NULL, 'e' },
	{ "update", no_argument, NULL, 'u' },
	{ "help", no_argument, NULL, 'h' },
	{ NULL, 0, NULL, 0 },
};

static void option_take(struct options *options, int option)
{
	switch (option) {
	case 's':
		options->image.bytes = parse_size(optarg);
		break;
	case 'b':
		options->image.block_size = parse_number(optarg, "--block-size");
		break;
	case 'f':
		options->image.features |= parse_feature(optarg);
		break;
	case 'i':
		options->image.inodes = parse_number(optarg, "--inodes");
		break;
	case 'l':
		options->image.log_blocks = parse_number(optarg, "--log-blocks");
		options->image.log_blocks += options->image.log_blocks > 0;
		break;
	case 'd':
		options->folder = optarg;
		break;
	case 'm':
		options->manifest = optarg;
		break;
	case 'e':
		options->bare = true;
		break;
	case 'u':
		options->update = true;
		break;
	case 'h':
		fputs(usage_text, stdout);
		exit(0);
	default:
		fputs(usage_text, stderr);
		exit(2);
	}
}

static void options_read(struct options *options, int argc, char **argv)
{
	int option;

	while ((option = getopt_long(argc, argv, "h", long_options, NULL)) != -1)
		option_take(options, option);
	if (optind < argc)
		options->path = argv[optind++];
	if (optind < argc)
		options->folder = argv[optind++];
	if (options->path == NULL || optind < argc)
		option_take(options, '?');
	if (options->image.block_size != 1024 && options->image.block_size != 2048 &&
	    options->image.block_size != 4096)
		fail("--block-size: 1024, 2048 or 4096");
}

/* A file of zeroes that takes no space. What was in it stays if there can be no such image. */
static void image_create(const struct options *options)
{
	const char *wrong = image_parameters_check(&options->image);
	int file;

	if (wrong != NULL)
		fail("%s: %s", options->path, wrong);
	file = open(options->path, O_RDWR | O_CREAT | O_TRUNC, 0666);
	if (file < 0 || ftruncate(file, (off_t)options->image.bytes) < 0)
		fail("%s: %s", options->path, strerror(errno));
	close(file);
}

/* The block size of the image, which fs/ has to know before it mounts it. */
static void block_size_find(const struct host_disk *disk, const char *path)
{
	struct disk_layout layout;
	struct disk_super super;
	const char *wrong = "no file system";

	if (pread(disk->file, &super, sizeof(super), DISK_SUPER_OFFSET) == sizeof(super))
		wrong = disk_layout_decode(&layout, &super);
	if (wrong != NULL)
		fail("%s: %s", path, wrong);
	host_block_size = disk_block_size(&layout);
}

static void usual_make(struct inode *root)
{
	make_folder(root, "/dev");
	make_folder(root, "/proc");
	make_folder(root, "/tmp");
	make_node(root, "/dev/console", DEV_CONSOLE);
	make_node(root, "/dev/null", DEV_NULL);
	make_node(root, "/dev/zero", DEV_ZERO);
}

static void image_fill(const struct options *options, struct host_disk *disk)
{
	struct inode *root;

	check(fs_init(), options->path);
	if (fs_mount_root(&disk->device) != 0) {
		/* Once more, to hear the reason. */
		fs_unmount();
		host_quiet = false;
		check(fs_mount_root(&disk->device), options->path);
	}
	root = fs_root();
	if (!options->bare && !options->update)
		usual_make(root);
	if (options->manifest != NULL)
		manifest_read(root, options->manifest);
	if (options->folder != NULL)
		populate(root, options->folder);
	inode_put(root);
	fs_shutdown();
	if (disk->failed)
		fail("%s: write error", options->path);
}

/* The time by which the image is made, in seconds since 1970. */
static uint64_t clock_read(void)
{
	const char *text = getenv("SOURCE_DATE_EPOCH");
	char *end;
	uint64_t seconds;

	if (text == NULL)
		return (uint64_t)time(NULL);
	errno = 0;
	seconds = strtoull(text, &end, 10);
	if (errno || *text < '0' || *text > '9' || *end || seconds > UINT32_MAX)
		fail("SOURCE_DATE_EPOCH: %s is not a number of seconds", text);
	latest_ns = seconds * 1000000000;
	return seconds;
}

int main(int argc, char **argv)
{
	struct options options = {
		.image = { .bytes = 16 << 20, .block_size = 1024, .log_blocks = 31 },
	};
	struct host_disk disk;
	const char *wrong;

	options_read(&options, argc, argv);
	host_start();
	host_quiet = true;
	host_wall_ns = clock_read() * 1000000000;
	if (!options.update)
		image_create(&options);
	if (host_disk_open(&disk, options.path, true) != 0)
		fail("%s: %s", options.path, strerror(errno));
	if (options.update) {
		block_size_find(&disk, options.path);
	} else {
		wrong = image_format(&disk.device, &options.image);
		if (wrong != NULL)
			fail("%s: %s", options.path, wrong);
	}
	image_fill(&options, &disk);
	host_disk_close(&disk);
	return 0;
}
