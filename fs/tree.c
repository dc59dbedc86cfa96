/*
 * Changing the tree: making names and removing them.
 *
 * Each change locks the directory, looks the name up again, locks what it leads to, and then does
 * everything in one journal operation. What is removed is let go of after the locks are, because
 * the last reference to an orphan frees it, which takes operations of its own.
 *
 * A new inode that can not be finished (the disk is full) becomes an orphan, and goes the same way.
 */
#include <fs/path.h>

#include "names.h"
#include "volume.h"
#include "walk.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <kernel/chardev.h>

/* A new inode in memory for a number that alloc_inode() gave out; not stored yet. */
static int inode_create(const struct creation *creation, struct inode **result)
{
	struct inode *inode;
	uint32_t number;
	int error = alloc_inode(creation->type, &number);

	if (error)
		return error;
	error = inode_find(number, &inode);
	if (error) {
		alloc_inode_free(number);
		return error;
	}
	inode_set_type(inode, creation->type);
	inode->device = creation->device;
	inode->links = 1;
	inode_touch(inode, TIME_ACCESSED | TIME_MODIFIED | TIME_CHANGED);
	__atomic_store_n(&inode->loaded, true, __ATOMIC_RELEASE);
	*result = inode;
	return 0;
}

/* Give a new inode the contents that its kind begins with, and store it. */
static int inode_furnish(struct inode *inode, struct inode *directory,
			 const struct creation *creation)
{
	if (creation->type == DISK_DIRECTORY)
		return dir_init(inode, directory->number);
	if (IS_ENABLED(CONFIG_FS_SYMLINKS) && creation->type == DISK_SYMLINK)
		return symlink_write(inode, creation->target);
	return inode_store(inode);
}

/* Make the inode and its name, within an operation. */
static int create_operation(struct inode *directory, const struct name *name,
			    const struct creation *creation, const struct dir_result *found,
			    struct inode **result)
{
	uint32_t more = creation->type == DISK_DIRECTORY;
	struct inode *inode;
	int error = inode_prepare(directory);

	*result = NULL;
	if (error == 0)
		error = inode_create(creation, result);
	if (error)
		return error;
	inode = *result;
	error = inode_furnish(inode, directory, creation);
	directory->links += more;
	if (error == 0)
		error = dir_add(directory, name, inode->number, creation->type, found);
	if (error) {
		directory->links -= more;
		inode->links = 0;
		inode_orphan_begin(inode);
		inode_store(inode);
	}
	return error;
}

static int create_locked(struct inode *directory, const struct name *name,
			 const struct creation *creation, struct inode **result)
{
	struct dir_result found;
	int error = dir_find(directory, name, &found);

	if (error == 0)
		return -EEXIST;
	if (error != -ENOENT || directory->orphan)
		return error;
	if (creation->type == DISK_DIRECTORY && directory->links >= DISK_LINK_MAX)
		return -EMLINK;
	error = journal_begin(true);
	if (error)
		return error;
	error = create_operation(directory, name, creation, &found, result);
	journal_end();
	if (error == 0)
		name_cache_add(directory, name, (*result)->number);
	return error;
}

int tree_create(struct walk *walk, const struct creation *creation, struct inode **result)
{
	struct inode *directory = walk->directory, *inode = NULL;
	int error = walk_is_writable(walk);

	if (walk->name.length == 0 || name_is_dot(&walk->name) || name_is_dot_dot(&walk->name))
		return -EEXIST;
	if (error)
		return error;
	mutex_lock(&directory->lock);
	error = create_locked(directory, &walk->name, creation, &inode);
	mutex_unlock(&directory->lock);
	if (error == 0 && result != NULL)
		*result = inode;
	else
		inode_put(inode);
	return error;
}

/* Why a name that ends in a slash can not be that of a file: it is there, or it is not. */
static int slash_error(struct walk *walk)
{
	struct inode *existing;
	int error;

	walk->must_be_directory = false;
	error = walk_target(walk, false, &existing);
	if (error)
		return error;
	inode_put(existing);
	return -EEXIST;
}

static int path_create(struct inode *start, const char *path, const struct creation *creation)
{
	struct walk walk;
	int error = walk_begin(&walk, start, path);

	if (error == 0 && walk.must_be_directory && creation->type != DISK_DIRECTORY)
		error = slash_error(&walk);
	else if (error == 0)
		error = tree_create(&walk, creation, NULL);
	walk_end(&walk);
	return error;
}

int path_mkdir(struct inode *start, const char *path)
{
	const struct creation creation = { .type = DISK_DIRECTORY };

	return path_create(start, path, &creation);
}

int path_mknod(struct inode *start, const char *path, uint32_t mode, uint32_t device)
{
	struct creation creation = { .type = DISK_FILE };

	if (S_ISDIR(mode))
		return -EPERM;
	if (S_ISCHR(mode)) {
		creation.type = DISK_DEVICE;
		creation.device = device;
	} else if (!S_ISREG(mode) && (mode & S_IFMT) != 0) {
		return -EINVAL;
	}
	return path_create(start, path, &creation);
}

int path_symlink(const char *target, struct inode *start, const char *path)
{
	const struct creation creation = { .type = DISK_SYMLINK, .target = target };

	if (*target == '\0')
		return -ENOENT;
	if (!volume_has(SYMLINKS))
		return -EPERM;
	return path_create(start, path, &creation);
}

int tree_child(struct inode *directory, const struct name *name, struct dir_result *found,
	       struct inode **child)
{
	int error = dir_find(directory, name, found);

	*child = NULL;
	if (error == 0)
		error = inode_open(found->number, child);
	if (error == 0 && S_ISDIR((*child)->mode) && (*child)->up != directory->number)
		error = -EIO;
	return error;
}

