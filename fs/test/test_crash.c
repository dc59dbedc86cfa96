/*
 * Power cuts: every write of a workload is recorded; then for each point in time the image is made
 * as a power cut there would have left it, mounted, and checked.
 *
 * First in order, every prefix of the writes. Then with a disk that keeps unflushed writes in any
 * order: all writes up to the last flush, and of those after it each by chance. What was synced
 * must be there, and the contents of every file must be one that the file had.
 */
#include "support.h"

static char buffer[1 << 18];

/* Files whose contents tell when they were written: "NAME VERSION " again and again. */
static void fill(char *bytes, size_t length, const char *name, unsigned int version)
{
	char stamp[32];
	int size = snprintf(stamp, sizeof(stamp), "%s %u ", name, version);

	for (size_t i = 0; i < length; i++)
		bytes[i] = stamp[i % (size_t)size];
}

/* What the oracle remembers of each file, by its number. */
#define FILES 6
#define VERSIONS 40

struct history {
	/* For each version that the file had, its length; -1: it did not exist. */
	long length[VERSIONS];
	unsigned int count;
	/* After how many records (of the disk) which version was synced. */
	size_t synced_at[VERSIONS];
	unsigned int synced_version[VERSIONS];
	unsigned int synced;
};

static struct history histories[FILES];
static struct test_disk disk;

static const char *path_of(int file)
{
	static char path[16];

	snprintf(path, sizeof(path), "/f%d", file);
	return path;
}

static void history_add(int file, long length)
{
	struct history *history = &histories[file];

	CHECK(history->count < VERSIONS);
	history->length[history->count++] = length;
}

static void sync_all(void)
{
	CHECK_EQUAL(fs_sync(), 0);
	for (int file = 0; file < FILES; file++) {
		struct history *history = &histories[file];

		history->synced_at[history->synced] = disk.record_count;
		history->synced_version[history->synced++] = history->count - 1;
	}
}

/* A whole new version under a temporary name, moved over the old one. */
static void file_replace(int file, size_t length)
{
	fill(buffer, length, path_of(file), histories[file].count);
	write_path("/temporary", buffer, length);
	history_add(file, (long)length);
	CHECK_EQUAL(path_rename(root, "/temporary", root, path_of(file), 0), 0);
}

static void file_remove(int file)
{
	history_add(file, -1);
	CHECK_EQUAL(path_unlink(root, path_of(file)), 0);
}

static void work_tree(uint32_t *seed, int round)
{
	char path[32];

	snprintf(path, sizeof(path), "/d%d", round % 4);
	if (!exists(path)) {
		CHECK_EQUAL(path_mkdir(root, path), 0);
		snprintf(path, sizeof(path), "/d%d/file%d", round % 4, round);
		write_path(path, buffer, test_random(seed) % 20000);
	} else if (test_random(seed) % 3 == 0) {
		/* The block of a folder becomes one of a file, within one transaction. */
		CHECK_EQUAL(path_mkdir(root, "/short"), 0);
		CHECK_EQUAL(path_rmdir(root, "/short"), 0);
		snprintf(path, sizeof(path), "/d%d/reuse%d", round % 4, round);
		write_path(path, buffer, 3000);
		file_replace((int)(test_random(seed) % FILES), 5000);
	} else if (test_random(seed) % 2) {
		snprintf(path, sizeof(path), "/d%d/extra%d", round % 4, round);
		write_path(path, buffer, test_random(seed) % 3000);
		CHECK_EQUAL(path_link(root, path, root, "/linked", false), 0);
		CHECK_EQUAL(path_unlink(root, path), 0);
		CHECK_EQUAL(path_unlink(root, "/linked"), 0);
	} else {
		CHECK_EQUAL(path_rename(root, path, root, "/renamed", 0), 0);
		CHECK_EQUAL(path_rename(root, "/renamed", root, path, 0), 0);
	}
}

/* A file that is removed while it is open, so that there is an orphan for a while. */
static void work_orphan(uint32_t *seed)
{
	struct file *file = open_file("/orphan", O_RDWR | O_CREAT);

	CHECK(write_bytes(file, buffer, test_random(seed) % 100000) >= 0);
	CHECK_EQUAL(path_unlink(root, "/orphan"), 0);
	if (test_random(seed) % 2)
		sync_all();
	file_put(file);
}

static void workload(uint32_t seed)
{
	for (int round = 0; round < 24; round++) {
		int file = (int)(test_random(&seed) % FILES);

		work_tree(&seed, round);
		if (exists(path_of(file)) && test_random(&seed) % 4 == 0)
			file_remove(file);
		else
			file_replace(file, test_random(&seed) % (round % 4 ? 6000 : 60000));
		if (round % 6 == 2)
			work_orphan(&seed);
		if (test_random(&seed) % 4 == 0)
			sync_all();
	}
	sync_all();
}

static void file_check(int file, size_t records)
{
	struct history *history = &histories[file];
	static char bytes[1 << 18], should[1 << 18];
	long length = read_path(path_of(file), bytes, sizeof(bytes));
	unsigned int oldest = 0;

	for (unsigned int i = 0; i < history->synced; i++) {
		if (history->synced_at[i] <= records)
			oldest = history->synced_version[i];
	}
	for (unsigned int version = oldest; version < history->count; version++) {
		if (history->length[version] != length)
			continue;
		fill(should, (size_t)(length > 0 ? length : 0), path_of(file), version);
		if (length <= 0 || memcmp(bytes, should, (size_t)length) == 0)
			return;
	}
	fprintf(stderr, "file %d: %ld bytes, oldest version allowed %u of %u\n", file, length,
		oldest, history->count);
	test_fail(__FILE__, __LINE__, "the file is one that was");
}

