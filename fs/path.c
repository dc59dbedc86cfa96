/*
 * Paths: one name after the other, each looked up in the directory that the one before led to.
 *
 * A walk holds a reference to the directory it has come to, and a lock only while it searches in
 * it. So others may rename and remove meanwhile; the walk then goes on in what it holds. A
 * directory that was removed finds nothing, except its former parent by `..`.
 *
 * Following a symbolic link makes a new path, target and rest, in a page of its own.
 */
#include <fs/path.h>

#include "volume.h"
#include "walk.h"

#include <abi/errno.h>
#include <abi/stat.h>
#include <lib/string.h>
#include <mm/page.h>

#define LINKS_MAX 40 /* symbolic links in one walk, as in Linux */

/* Load an inode that was found; the reference goes if that fails. */
static int load_or_put(struct inode *inode)
{
	int error = inode_load(inode);

	if (error)
		inode_put(inode);
	return error;
}

int walk_parent_of(struct inode *directory, struct inode **parent)
{
	int error = 0;

	/* The root of something mounted: what counts is the directory that it covers. */
	if (directory->parent != NULL && directory->parent->covered_by == directory)
		directory = directory->parent;
	if (directory->pseudo || directory == volume.root) {
		*parent = inode_get(directory->parent != NULL ? directory->parent : directory);
		return 0;
	}
	mutex_lock(&directory->lock);
	if (directory->parent != NULL)
		*parent = inode_get(directory->parent);
	else
		error = inode_find(directory->up, parent);
	mutex_unlock(&directory->lock);
	return error ? error : load_or_put(*parent);
}

/*
 * Does a directory that was found and loaded lead back to the one that it was found in? Either may
 * have been moved since.
 */
static bool leads_back(const struct inode *inode, const struct inode *directory)
{
	return inode->pseudo || !S_ISDIR(inode->mode) || inode->up == directory->number;
}

/* Look up one name that is neither `.` nor `..`. */
static int name_lookup(struct inode *directory, const struct name *name, struct inode **result)
{
	struct dir_result found;
	int error;

	if (directory->ops->lookup == NULL)
		return -ENOTDIR;
	error = directory->ops->lookup(directory, name->bytes, name->length, result);
	if (error == 0)
		error = load_or_put(*result);
	if (error || likely(leads_back(*result, directory)))
		return error;
	/* It was moved meanwhile, or the image is damaged: under the lock that can be told. */
	inode_put(*result);
	mutex_lock(&directory->lock);
	error = tree_child(directory, name, &found, result);
	mutex_unlock(&directory->lock);
	if (error)
		inode_put(*result);
	return error;
}

/* The inode that a name in a directory leads to, loaded; what covers it, if it is covered. */
static int walk_step(struct inode *directory, const struct name *name, struct inode **result)
{
	struct inode *inode;
	int error = 0;

	if (!S_ISDIR(directory->mode))
		return -ENOTDIR;
	if (name->length == 0 || name_is_dot(name))
		inode = inode_get(directory);
	else if (name_is_dot_dot(name))
		error = walk_parent_of(directory, &inode);
	else
		error = name_lookup(directory, name, &inode);
	if (error)
		return error;
	if (unlikely(inode->covered_by != NULL)) {
		*result = inode_get(inode->covered_by);
		inode_put(inode);
	} else {
		*result = inode;
	}
	return 0;
}

static const char *skip_slashes(const char *path)
{
	while (*path == '/')
		path++;
	return path;
}

static void walk_move(struct walk *walk, struct inode *directory)
{
	struct inode *before = walk->directory;

	walk->directory = directory;
	inode_put(before);
}

/*
 * Put what the link says and `rest` into walk->page, for the walk to go on with. Takes over the
 * reference to `link`.
 */
static int walk_follow(struct walk *walk, struct inode *link, const char *rest)
{
	size_t length = strlen(rest);
	char *page = NULL;
	ssize_t target = -ELOOP;

	if (++walk->links <= LINKS_MAX && link->ops->read_link != NULL) {
		page = page_alloc();
		target = page == NULL ? -ENOMEM :
					link->ops->read_link(link, page, PAGE_SIZE - length - 1);
	}
	inode_put(link);
	if (target == 0)
		target = -ENOENT;
	else if (target > 0 && (size_t)target >= PAGE_SIZE - length - 1)
		target = -ENAMETOOLONG;
	if (target > 0)
		memcpy(page + target, rest, length + 1);
	if (walk->page != NULL)
		page_free(walk->page);
	walk->page = page;
	return target < 0 ? (int)target : 0;
}