void tree_drop_link(struct inode *inode, struct inode *directory)
{
	if (S_ISDIR(inode->mode)) {
		inode->links = 0;
		inode->parent = inode_get(directory);
	} else if (inode->links > 0) {
		inode->links--;
	}
	if (inode->links == 0 && !inode->orphan)
		inode_orphan_begin(inode);
	inode_touch(inode, TIME_CHANGED);
	inode_store(inode);
}

int tree_may_remove(struct inode *child, bool directory)
{
	int empty;

	if (!directory)
		return S_ISDIR(child->mode) ? -EISDIR : 0;
	if (!S_ISDIR(child->mode))
		return -ENOTDIR;
	if (child->covered_by != NULL || child == volume.root)
		return -EBUSY;
	empty = dir_is_empty(child);
	return empty < 0 ? empty : empty ? 0 : -ENOTEMPTY;
}

/* Take the name and its link away, in one operation; both locks held. */
static int remove_operation(struct inode *directory, const struct name *name, struct slot slot,
			    struct inode *child)
{
	struct place place;
	int error = journal_begin(false);

	if (error)
		return error;
	error = dir_hold(directory, slot, &place);
	if (error == 0)
		error = inode_prepare(child);
	if (error == 0) {
		name_cache_drop(directory, name);
		directory->links -= S_ISDIR(child->mode);
		dir_remove(directory, &place);
		tree_drop_link(child, directory);
	}
	dir_release(&place);
	journal_end();
	return error;
}

/* Remove the name, the directory being locked; *child is to be put by the caller. */
static int remove_locked(const struct walk *walk, bool directory, struct inode **child)
{
	struct dir_result found;
	int error = tree_child(walk->directory, &walk->name, &found, child);

	if (error)
		return error;
	mutex_lock(&(*child)->lock);
	error = tree_may_remove(*child, directory);
	if (error == 0 && walk->must_be_directory && !S_ISDIR((*child)->mode))
		error = -ENOTDIR;
	if (error == 0)
		error = remove_operation(walk->directory, &walk->name, found.slot, *child);
	mutex_unlock(&(*child)->lock);
	return error;
}

/* Can the last name of the walk be removed at all? */
static int remove_check(const struct walk *walk, bool directory)
{
	if (walk->name.length == 0)
		return directory ? -EBUSY : -EISDIR;
	if (name_is_dot(&walk->name))
		return directory ? -EINVAL : -EISDIR;
	if (name_is_dot_dot(&walk->name))
		return directory ? -ENOTEMPTY : -EISDIR;
	return walk_is_writable(walk);
}

static int path_remove(struct inode *start, const char *path, bool directory)
{
	struct inode *child = NULL;
	struct walk walk;
	int error = walk_begin(&walk, start, path);

	if (error == 0)
		error = remove_check(&walk, directory);
	if (error == 0) {
		mutex_lock(&walk.directory->lock);
		error = remove_locked(&walk, directory, &child);
		mutex_unlock(&walk.directory->lock);
	}
	inode_put(child);
	walk_end(&walk);
	return error;
}

int path_unlink(struct inode *start, const char *path)
{
	return path_remove(start, path, false);
}

int path_rmdir(struct inode *start, const char *path)
{
	return path_remove(start, path, true);
}

/* Add the name and the link in one operation; both locks held. */
static int link_operation(struct walk *walk, struct inode *inode, const struct dir_result *found)
{
	int error = journal_begin(true);

	if (error)
		return error;
	error = inode_prepare(walk->directory);
	if (error == 0)
		error = inode_prepare(inode);
	if (error == 0)
		error = dir_add(walk->directory, &walk->name, inode->number,
				inode_disk_type(inode->mode), found);
	if (error == 0) {
		inode->links++;
		inode_touch(inode, TIME_CHANGED);
		inode_store(inode);
	}
	journal_end();
	return error;
}

static int link_locked(struct walk *walk, struct inode *inode)
{
	struct dir_result found;
	int error = dir_find(walk->directory, &walk->name, &found);

	if (error == 0)
		return -EEXIST;
	if (error != -ENOENT || walk->directory->orphan)
		return error;
	if (S_ISDIR(inode->mode))
		return -EPERM;
	mutex_lock(&inode->lock);
	if (inode->links == 0)
		error = -ENOENT;
	else if (inode->links >= DISK_LINK_MAX)
		error = -EMLINK;
	else
		error = link_operation(walk, inode, &found);
	mutex_unlock(&inode->lock);
	return error;
}

static int link_inode(struct inode *inode, struct inode *start, const char *path)
{
	struct walk walk;
	int error = walk_begin(&walk, start, path);

	if (error == 0 && (walk.name.length == 0 || name_is_dot(&walk.name) ||
			   name_is_dot_dot(&walk.name)))
		error = -EEXIST;
	if (error == 0 && inode->pseudo != walk.directory->pseudo)
		error = -EXDEV;
	if (error == 0 && walk.must_be_directory)
		error = slash_error(&walk);
	if (error == 0)
		error = walk_is_writable(&walk);
	if (error == 0) {
		mutex_lock(&walk.directory->lock);
		error = link_locked(&walk, inode);
		mutex_unlock(&walk.directory->lock);
	}
	walk_end(&walk);
	return error;
}

int path_link(struct inode *old_start, const char *old_path, struct inode *start, const char *path,
	      bool follow)
{
	struct inode *inode;
	int error = path_lookup(old_start, old_path, follow ? 0 : PATH_NOFOLLOW, &inode);

	if (error)
		return error;
	error = link_inode(inode, start, path);
	inode_put(inode);
	return error;
}
