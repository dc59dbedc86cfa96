/*
 * Renaming: a new name and the old one gone, in one step.
 *
 * Everybody else locks directories downwards only, from one to what it contains. Who holds one and
 * waits for another that lies beside it could close a circle with others who do the same, whatever
 * the order of the two: so that is for one thread at a time, the holder of rename_lock. It is taken
 * between two directories, and within one if a directory is to replace another.
 *
 * Between two directories it also sees to it that no other such move changes which directory lies
 * above which. That must be known before locks are taken: an ancestor is locked before its
 * descendants, a directory must not be moved below itself, and what is replaced must not lie above
 * what is moved. So the two names are looked up first, the question is settled without locks, and
 * then the names are looked up again with both directories locked; if they lead elsewhere by then,
 * everything starts over.
 */
#include <fs/path.h>

#include "names.h"
#include "volume.h"
#include "walk.h"

#include <abi/errno.h>
#include <abi/fcntl.h>
#include <abi/stat.h>

static struct mutex rename_lock = MUTEX_INIT(rename_lock);

struct rename {
	struct walk from, to;
	unsigned int flags;
	struct inode *source, *target;     /* with references; target may be NULL */
	struct dir_result found, replaced; /* their entries */
};

static struct inode *old_directory(const struct rename *rename)
{
	return rename->from.directory;
}

static struct inode *new_directory(const struct rename *rename)
{
	return rename->to.directory;
}

/* Is `upper` the directory `lower` or above it? Returns 1, 0 or -errno; no locks held. */
static int is_above(struct inode *upper, struct inode *lower)
{
	struct inode *inode = inode_get(lower), *parent;
	int error = 0;

	while (inode != upper && inode != volume.root) {
		error = walk_parent_of(inode, &parent);
		if (error)
			break;
		inode_put(inode);
		inode = parent;
	}
	if (error == 0)
		error = inode == upper;
	inode_put(inode);
	return error;
}

static void directories_lock(const struct rename *rename, bool old_first)
{
	struct inode *first = old_first ? old_directory(rename) : new_directory(rename);
	struct inode *second = old_first ? new_directory(rename) : old_directory(rename);

	mutex_lock(&first->lock);
	if (second != first)
		mutex_lock(&second->lock);
}

static void directories_unlock(const struct rename *rename)
{
	mutex_unlock(&old_directory(rename)->lock);
	if (new_directory(rename) != old_directory(rename))
		mutex_unlock(&new_directory(rename)->lock);
}

/* Look both names up; directories locked. */
static int names_find(struct rename *rename)
{
	int error = tree_child(old_directory(rename), &rename->from.name, &rename->found,
			       &rename->source);

	if (error)
		return error;
	error = tree_child(new_directory(rename), &rename->to.name, &rename->replaced,
			   &rename->target);
	if (error == -ENOENT && !new_directory(rename)->orphan)
		error = 0;
	return error;
}

static void names_forget(struct rename *rename)
{
	inode_put(rename->source);
	inode_put(rename->target);
	rename->source = rename->target = NULL;
}

/* Do the names allow it, whatever else they lead to? */
static int names_check(const struct rename *rename)
{
	bool slash = rename->from.must_be_directory || rename->to.must_be_directory;

	if (rename->target != NULL && (rename->flags & RENAME_NOREPLACE))
		return -EEXIST;
	return slash && !S_ISDIR(rename->source->mode) ? -ENOTDIR : 0;
}

/* What can be said without locks of the children. */
static int rename_check(const struct rename *rename)
{
	const struct inode *source = rename->source, *target = rename->target;
	int error = names_check(rename);

	if (error)
		return error;
	if (source->covered_by != NULL)
		return -EBUSY;
	if (target == NULL || target == source)
		return 0;
	if (S_ISDIR(source->mode) && !S_ISDIR(target->mode))
		return -ENOTDIR;
	return !S_ISDIR(source->mode) && S_ISDIR(target->mode) ? -EISDIR : 0;
}

/* Are two directories to be locked beside the one that contains both? After rename_check(). */
static bool replaces_directory(const struct rename *rename)
{
	return rename->target != NULL && rename->target != rename->source &&
	       S_ISDIR(rename->target->mode);
}

