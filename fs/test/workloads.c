/*
 * The workloads of the crash tests. Sizes are in blocks, so that they mean the same for all block
 * sizes. Where nothing is synced, what a workload does lies in the running transaction until that
 * is full or do_wait() has it committed.
 */
#include "workloads.h"

#include <stdarg.h>

static uint32_t blocks(uint32_t count)
{
	return count * host_block_size;
}

/* A path; good until four others were made. */
__attribute__((format(printf, 1, 2))) static const char *named(const char *format, ...)
{
	static char paths[4][4 * MODEL_NAME];
	static unsigned int next;
	char *path = paths[next++ % 4];
	va_list arguments;

	va_start(arguments, format);
	vsnprintf(path, sizeof(paths[0]), format, arguments);
	va_end(arguments);
	return path;
}

static void work_create(uint32_t *seed)
{
	do_create("/a");
	do_sync();
	for (unsigned int i = 0; i < 12; i++) {
		do_create(named("/file%u", i));
		if (i % 5 == 4)
			do_sync();
	}
	do_mknod("/device");
	do_wait();
	do_create("/last");
}

/* Whole files, from less than a block to beyond the direct block numbers. */
static void work_write(uint32_t *seed)
{
	struct handle handle;

	do_write_file("/small", 100);
	do_write_file("/block", blocks(1));
	do_sync();
	do_write_file("/indirect", blocks(15) + 10);
	handle = do_open("/pieces", O_CREAT);
	for (uint32_t i = 0; i < 6; i++) {
		do_write(&handle, i * 700, 700);
		if (i == 3)
			do_fsync(&handle);
	}
	do_close(&handle);
	do_wait();
	do_write_file("/small", 200);
	do_write_file("/two", blocks(2) + 1);
}

static void work_append(uint32_t *seed)
{
	struct handle log = do_open("/log", O_CREAT | O_APPEND);
	struct handle other = do_open("/other", O_CREAT | O_APPEND);

	for (unsigned int i = 0; i < 8; i++) {
		do_write(&log, 0, 100 + test_random(seed) % blocks(1));
		do_write(&other, 0, 1 + test_random(seed) % 300);
		if (i % 3 == 1)
			do_fsync(&log);
	}
	do_close(&log);
	do_close(&other);
}

/* Data of files that exist: old or new, block by block, and never anything else. */
static void work_overwrite(uint32_t *seed)
{
	struct handle handle;

	do_write_file("/file", blocks(8) + 300);
	do_sync();
	handle = do_open("/file", 0);
	do_write(&handle, blocks(1), blocks(2));
	do_write(&handle, 100, 200);
	do_fsync(&handle);
	do_write(&handle, blocks(3) - 50, 100);
	do_write(&handle, blocks(3) - 20, 100);
	do_wait();
	do_write(&handle, 0, blocks(8) + 300);
	do_write(&handle, blocks(7), blocks(2));
	do_fsync(&handle);
	do_write(&handle, 5, 1);
	do_close(&handle);
}

/* The way editors save: a new file, moved over the old one. */
static void work_rename_over(uint32_t *seed)
{
	struct handle handle;

	do_write_file("/file", blocks(2));
	do_sync();
	for (unsigned int i = 0; i < 5; i++) {
		handle = do_open("/new", O_CREAT | O_TRUNC);
		do_write(&handle, 0, blocks(1) + 100 * i);
		if (i % 2)
			do_fsync(&handle);
		do_close(&handle);
		do_rename("/new", "/file");
	}
	do_wait();
	do_write_file("/new", 30);
	do_rename("/new", "/file");
	do_mkdir("/full");
	do_mkdir("/empty");
	do_create("/full/name");
	do_sync();
	do_rename("/full", "/empty");
}

static void work_unlink_open(uint32_t *seed)
{
	struct handle one = do_open("/one", O_CREAT), two = do_open("/two", O_CREAT);

	do_write(&one, 0, blocks(4));
	do_write(&two, 0, blocks(14));
	do_sync();
	do_unlink("/one");
	do_write(&one, blocks(2), blocks(3));
	do_sync();
	do_unlink("/two");
	do_fsync(&two);
	do_close(&one);
	do_wait();
	do_write_file("/one", blocks(3));
	do_close(&two);
	do_sync();
	one = do_open("/one", 0);
	do_rename("/one", "/moved");
	do_unlink("/moved");
	do_close(&one);
}

