/*
 * Inodes in memory: files, directories, device nodes and symbolic links, whatever they come from.
 *
 * An inode is shared by all who hold a reference. References are taken by the functions that hand
 * out inodes and given back with inode_put(). The contents are guarded by the inode's own lock,
 * which the functions below take themselves unless they say otherwise.
 *
 * Two kinds exist: those of the disk, and those of a pseudo file system such as /proc, which the
 * part of the kernel that knows the answers makes with inode_make_pseudo().
 */
#pragma once

#include <kernel/mutex.h>
#include <lib/list.h>
#include <lib/types.h>

struct abi_stat;
struct inode;
struct mapped;
struct uio;

/*
 * Called for each entry of a directory. Returns false to stop: the entry was not taken. `next` is
 * the position behind it.
 */
typedef bool (*dir_emit_t)(void *context, const char *name, size_t length, uint64_t inode,
			   uint32_t mode, uint64_t next);

/*
 * What an inode can do. A NULL entry means that it can not: the error in brackets. All may sleep
 * and are called without spinlocks. Errors are negative.
 */
struct inode_ops {
	/*
	 * Find `name` (`length` bytes, no slash, neither . nor ..) in a directory: 0 and an inode
	 * with a reference, or -ENOENT. [-ENOTDIR]
	 */
	int (*lookup)(struct inode *directory, const char *name, size_t length,
		      struct inode **result);
	/*
	 * Show entries from `*position` (0 at first) on until emit returns false; `*position`
	 * becomes where to go on. [-ENOTDIR]
	 */
	int (*read_entries)(struct inode *directory, uint64_t *position, dir_emit_t emit,
			    void *context);
	/* Move bytes between the file, from `offset`, and the uio. [-EINVAL; directory: -EISDIR] */
	ssize_t (*read)(struct inode *inode, struct uio *uio, uint64_t offset);
	ssize_t (*write)(struct inode *inode, struct uio *uio, uint64_t offset);
	/* Pseudo files without `read`: put the whole text into `buffer`, return its length (cut at
	 * `size`) or -errno. */
	ssize_t (*show)(struct inode *inode, char *buffer, size_t size);
	/* The target of a symbolic link: its length, cut at `size`. [-EINVAL] */
	ssize_t (*read_link)(struct inode *inode, char *buffer, size_t size);
	/* The last reference has gone and the memory will be reused: free `private`. [nothing] */
	void (*release)(struct inode *inode);
};

struct inode_times {
	uint64_t accessed; /* nanoseconds since 1970 */
	uint64_t modified;
	uint64_t changed;
};

#define INODE_ADDRESSES 13

/* [i] fixed while referenced, [c] inode_cache.lock, [l] lock; mode's type bits are [i]. */
struct inode {
	const struct inode_ops *ops; /* [i] */
	uint32_t number;             /* [i] inode number, as in st_ino */
	uint32_t references;         /* [c] */
	struct inode *hash_next;     /* [c] */
	struct list link;            /* [c] of all that are of the disk */
	bool recent;                 /* [c] used since the evictor last passed */
	struct inode *covered_by;    /* root of what is mounted here, or NULL; set at start-up */
	/* Where `..` leads if the directory itself does not say: what a pseudo root covers, the
	 * former parent of a removed directory, the maker's choice for other pseudo ones. */
	struct inode *parent;
	uint64_t private_number;     /* [i] pseudo inodes: the maker's */
	void *private;               /* [i] pseudo inodes: the maker's */

	bool pseudo;                 /* [i] */

	struct mutex lock;
	uint32_t mode;     /* S_IFMT bits and permissions, as in st_mode */
	uint32_t device;   /* [i] device nodes: DEV_MAKE() */
	uint32_t links;    /* [l] as on the disk */
	uint32_t size;     /* [l] bytes */
	uint32_t up;       /* [l] directories of the disk: where `..` leads; 0: nowhere */
	uint32_t hint;     /* [l] goal for the next block */
	uint32_t prepared; /* [l] transaction in which inode_store() can not fail */
	uint32_t addresses[INODE_ADDRESSES]; /* [l] as on the disk, in the machine's order */
	bool loaded;       /* [l] read from the disk */
	bool orphan;       /* [l] no links: freed with the last reference */
	uint32_t read_next;   /* [l] block that a sequential reader will ask for next */
	uint32_t read_ahead;  /* [l] block at which more is to be read ahead */
	struct {              /* [l] neighbours that map_find() has come upon */
		uint32_t index; /* of the first, in the file */
		uint32_t block; /* and on the disk */
		uint32_t count;
	} extent;
	struct inode_times times; /* [l] */
#ifdef CONFIG_MM_MMAP
	struct mapped *mapped; /* [l] pages that programs map, or NULL */
#endif
};

/* Is it of the disk (and not of a pseudo file system)? */
bool inode_is_disk(const struct inode *inode);

/* inode_get - take another reference. Any context but interrupts. Returns `inode`. */
struct inode *inode_get(struct inode *inode);

/*
 * inode_put - give a reference back; NULL is ignored. The last one of an inode without links frees
 * its blocks, which needs the journal: hold no lock of fs/ and no journal operation. May sleep.
 */
void inode_put(struct inode *inode);

/*
 * inode_read - move bytes from `offset` of a file into the uio. Returns the bytes moved (0 at the
 * end), -EISDIR, -EIO, -EFAULT. May sleep; no locks held.
 */
ssize_t inode_read(struct inode *inode, struct uio *uio, uint64_t offset);

/*
 * inode_read_kernel - up to `length` bytes from `offset` into kernel memory, for exec and the
 * pager. Returns the bytes read: fewer only at the end of the file; -EIO if any can not be read.
 * May sleep.
 */
ssize_t inode_read_kernel(struct inode *inode, void *buffer, uint64_t offset, size_t length);

/*
 * inode_write - the other way; the file grows as needed. With `append` each piece goes to the end
 * of the file at the moment of writing, and `*offset` tells where the last one began, less what was
 * written before it: so the position behind it is found as without `append`. Returns the bytes
 * written if any, otherwise -EISDIR, -ENOSPC, -EFBIG, -EIO, -EROFS, -EFAULT. May sleep.
 */
ssize_t inode_write(struct inode *inode, struct uio *uio, uint64_t *offset, bool append);

/*
 * inode_truncate - make a file `size` bytes long. Returns 0, -EISDIR, -EINVAL (no regular file),
 * -EFBIG, -EIO, -EROFS. May sleep.
 */
int inode_truncate(struct inode *inode, uint64_t size);

/* inode_stat - fill a struct stat as Linux has it. Returns 0. May sleep. */
int inode_stat(struct inode *inode, struct abi_stat *stat);

/*
 * inode_set_times - set access and modification time (nanoseconds since 1970); INODE_TIME_OMIT
 * leaves one. Without times on the image: success without effect. Returns 0 or -EIO, -EROFS.
 */
#define INODE_TIME_OMIT UINT64_MAX
int inode_set_times(struct inode *inode, uint64_t accessed, uint64_t modified);

/*
 * inode_sync - make this file durable: data, metadata and the way to it. Returns 0, -EIO, -EROFS.
 */
int inode_sync(struct inode *inode);

/*
 * inode_make_pseudo - a new inode of a pseudo file system, with one reference. `mode` is the type
 * and the permissions, `number` what stat shows. Returns NULL without memory. Does not sleep.
 */
struct inode *inode_make_pseudo(const struct inode_ops *ops, uint32_t mode, uint32_t number);