/* What a rename changes, held in memory before the first change: from then on nothing fails. */
struct places {
	struct place old, new; /* the two names; new only if it is replaced */
	struct place parent;   /* `..` of a directory that is moved */
};

static int parent_hold(const struct rename *rename, struct place *place)
{
	const struct name dot_dot = { "..", 2 };
	struct dir_result found;
	int error = dir_find(rename->source, &dot_dot, &found);

	return error ? error : dir_hold(rename->source, found.slot, place);
}

static int places_hold(const struct rename *rename, bool moved, struct places *places)
{
	int error = dir_hold(old_directory(rename), rename->found.slot, &places->old);

	if (error == 0)
		error = inode_prepare(rename->source);
	if (error == 0 && moved)
		error = parent_hold(rename, &places->parent);
	if (error == 0 && rename->target != NULL)
		error = inode_prepare(rename->target);
	if (error == 0 && rename->target != NULL)
		return dir_hold(new_directory(rename), rename->replaced.slot, &places->new);
	return error ? error : inode_prepare(new_directory(rename));
}

static void places_release(struct places *places)
{
	dir_release(&places->old);
	dir_release(&places->new);
	dir_release(&places->parent);
}

/* Put the source under the new name. An error has changed nothing. */
static int new_name_set(struct rename *rename, const struct places *places, uint32_t more)
{
	struct inode *source = rename->source, *directory = new_directory(rename);
	uint32_t type = inode_disk_type(source->mode);
	int error = 0;

	directory->links += more;
	if (rename->target == NULL) {
		error = dir_add(directory, &rename->to.name, source->number, type,
				&rename->replaced);
	} else {
		dir_replace(directory, &places->new, source->number, type);
		tree_drop_link(rename->target, directory);
	}
	if (error)
		directory->links -= more;
	return error;
}

/* The old name goes. The counts of links of the new directory are right already. */
static void old_name_remove(struct rename *rename, const struct places *places, bool moved)
{
	old_directory(rename)->links -= moved;
	dir_remove(old_directory(rename), &places->old);
	if (moved)
		dir_set_parent(rename->source, &places->parent, new_directory(rename)->number);
	if (inode_touch(rename->source, TIME_CHANGED))
		inode_store(rename->source);
}

static int rename_operation(struct rename *rename)
{
	bool directory = S_ISDIR(rename->source->mode);
	bool moved = directory && old_directory(rename) != new_directory(rename);
	int more = moved - (directory && rename->target != NULL);
	struct places places = { .old = { NULL } };
	int error = journal_begin(true);

	if (error)
		return error;
	error = places_hold(rename, moved, &places);
	if (error == 0) {
		name_cache_drop(old_directory(rename), &rename->from.name);
		name_cache_drop(new_directory(rename), &rename->to.name);
		error = new_name_set(rename, &places, (uint32_t)more);
	}
	if (error == 0)
		old_name_remove(rename, &places, moved);
	places_release(&places);
	journal_end();
	return error;
}

/* Lock what the names lead to, and do it. Directories locked. */
static int rename_locked(struct rename *rename)
{
	struct inode *first = rename->source, *second = rename->target;
	int error = 0;

	if (first == second)
		return 0;
	if (second != NULL && second->number < first->number) {
		first = rename->target;
		second = rename->source;
	}
	mutex_lock(&first->lock);
	if (second != NULL)
		mutex_lock(&second->lock);
	if (rename->target != NULL)
		error = tree_may_remove(rename->target, S_ISDIR(rename->source->mode));
	else if (S_ISDIR(rename->source->mode) && new_directory(rename)->links >= DISK_LINK_MAX)
		error = -EMLINK;
	if (error == 0)
		error = rename_operation(rename);
	if (second != NULL)
		mutex_unlock(&second->lock);
	mutex_unlock(&first->lock);
	return error;
}

/* Within one directory. -EAGAIN: it takes rename_lock, which is not held. */
static int rename_within(struct rename *rename, bool alone)
{
	int error;

	directories_lock(rename, true);
	error = names_find(rename);
	if (error == 0)
		error = rename_check(rename);
	if (error == 0 && !alone && replaces_directory(rename))
		error = -EAGAIN;
	if (error == 0)
		error = rename_locked(rename);
	directories_unlock(rename);
	names_forget(rename);
	return error;
}