static void work_truncate_shorter(uint32_t *seed)
{
	struct handle handle = do_open("/file", O_CREAT);

	do_write(&handle, 0, blocks(16));
	do_sync();
	do_truncate(&handle, blocks(14) + 10);
	do_fsync(&handle);
	do_truncate(&handle, blocks(3));
	do_write(&handle, blocks(2) + 100, blocks(2));
	do_wait();
	do_truncate(&handle, 10);
	do_write(&handle, 10, 10);
	do_fsync(&handle);
	do_truncate(&handle, 0);
	do_write_file("/other", blocks(4));
	do_close(&handle);
	do_write_file("/file", 5);
	do_sync();
	do_write_file("/other", 0);
}

/* What lay behind the end never comes back. */
static void work_truncate_longer(uint32_t *seed)
{
	struct handle handle = do_open("/file", O_CREAT);

	do_write(&handle, 0, blocks(1) + 500);
	do_truncate(&handle, blocks(1) + 100);
	do_sync();
	do_truncate(&handle, blocks(1) + 400);
	do_fsync(&handle);
	do_truncate(&handle, blocks(6));
	do_write(&handle, blocks(4), 50);
	do_sync();
	do_truncate(&handle, 70);
	do_truncate(&handle, blocks(2));
	do_wait();
	do_write(&handle, blocks(5) + 7, 100);
	do_write(&handle, blocks(18), blocks(1));
	do_close(&handle);
}

static void work_directories(uint32_t *seed)
{
	do_mkdir("/a");
	do_mkdir("/a/b");
	do_mkdir("/a/b/c");
	do_write_file("/a/b/c/file", 100);
	do_sync();
	do_mkdir("/x");
	do_rename("/a/b", "/x/b");
	do_sync();
	do_unlink("/x/b/c/file");
	do_rmdir("/x/b/c");
	do_mkdir("/x/b/d");
	do_wait();
	do_rename("/x/b/d", "/a/d");
	do_rmdir("/x/b");
	do_rmdir("/x");
	do_sync();
	do_rmdir("/a/d");
	do_rmdir("/a");
}

/* A directory of several blocks, if they are not too large. */
static void work_large_directory(uint32_t *seed)
{
	struct fs_counters counters;
	const char *stem = "name";

	fs_count(&counters);
	if (counters.name_max > 50)
		stem = "a-name-that-is-far-longer-than-usual-with-the-number";
	do_mkdir("/d");
	do_create("/d/file");
	for (unsigned int i = 0; i < 66; i++) {
		do_link("/d/file", named("/d/%s%u", stem, i));
		if (i % 25 == 24)
			do_sync();
	}
	for (unsigned int i = 0; i < 30; i++)
		do_unlink(named("/d/%s%u", stem, i * 2));
	do_wait();
	for (unsigned int i = 0; i < 10; i++)
		do_rename(named("/d/%s%u", stem, i * 4 + 1), named("/moved%u", i));
}

static void work_links(uint32_t *seed)
{
	do_write_file("/file", blocks(2));
	do_link("/file", "/second");
	do_mkdir("/d");
	do_sync();
	do_link("/second", "/d/third");
	do_unlink("/file");
	do_sync();
	do_rename("/second", "/d/third");
	do_unlink("/second");
	do_link("/d/third", "/file");
	do_wait();
	do_unlink("/d/third");
	do_unlink("/file");
	do_write_file("/file", blocks(1));
}

static void work_symlinks(uint32_t *seed)
{
	do_symlink("target", "/link");
	do_mkdir("/d");
	do_symlink("/d/somewhere/else", "/d/link");
	do_sync();
	do_rename("/link", "/d/moved");
	do_unlink("/d/link");
	do_symlink("again", "/d/link");
	do_wait();
	do_write_file("/file", blocks(1));
	do_rename("/d/link", "/file");
	do_sync();
	do_unlink("/file");
	do_write_file("/file", blocks(2));
}

/* No block is left, and what is freed is wanted at once. */
static void work_full_disk(uint32_t *seed)
{
	unsigned int i;

	may_be_full = true;
	for (int round = 0; round < 2; round++) {
		for (i = 0; i < 40; i++) {
			if (do_write_file(named("/file%u", i), blocks(5)) < (int)blocks(5))
				break;
			if (i % 4 == 3)
				do_sync();
		}
		CHECK(i < 40);
		do_mkdir("/d");
		while (i > 0) {
			i--;
			do_unlink(named("/file%u", i));
			if (i % 3 == 0)
				do_write_file("/again", blocks(7));
		}
		for (i = 0; i < 40; i++) {
			if (model_exists(named("/file%u", i)))
				do_unlink(named("/file%u", i));
		}
		if (model_exists("/d"))
			do_rmdir("/d");
	}
	may_be_full = false;
}