/* Mount what a power cut left, check it, and check that it can be used. */
static void state_check(const unsigned char *image, size_t bytes, size_t records)
{
	memcpy(disk.data, image, bytes);
	test_mount(&disk);
	test_unmount();
	disk_check(&disk);
	test_mount(&disk);
	for (int file = 0; file < FILES; file++)
		file_check(file, records);
	write_path("/after", "x", 1);
	test_unmount();
	disk_check(&disk);
}

static void apply(unsigned char *image, const struct record *record)
{
	memcpy(image + record->sector * BLK_SECTOR_SIZE, record->data,
	       (size_t)record->sectors * BLK_SECTOR_SIZE);
}

static unsigned int check_prefixes(const unsigned char *base, unsigned char *image, size_t bytes)
{
	unsigned int states = 0;

	memcpy(image, base, bytes);
	for (size_t i = 0; i <= disk.record_count; i++) {
		snprintf(test_context + 40, 80, "prefix of %zu of %zu", i, disk.record_count);
		state_check(image, bytes, i);
		states++;
		if (i < disk.record_count && !disk.records[i].flush)
			apply(image, &disk.records[i]);
	}
	return states;
}

/* Apply some sectors of a write, others not. */
static void apply_torn(unsigned char *image, const struct record *record, uint32_t *seed)
{
	for (uint32_t sector = 0; sector < record->sectors; sector++) {
		if (test_random(seed) % 2)
			memcpy(image + (record->sector + sector) * BLK_SECTOR_SIZE,
			       record->data + (size_t)sector * BLK_SECTOR_SIZE, BLK_SECTOR_SIZE);
	}
}

/* Up to `end`: what was flushed is there, of the rest some, in some order, some torn. */
static void reorder(const unsigned char *base, unsigned char *image, size_t bytes, size_t end,
		    uint32_t *seed)
{
	size_t flushed = 0;

	memcpy(image, base, bytes);
	for (size_t i = 0; i < end; i++) {
		if (disk.records[i].flush)
			flushed = i;
	}
	for (size_t i = 0; i < flushed; i++) {
		if (!disk.records[i].flush)
			apply(image, &disk.records[i]);
	}
	for (size_t i = flushed; i < end; i++) {
		uint32_t choice = test_random(seed) % 8;

		if (disk.records[i].flush || choice < 4)
			continue;
		if (choice == 4)
			apply_torn(image, &disk.records[i], seed);
		else
			apply(image, &disk.records[i]);
	}
}

/* How many records are certain to be durable when `end` were made. */
static size_t durable(size_t end)
{
	size_t flushed = 0;

	for (size_t i = 0; i < end; i++) {
		if (disk.records[i].flush)
			flushed = i + 1;
	}
	return flushed;
}

static unsigned int check_reorderings(const unsigned char *base, unsigned char *image, size_t bytes,
				      unsigned int samples, uint32_t seed)
{
	for (unsigned int sample = 0; sample < samples; sample++) {
		size_t end = test_random(&seed) % (disk.record_count + 1);

		snprintf(test_context + 40, 80, "reordering %u of %zu records", sample, end);
		reorder(base, image, bytes, end, &seed);
		state_check(image, bytes, durable(end));
	}
	return samples;
}

static unsigned int campaign(uint32_t block_size, uint32_t features, uint32_t seed, bool delayed,
			     unsigned int samples)
{
	const size_t bytes = 2 << 20;
	struct image_parameters parameters = test_parameters(bytes, block_size, features);
	unsigned char *base = malloc(bytes), *image = malloc(bytes);
	unsigned int states;

	snprintf(test_context, sizeof(test_context), "%u %x seed %u%*s", block_size, features, seed,
		 40, "");
	memset(histories, 0, sizeof(histories));
	for (int file = 0; file < FILES; file++)
		history_add(file, -1);
	disk_make(&disk, bytes);
	disk_format(&disk, &parameters);
	memcpy(base, disk.data, bytes);
	test_mount(&disk);
	disk.delayed = delayed;
	disk.recording = true;
	workload(seed);
	test_unmount();
	disk.recording = disk.delayed = false;
	states = check_prefixes(base, image, bytes);
	states += check_reorderings(base, image, bytes, samples, seed);
	disk_free(&disk);
	free(base);
	free(image);
	return states;
}

static unsigned int rounds = 1, samples_each = 100;

static void test_block_size(uint32_t size)
{
	static const uint32_t features[] = { 0, TEST_FEATURES };
	unsigned int states = 0;

	host_start();
	for (unsigned int round = 0; round < rounds; round++) {
		for (int delayed = 0; delayed < 2; delayed++) {
			for (int i = 0; i < 2; i++)
				states += campaign(size, features[i], 1 + round * 7 + size,
						   delayed != 0, samples_each);
		}
	}
	printf("%u-byte blocks: %u states\n", size, states);
	fflush(stdout);
}

/* test_crash [ROUNDS [SAMPLES]] */
int main(int argc, char **argv)
{
	host_quiet = true;
	if (argc > 1)
		rounds = (unsigned int)atoi(argv[1]);
	if (argc > 2)
		samples_each = (unsigned int)atoi(argv[2]);
	test_each_block_size(test_block_size);
	return 0;
}
