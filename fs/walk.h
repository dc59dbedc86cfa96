/*
 * Walking a path: to the directory of its last name, and from there to what that leads to.
 *
 *	error = walk_begin(&walk, start, path);
 *	if (error == 0)
 *		error = walk_target(&walk, follow, &inode);
 *	walk_end(&walk);
 */
#pragma once

#include "directory.h"

struct walk {
	struct inode *directory; /* with a reference; NULL when the way there failed */
	struct name name;        /* the last one; empty when the path is the root itself */
	bool must_be_directory;  /* a slash follows it */
	uint32_t links;          /* symbolic links followed */
	void *page;              /* where `name` lies if a link was followed */
};

/* walk_begin - go to the directory of the last name. Returns 0 or -errno. May sleep. */
int walk_begin(struct walk *walk, struct inode *start, const char *path);

/*
 * walk_target - look the last name up, with a reference; a symbolic link there is followed if
 * `follow` or a slash says so, and the walk moves to where it leads. -ENOENT with walk->directory
 * set: only the last name is missing. May sleep.
 */
int walk_target(struct walk *walk, bool follow, struct inode **result);

/* walk_end - give up what the walk holds, after success or failure. May sleep. */
void walk_end(struct walk *walk);

/* walk_is_writable - can names be made and removed in this directory? 0, -EPERM, -EROFS. */
int walk_is_writable(const struct walk *walk);

/* What tree_create() makes. */
struct creation {
	uint32_t type;      /* enum disk_type */
	uint32_t device;    /* of a device node */
	const char *target; /* of a symbolic link */
};

/*
 * tree_create - make the last name of a walk. Returns 0 and, if `result` is not NULL, the inode
 * with a reference; -EEXIST, -ENOENT (the directory was removed), -ENOSPC, -EMLINK, ... May sleep.
 */
int tree_create(struct walk *walk, const struct creation *creation, struct inode **result);

/*
 * The child that `name` leads to, found and loaded, the directory's lock being held. A directory
 * whose `..` does not lead back is damage, -EIO: so all directories that anybody comes to are a
 * tree, whatever the disk says. Returns 0 or -errno; in any case *child is NULL or has a reference
 * to be put without the lock. May sleep.
 */
int tree_child(struct inode *directory, const struct name *name, struct dir_result *found,
	       struct inode **child);

/*
 * The inode, prepared by inode_prepare(), has lost its name in `directory`. Within an operation,
 * both locks held; the directory's own link count is the caller's.
 */
void tree_drop_link(struct inode *inode, struct inode *directory);

/* May this name be removed or replaced by an inode of that kind? 0 or -errno. Locks held. */
int tree_may_remove(struct inode *child, bool directory);

/* symlink.c, or nothing of it. Store the target in a new inode, within an operation. */
int symlink_write(struct inode *inode, const char *target);

/* Where `..` of a directory leads, loaded, with a reference. Takes the locks of both. May sleep. */
int walk_parent_of(struct inode *directory, struct inode **parent);