/* No inode is left. */
static void work_full_inodes(uint32_t *seed)
{
	unsigned int i = 0;

	may_be_full = true;
	while (do_create(named("/file%u", i)) == 0) {
		if (++i % 16 == 0)
			do_sync();
	}
	CHECK_EQUAL(do_mkdir("/d"), -ENOSPC);
	do_unlink("/file3");
	do_unlink("/file5");
	do_mkdir("/d");
	do_sync();
	do_rename("/file4", "/d/moved");
	do_create("/file3");
	while (i-- > 10)
		do_unlink(named("/file%u", i));
	may_be_full = false;
}

/* Only some of several files are synced; the others are there as well then. */
static void work_fsync(uint32_t *seed)
{
	struct handle handles[3];

	for (unsigned int i = 0; i < 3; i++)
		handles[i] = do_open(named("/file%u", i), O_CREAT);
	for (unsigned int i = 0; i < 12; i++) {
		do_write(&handles[i % 3], test_random(seed) % blocks(3),
			 1 + test_random(seed) % blocks(1));
		if (i % 4 == 0)
			do_fsync(&handles[test_random(seed) % 3]);
	}
	for (unsigned int i = 0; i < 3; i++)
		do_close(&handles[i]);
}

static void work_o_sync(uint32_t *seed)
{
	struct handle handle = do_open("/file", O_CREAT | O_SYNC);
	struct handle append = do_open("/append", O_CREAT | O_APPEND | O_DSYNC);

	for (unsigned int i = 0; i < 5; i++) {
		do_write(&handle, i * 300, 400);
		do_write(&append, 0, 100);
		do_write_file(named("/other%u", i), 300);
	}
	do_close(&handle);
	do_close(&append);
}

/* Blocks change their roles: of directories, of indirect blocks, of files, without a sync. */
static void work_reuse(uint32_t *seed)
{
	for (unsigned int i = 0; i < 4; i++) {
		do_mkdir("/d");
		do_create("/d/file");
		do_write_file("/indirect", blocks(14));
		do_unlink("/d/file");
		do_rmdir("/d");
		do_write_file("/data", blocks(3));
		do_unlink("/indirect");
		do_write_file("/data", blocks(4));
		if (i == 1)
			do_sync();
		if (i == 2)
			do_wait();
	}
	do_unlink("/data");
	do_mkdir("/d");
	do_write_file("/d/file", blocks(2));
}

/* Removed and written anew while commits are under way: what is freed must wait. */
static void work_replace(uint32_t *seed)
{
	for (unsigned int i = 0; i < 10; i++) {
		do_write_file(named("/file%u", test_random(seed) % 3), blocks(1 + i % 3));
		do_sync_start();
		do_write_file("/other", blocks(2));
		do_unlink("/other");
		if (i % 4 == 3)
			do_unlink(named("/file%u", 0));
		do_write_file(named("/file%u", 0), blocks(2));
	}
}

/* Cut off again while the commit that promises it is under way. */
static void work_cut_short(uint32_t *seed)
{
	struct handle handle = do_open("/file", O_CREAT);

	for (unsigned int i = 0; i < 12; i++) {
		do_write(&handle, 0, blocks(1 + i % 4));
		do_sync_start();
		do_truncate(&handle, i % 3 * 100);
		do_write_file("/other", blocks(2));
		do_sync_start();
		do_unlink("/other");
	}
	do_close(&handle);
}

static void work_holes(uint32_t *seed)
{
	struct handle handle = do_open("/sparse", O_CREAT);

	do_write(&handle, blocks(20), 100);
	do_sync();
	do_write(&handle, blocks(13) + 100, blocks(1));
	do_write(&handle, 10, 10);
	do_fsync(&handle);
	do_write(&handle, blocks(5), blocks(10));
	do_wait();
	do_truncate(&handle, blocks(13) + 5);
	do_write(&handle, blocks(30), 1);
	do_close(&handle);
}