/* Look the names up with each directory locked by itself, only to know what they lead to. */
static int names_peek(struct rename *rename)
{
	int error;

	mutex_lock(&old_directory(rename)->lock);
	error = tree_child(old_directory(rename), &rename->from.name, &rename->found,
			   &rename->source);
	mutex_unlock(&old_directory(rename)->lock);
	if (error)
		return error;
	mutex_lock(&new_directory(rename)->lock);
	error = tree_child(new_directory(rename), &rename->to.name, &rename->replaced,
			   &rename->target);
	mutex_unlock(&new_directory(rename)->lock);
	return error == 0 || error == -ENOENT ? names_check(rename) : error;
}

/* Do both names still lead to what names_peek() found? -EAGAIN if not; directories locked. */
static int names_confirm(struct rename *rename)
{
	int error = dir_find(old_directory(rename), &rename->from.name, &rename->found);

	if (error)
		return error;
	if (rename->found.number != rename->source->number)
		return -EAGAIN;
	error = dir_find(new_directory(rename), &rename->to.name, &rename->replaced);
	if (error == -ENOENT && !new_directory(rename)->orphan)
		return rename->target == NULL ? 0 : -EAGAIN;
	if (error)
		return error;
	return rename->target != NULL && rename->replaced.number == rename->target->number ?
		       0 : -EAGAIN;
}

/*
 * Settle what lies above what. Returns whether the old directory is to be locked first, or -errno.
 * If neither lies above the other it makes no difference.
 */
static int shape_check(const struct rename *rename)
{
	int above = 0;

	if (S_ISDIR(rename->source->mode))
		above = is_above(rename->source, new_directory(rename));
	if (above != 0)
		return above < 0 ? above : -EINVAL;
	if (rename->target != NULL && S_ISDIR(rename->target->mode))
		above = is_above(rename->target, old_directory(rename));
	if (above != 0)
		return above < 0 ? above : -ENOTEMPTY;
	return is_above(old_directory(rename), new_directory(rename));
}

/* One try; -EAGAIN when the names have changed meanwhile. */
static int rename_between(struct rename *rename)
{
	int error = names_peek(rename);
	int order = error ? error : shape_check(rename);

	if (order >= 0) {
		directories_lock(rename, order > 0);
		error = names_confirm(rename);
		if (error == 0)
			error = rename_check(rename);
		if (error == 0)
			error = rename_locked(rename);
		directories_unlock(rename);
	}
	names_forget(rename);
	return order < 0 ? order : error;
}

static bool is_ordinary(const struct name *name)
{
	return name->length > 0 && !name_is_dot(name) && !name_is_dot_dot(name);
}

static int rename_walked(struct rename *rename)
{
	bool within = old_directory(rename) == new_directory(rename);
	int error = walk_is_writable(&rename->from);

	if (error == 0)
		error = walk_is_writable(&rename->to);
	if (old_directory(rename)->pseudo != new_directory(rename)->pseudo)
		return -EXDEV;
	if (error)
		return error;
	if (!is_ordinary(&rename->from.name))
		return -EBUSY;
	if (!is_ordinary(&rename->to.name))
		return rename->flags & RENAME_NOREPLACE ? -EEXIST : -EBUSY;
	error = within ? rename_within(rename, false) : -EAGAIN;
	if (error != -EAGAIN)
		return error;
	mutex_lock(&rename_lock);
	do {
		error = within ? rename_within(rename, true) : rename_between(rename);
	} while (error == -EAGAIN);
	mutex_unlock(&rename_lock);
	return error;
}

int path_rename(struct inode *old_start, const char *old_path, struct inode *new_start,
		const char *new_path, unsigned int flags)
{
	struct rename rename = { .flags = flags };
	int error;

	if (flags & ~RENAME_NOREPLACE)
		return -EINVAL;
	error = walk_begin(&rename.from, old_start, old_path);
	if (error == 0)
		error = walk_begin(&rename.to, new_start, new_path);
	if (error == 0)
		error = rename_walked(&rename);
	walk_end(&rename.from);
	walk_end(&rename.to);
	return error;
}