/* Go through the directory `walk->name`; if that is a link, walk->page has the path from here. */
static int walk_through(struct walk *walk, const char *rest, bool *followed)
{
	struct inode *inode;
	int error = walk_step(walk->directory, &walk->name, &inode);

	if (error)
		return error;
	*followed = IS_ENABLED(CONFIG_FS_SYMLINKS) && S_ISLNK(inode->mode);
	if (*followed)
		return walk_follow(walk, inode, rest);
	walk_move(walk, inode);
	return 0;
}

/* Where a path starts: at the root or where the walk is. Returns its first name. */
static const char *walk_enter(struct walk *walk, const char *path)
{
	if (*path == '/')
		walk_move(walk, inode_get(volume.root));
	return skip_slashes(path);
}

/*
 * Walk from walk->directory, or the root, to the directory of the last name. Links are followed in
 * this loop: a recursion would take as much stack as somebody has made links.
 */
static int walk_path(struct walk *walk, const char *path)
{
	const char *rest, *next;
	bool followed = false;
	int error;

	path = walk_enter(walk, path);
	for (;;) {
		rest = path;
		while (*rest != '/' && *rest != '\0')
			rest++;
		next = skip_slashes(rest);
		walk->name = (struct name){ path, (size_t)(rest - path) };
		walk->must_be_directory = next != rest;
		if (*next == '\0')
			return S_ISDIR(walk->directory->mode) ? 0 : -ENOTDIR;
		error = walk_through(walk, rest, &followed);
		if (error)
			return error;
		path = followed ? walk_enter(walk, walk->page) : next;
	}
}

/* A walk that failed on its way has no last name to speak of. */
static int walk_result(struct walk *walk, int error)
{
	if (error)
		walk_move(walk, NULL);
	return error;
}

int walk_begin(struct walk *walk, struct inode *start, const char *path)
{
	*walk = (struct walk){ .directory = NULL };
	if (*path == '\0')
		return -ENOENT;
	walk->directory = inode_get(start);
	return walk_result(walk, walk_path(walk, path));
}

int walk_target(struct walk *walk, bool follow, struct inode **result)
{
	int error;

	for (;;) {
		error = walk_step(walk->directory, &walk->name, result);
		if (error)
			return error;
		if (!IS_ENABLED(CONFIG_FS_SYMLINKS) || !S_ISLNK((*result)->mode) ||
		    !(follow || walk->must_be_directory))
			break;
		error = walk_follow(walk, *result, walk->must_be_directory ? "/" : "");
		if (!error)
			error = walk_path(walk, walk->page);
		if (error)
			return walk_result(walk, error);
	}
	if (walk->must_be_directory && !S_ISDIR((*result)->mode)) {
		inode_put(*result);
		return -ENOTDIR;
	}
	return 0;
}

void walk_end(struct walk *walk)
{
	inode_put(walk->directory);
	if (walk->page != NULL)
		page_free(walk->page);
}

int walk_is_writable(const struct walk *walk)
{
	if (!S_ISDIR(walk->directory->mode))
		return -ENOTDIR;
	if (walk->directory->pseudo)
		return -EPERM;
	return volume.read_only ? -EROFS : 0;
}

int path_lookup(struct inode *start, const char *path, unsigned int flags, struct inode **result)
{
	struct walk walk;
	int error = walk_begin(&walk, start, path);

	if (error == 0) {
		walk.must_be_directory |= (flags & PATH_DIRECTORY) != 0;
		error = walk_target(&walk, !(flags & PATH_NOFOLLOW), result);
	}
	walk_end(&walk);
	return error;
}

int path_reach(struct inode *start, const char *path)
{
	struct walk walk;
	int error = walk_begin(&walk, start, path);

	walk_end(&walk);
	return error;
}