/* More than the log has room for: commits that nobody asks for. */
static void work_log_full(uint32_t *seed)
{
	for (unsigned int i = 0; i < 12; i++) {
		do_mkdir(named("/d%u", i));
		do_create(named("/d%u/file", i));
		do_write_file(named("/f%u", i), 200);
		if (i % 3 == 2)
			do_rename(named("/f%u", i), named("/d%u/moved", i));
	}
	for (unsigned int i = 0; i < 12; i += 2)
		do_rename(named("/d%u", i), named("/e%u", i));
}

/* A transaction of so many blocks that the log's header has more than one sector. */
static void work_large_transaction(uint32_t *seed)
{
	for (unsigned int i = 0; i < 140; i++)
		do_mkdir(named("/d%u", i));
	do_sync();
	for (unsigned int i = 0; i < 130; i++)
		do_rename(named("/d%u", i), named("/d%u/%u", i + 1 + i % 2, i));
	do_sync();
	do_write_file("/file", blocks(20));
}

static const char *anywhere(uint32_t *seed, char *path)
{
	static const char *const folders[] = { "", "/a", "/b", "/a/c" };
	uint32_t folder = test_random(seed) % 4;

	if (!model_exists(folder == 0 ? "/a" : folders[folder]))
		folder = 0;
	snprintf(path, 2 * MODEL_NAME, "%s/%c", folders[folder], "uvwxyz"[test_random(seed) % 6]);
	return path;
}

static void random_write(const char *path, uint32_t *seed)
{
	struct handle handle = do_open(path, test_random(seed) % 3 ? O_CREAT : O_CREAT | O_TRUNC);

	if (handle.file == NULL)
		return;
	if (test_random(seed) % 4 == 0)
		do_truncate(&handle, test_random(seed) % blocks(6));
	do_write(&handle, test_random(seed) % blocks(4), 1 + test_random(seed) % blocks(5));
	if (test_random(seed) % 8 == 0) {
		do_unlink(path);
		do_write(&handle, 0, blocks(1));
	}
	if (test_random(seed) % 6 == 0)
		do_fsync(&handle);
	do_close(&handle);
}

static void random_step(uint32_t *seed)
{
	char path[2 * MODEL_NAME], other[2 * MODEL_NAME];
	bool here = model_exists(anywhere(seed, path));
	bool there = model_exists(anywhere(seed, other));

	switch (test_random(seed) % 8) {
	case 0:
		if (!there)
			do_mkdir(other);
		break;
	case 1:
		if (here && model_is_directory(path))
			do_rmdir(path);
		else if (here)
			do_unlink(path);
		break;
	case 2:
		if (here && !(there && model_is_directory(path) != model_is_directory(other)))
			do_rename(path, other);
		break;
	case 3:
		if (here && !there && !model_is_directory(path))
			do_link(path, other);
		break;
	default:
		if (!here || !model_is_directory(path))
			random_write(path, seed);
	}
}

static void work_random(uint32_t *seed)
{
	do_mkdir("/a");
	do_mkdir("/b");
	do_mkdir("/a/c");
	may_be_full = true;
	for (unsigned int i = 0; i < 40; i++) {
		random_step(seed);
		if (test_random(seed) % 8 == 0)
			do_sync();
	}
	may_be_full = false;
}

const struct workload workloads[] = {
	{ "create", work_create, 0, false },
	{ "write", work_write, 0, false },
	{ "append", work_append, 0, false },
	{ "overwrite", work_overwrite, 0, false },
	{ "rename-over", work_rename_over, 0, false },
	{ "unlink-open", work_unlink_open, 0, false },
	{ "truncate-shorter", work_truncate_shorter, 0, false },
	{ "truncate-longer", work_truncate_longer, 0, false },
	{ "directories", work_directories, 0, false },
	{ "large-directory", work_large_directory, 0, false },
	{ "links", work_links, 0, false },
	{ "symlinks", work_symlinks, DISK_FEATURE_SYMLINKS, false },
	{ "full-disk", work_full_disk, 0, false },
	{ "full-inodes", work_full_inodes, 0, false },
	{ "fsync", work_fsync, 0, false },
	{ "o-sync", work_o_sync, 0, false },
	{ "reuse", work_reuse, 0, false },
	{ "replace", work_replace, 0, false },
	{ "cut-short", work_cut_short, 0, false },
	{ "holes", work_holes, 0, false },
	{ "log-full", work_log_full, 0, false },
	{ "large-transaction", work_large_transaction, 0, true },
	{ "random", work_random, 0, false },
};

const unsigned int workload_count = ARRAY_SIZE(workloads);
