/*
 * The path of a directory, for getcwd(): from it upwards, asking each parent for the name; and that
 * of any inode, with a name that it was found by.
 */
#include <fs/path.h>

#include "names.h"
#include "volume.h"
#include "walk.h"

#include <abi/errno.h>
#include <lib/string.h>

/* The path grows from the end of the buffer to its beginning. */
struct path_of {
	char *start; /* of the buffer */
	char *first; /* of the path so far */
	uint32_t number;
	int error;
};

/* Put `/name` before the path if this entry is the one that is looked for. */
static bool prepend(void *context, const char *name, size_t length, uint64_t inode, uint32_t mode,
		    uint64_t next)
{
	struct path_of *path = context;

	(void)mode;
	(void)next;
	if (inode != path->number || (name[0] == '.' && (length == 1 ||
							  (length == 2 && name[1] == '.'))))
		return true;
	path->error = -ERANGE;
	if ((size_t)(path->first - path->start) > length) {
		path->first -= length + 1;
		path->first[0] = '/';
		memcpy(path->first + 1, name, length);
		path->error = 0;
	}
	return false;
}

/* Put the name of `inode` before the path; *parent is its directory, with a reference. */
static int name_prepend(struct path_of *path, struct inode *inode, struct inode **parent)
{
	uint64_t position = 0;
	int error;

	if (inode->orphan)
		return -ENOENT;
	error = walk_parent_of(inode, parent);
	if (error)
		return error;
	/* In its parent's entries stands what is covered, not what covers it. */
	if (inode->parent != NULL && inode->parent->covered_by == inode)
		inode = inode->parent;
	path->number = inode->number;
	path->error = -ENOENT;
	if ((*parent)->ops->read_entries != NULL)
		error = (*parent)->ops->read_entries(*parent, &position, prepend, path);
	if (error == 0)
		error = path->error;
	if (error)
		inode_put(*parent);
	return error;
}

ssize_t path_of_directory(struct inode *directory, char *buffer, size_t size)
{
	struct path_of path = { .start = buffer, .first = buffer + size };
	struct inode *inode, *parent;
	size_t length;
	int error = 0;

	if (size < 2)
		return -ERANGE;
	*--path.first = '\0';
	for (inode = inode_get(directory); inode != volume.root; inode = parent) {
		error = name_prepend(&path, inode, &parent);
		inode_put(inode);
		if (error)
			return error;
	}
	inode_put(inode);
	if (*path.first == '\0')
		*--path.first = '/';
	length = (size_t)(buffer + size - path.first);
	memmove(buffer, path.first, length);
	return (ssize_t)length - 1;
}

ssize_t path_of_file(struct inode *inode, char *buffer, size_t size)
{
	char name[NAME_CACHE_ROOM];
	struct inode *directory;
	uint32_t number;
	size_t length = inode->pseudo ? 0 : name_cache_name_of(inode, name, &number);
	ssize_t result;

	if (length == 0 || inode_open(number, &directory) != 0)
		return -ENOENT;
	result = path_of_directory(directory, buffer, size);
	inode_put(directory);
	if (result == 1)
		result = 0; /* the root's only slash comes with the name */
	if (result < 0 || size - (size_t)result <= length)
		return result < 0 ? result : -ERANGE;
	buffer[result] = '/';
	memcpy(buffer + result + 1, name, length);
	return result + 1 + (ssize_t)length;
}
