/*
 * What the crash tests know of a file system: a model of the tree and of every block of every file,
 * and all the moments that it went through.
 *
 * A moment is the tree between two journal operations. A power cut must leave one of them: names,
 * types, sizes, links and the places of blocks are those of one moment, and not of one before the
 * last that was synced. File data is not logged, so each block of that moment's files may hold what
 * it held then or anything that was written into the same block of the disk later.
 *
 * The operations below do the same to the file system and to the model, and check that both agree.
 * Paths are absolute and lead through no symbolic link.
 */
#pragma once

#include "support.h"

#define MODEL_NODES 256
#define MODEL_NAME 64
#define MODEL_BLOCKS 512 /* of a file */

/* What a block of a file held. A content never changes. */
struct content {
	struct content *next; /* what the same block of the disk held after it, or NULL */
	unsigned char bytes[];
};

struct model_entry {
	char name[MODEL_NAME];
	unsigned int node;
};

/* A file, directory, link or device, as it was for a while. Nothing in it changes. */
struct node {
	uint32_t mode;  /* S_IFMT bits */
	uint32_t links; /* as stat() shows them */
	uint32_t size;  /* of files and symbolic links */
	const char *target;
	struct content **blocks; /* NULL is a hole */
	uint32_t block_count;
	struct model_entry *entries; /* sorted by name, without . and .. */
	uint32_t entry_count;
};

struct moment {
	const struct node *nodes[MODEL_NODES]; /* [0] is the root; NULL: does not exist */
};

struct model {
	struct moment now;
	struct moment *moments;
	uint32_t moment_count, moment_room;
	unsigned int node_count;
	uint64_t stamp;
	/* What was synced: how many records the disk had then, and the moment asked for. */
	struct {
		size_t records;
		uint32_t moment;
	} synced[1024];
	uint32_t synced_count;
	struct test_disk *disk;
};

extern struct model model;

/* model_start - a fresh file system, just mounted, on a disk that records. */
void model_start(struct test_disk *disk);

/* model_synced_all - the file system was unmounted. */
void model_synced_all(void);

/* model_free - forget all moments. */
void model_free(void);

/* model_required - the oldest moment that a power cut after so many records may leave. */
uint32_t model_required(size_t records);

/* An open file. */
struct handle {
	struct file *file;
	unsigned int node;
};

/*
 * The operations. They fail the test when the file system refuses, except for want of space, if
 * `may_be_full`: then they return -ENOSPC and nothing has changed but what the model knows of.
 */
extern bool may_be_full;
int do_create(const char *path);
int do_mkdir(const char *path);
int do_mknod(const char *path);
int do_symlink(const char *target, const char *path);
int do_link(const char *old, const char *path);
int do_rename(const char *old, const char *path);
void do_unlink(const char *path);
void do_rmdir(const char *path);

/* Open, with O_CREAT, O_TRUNC, O_APPEND and O_SYNC as one wishes; writing is always allowed. */
struct handle do_open(const char *path, unsigned int flags);
void do_close(struct handle *handle);
/* Write new bytes, unlike any others. Returns how many were written. */
int do_write(const struct handle *handle, uint32_t offset, uint32_t length);
void do_truncate(const struct handle *handle, uint32_t size);
/* The whole file anew: open with O_CREAT | O_TRUNC, write, close. */
int do_write_file(const char *path, uint32_t length);

void do_sync(void);
void do_fsync(const struct handle *handle);
/* Sync in a thread of its own; what follows does not wait for it. */
void do_sync_start(void);
void do_sync_finish(void);
/* Do nothing until the commit that nobody asked for is done. */
void do_wait(void);

bool model_exists(const char *path);
bool model_is_directory(const char *path);
uint32_t model_size(const char *path);

/* Called after every operation: lets others go on, if the workload is to run beside commits. */
extern void (*model_between)(void);

/*
 * What a mounted file system holds, and whether that is a moment. found_read() reads it, but for
 * /after in the root, which is for others.
 */
struct found;
struct found *found_read(void);
void found_free(struct found *found);
bool found_same(const struct found *one, const struct found *other);
/*
 * found_moment - the number of the first moment from `oldest` on that `found` is, or -1; `torn`
 * when single sectors of a block may be missing. Says on stderr what it is not if `loud`.
 */
int found_moment(const struct found *found, uint32_t oldest, bool torn, bool loud);
