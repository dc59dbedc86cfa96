/* Files and folders, in the working folder. */
#include "bench.h"

#include <fcntl.h>
#include <sys/stat.h>

#define PIECES 67 /* in a large file: 268 KiB */

static int create(const char *path)
{
	int file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0644);

	if (file < 0)
		err(1, "%s", path);
	return file;
}

static int open_existing(const char *path, int flags)
{
	int file = open(path, flags);

	if (file < 0)
		err(1, "%s", path);
	return file;
}

static void make_folder(const char *path)
{
	if (mkdir(path, 0755) < 0)
		err(1, "%s", path);
}

static void remove_file(const char *path)
{
	if (unlink(path) < 0)
		err(1, "unlink %s", path);
}

static void write_pieces(int file)
{
	for (int i = 0; i < PIECES; i++)
		if (write(file, out_piece, PIECE) != PIECE)
			err(1, "write");
}

static void make_large_file(void)
{
	int file = create("large");

	write_pieces(file);
	close(file);
}

static void run_open(unsigned long rounds, const char *path)
{
	close(create(path));
	timer_start();
	for (unsigned long i = 0; i < rounds; i++)
		close(open_existing(path, O_RDONLY));
	timer_stop();
	remove_file(path);
}

static void run_open_close(unsigned long rounds)
{
	run_open(rounds, "file");
}

static void run_open_close_deep(unsigned long rounds)
{
	make_folder("one");
	make_folder("one/two");
	make_folder("one/two/three");
	run_open(rounds, "one/two/three/file");
	rmdir("one/two/three");
	rmdir("one/two");
	rmdir("one");
}

static void run_create_unlink(unsigned long rounds)
{
	timer_start();
	for (unsigned long i = 0; i < rounds; i++) {
		int file = create("small");

		if (write(file, out_piece, 1024) != 1024)
			err(1, "write");
		close(file);
		remove_file("small");
	}
	timer_stop();
}

static void run_mkdir_rmdir(unsigned long rounds)
{
	timer_start();
	for (unsigned long i = 0; i < rounds; i++) {
		make_folder("folder");
		if (rmdir("folder") < 0)
			err(1, "rmdir");
	}
	timer_stop();
}

static void run_file_write_new(unsigned long rounds)
{
	timer_start();
	for (unsigned long i = 0; i < rounds; i++) {
		make_large_file();
		remove_file("large");
	}
	timer_stop();
}

static void run_file_rewrite(unsigned long rounds)
{
	make_large_file();
	timer_start();
	for (unsigned long i = 0; i < rounds; i++) {
		int file = open_existing("large", O_WRONLY);

		write_pieces(file);
		close(file);
	}
	timer_stop();
	remove_file("large");
}

static void read_pieces(int file)
{
	for (int i = 0; i < PIECES; i++)
		if (read(file, in_piece, PIECE) != PIECE)
			err(1, "read");
	if (read(file, in_piece, PIECE) != 0)
		errx(1, "a file is longer than it was made");
}

static void run_file_read(unsigned long rounds)
{
	make_large_file();
	timer_start();
	for (unsigned long i = 0; i < rounds; i++) {
		int file = open_existing("large", O_RDONLY);

		read_pieces(file);
		close(file);
	}
	timer_stop();
	remove_file("large");
}

const struct row file_rows[] = {
	{ "open_close", run_open_close, 1, "open and close, a file in the working folder" },
	{ "open_close_deep", run_open_close_deep, 1, "the same, three folders further down" },
	{ "create_unlink", run_create_unlink, 1, "a file made, 1 KiB written, removed" },
	{ "mkdir_rmdir", run_mkdir_rmdir, 1, "a folder made and removed" },
	{ "file_write_new", run_file_write_new, 1, "268 KiB in pieces into a new file, removed" },
	{ "file_rewrite", run_file_rewrite, 1, "268 KiB in pieces over an old file" },
	{ "file_read", run_file_read, 1, "268 KiB in pieces from a file in the cache" },
	{ NULL, NULL, 0, NULL },
};
