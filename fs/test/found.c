/*
 * What a file system holds after a power cut, read through its own functions, and the question
 * whether that is one of the model's moments. See model.h.
 */
#include "model.h"

#include <stdarg.h>

#define FOUND_NODES MODEL_NODES
#define FOUND_ENTRIES 512

struct found_entry {
	char name[MODEL_NAME];
	uint32_t node;
};

struct found_node {
	struct abi_stat stat;
	char *bytes;                 /* contents of a file, target of a link */
	struct found_entry *entries; /* of a directory, sorted */
	uint32_t entry_count;
};

struct found {
	struct found_node nodes[FOUND_NODES];
	uint32_t count;
};

static uint32_t node_read(struct found *found, struct inode *inode);

/* Collects the names of a directory. */
struct listing {
	struct found_node *node;
	bool is_root;
};

static bool entry_note(void *context, const char *name, size_t length, uint64_t number,
		       uint32_t mode, uint64_t next)
{
	struct listing *listing = context;
	struct found_node *node = listing->node;

	if ((length == 1 && name[0] == '.') || (length == 2 && memcmp(name, "..", 2) == 0) ||
	    (listing->is_root && length == 5 && memcmp(name, "after", 5) == 0))
		return true;
	CHECK(length < MODEL_NAME && node->entry_count < FOUND_ENTRIES);
	node->entries = realloc(node->entries, (node->entry_count + 1) * sizeof(*node->entries));
	memset(&node->entries[node->entry_count], 0, sizeof(*node->entries));
	memcpy(node->entries[node->entry_count++].name, name, length);
	return true;
}

static int entry_compare(const void *one, const void *other)
{
	return strcmp(((const struct found_entry *)one)->name,
		      ((const struct found_entry *)other)->name);
}

static void directory_read(struct found *found, struct found_node *node, struct inode *inode)
{
	struct listing listing = { node, inode->number == DISK_ROOT_INODE };
	struct inode *child;
	uint64_t position = 0;

	CHECK_EQUAL(inode->ops->read_entries(inode, &position, entry_note, &listing), 0);
	if (node->entry_count > 0)
		qsort(node->entries, node->entry_count, sizeof(*node->entries), entry_compare);
	for (uint32_t i = 0; i < node->entry_count; i++) {
		CHECK_EQUAL(path_lookup(inode, node->entries[i].name, PATH_NOFOLLOW, &child), 0);
		node->entries[i].node = node_read(found, child);
		inode_put(child);
	}
}

static void contents_read(struct found_node *node, struct inode *inode)
{
	size_t size = (size_t)node->stat.st_size;

	node->bytes = malloc(size + 1);
	if (S_ISREG(inode->mode))
		CHECK_EQUAL(inode_read_kernel(inode, node->bytes, 0, size), size);
	else if (S_ISLNK(inode->mode))
		CHECK_EQUAL(inode->ops->read_link(inode, node->bytes, size), size);
}

/* The number of the node in `found`, which is read if it was not yet. */
static uint32_t node_read(struct found *found, struct inode *inode)
{
	struct found_node *node;
	uint32_t number = 0;

	while (number < found->count && found->nodes[number].stat.st_ino != inode->number)
		number++;
	if (number < found->count)
		return number;
	CHECK(found->count < FOUND_NODES);
	node = &found->nodes[found->count++];
	CHECK_EQUAL(inode_stat(inode, &node->stat), 0);
	if (S_ISDIR(inode->mode))
		directory_read(found, node, inode);
	else
		contents_read(node, inode);
	return number;
}

struct found *found_read(void)
{
	struct found *found = calloc(1, sizeof(*found));

	node_read(found, root);
	return found;
}

void found_free(struct found *found)
{
	for (uint32_t i = 0; i < found->count; i++) {
		free(found->nodes[i].bytes);
		free(found->nodes[i].entries);
	}
	free(found);
}

static bool node_same(const struct found_node *one, const struct found_node *other)
{
	bool directory = S_ISDIR(one->stat.st_mode);

	/* A directory's size may be different because of /after. */
	if (one->stat.st_ino != other->stat.st_ino || one->stat.st_mode != other->stat.st_mode ||
	    one->stat.st_nlink != other->stat.st_nlink ||
	    (!directory && one->stat.st_size != other->stat.st_size) ||
	    one->entry_count != other->entry_count)
		return false;
	if (!directory)
		return memcmp(one->bytes, other->bytes, (size_t)one->stat.st_size) == 0;
	return one->entry_count == 0 ||
	       memcmp(one->entries, other->entries, one->entry_count * sizeof(*one->entries)) == 0;
}

bool found_same(const struct found *one, const struct found *other)
{
	bool same = one->count == other->count;

	for (uint32_t i = 0; same && i < one->count; i++)
		same = node_same(&one->nodes[i], &other->nodes[i]);
	return same;
}

/* One comparison of all that was found with one moment. */
struct comparison {
	const struct found *found;
	const struct moment *moment;
	bool torn, loud;
	int node_of_found[FOUND_NODES]; /* -1: not met yet */
	bool met[MODEL_NODES];
	char path[256];
};

__attribute__((format(printf, 2, 3))) static bool differs(const struct comparison *comparison,
							  const char *format, ...)
{
	va_list arguments;

	if (comparison->loud) {
		fprintf(stderr, "  %s: ", comparison->path[0] ? comparison->path : "/");
		va_start(arguments, format);
		vfprintf(stderr, format, arguments);
		va_end(arguments);
		fputc('\n', stderr);
	}
	return false;
}

/* Is it what the block held then, or some time later? */
static bool piece_is(const unsigned char *bytes, const struct content *content, uint32_t offset,
		     uint32_t length)
{
	for (; content != NULL; content = content->next) {
		if (memcmp(bytes, content->bytes + offset, length) == 0)
			return true;
	}
	return false;
}

static bool block_is(const struct comparison *comparison, const unsigned char *bytes,
		     const struct content *content, uint32_t length)
{
	uint32_t piece = comparison->torn ? DISK_SECTOR : length, here;

	for (uint32_t offset = 0; offset < length; offset += piece) {
		here = length - offset < piece ? length - offset : piece;
		if (!piece_is(bytes + offset, content, offset, here))
			return false;
	}
	return true;
}

static bool is_zero(const unsigned char *bytes, uint32_t length)
{
	return length == 0 || (bytes[0] == 0 && memcmp(bytes, bytes + 1, length - 1) == 0);
}

static bool contents_are(const struct comparison *comparison, const struct found_node *found,
			 const struct node *node)
{
	const unsigned char *bytes = (const unsigned char *)found->bytes;
	uint32_t index, length;

	for (uint32_t offset = 0; offset < node->size; offset += host_block_size) {
		index = offset / host_block_size;
		length = node->size - offset < host_block_size ? node->size - offset :
								 host_block_size;
		if (index < node->block_count && node->blocks[index] != NULL) {
			if (!block_is(comparison, bytes + offset, node->blocks[index], length))
				return differs(comparison, "block %u is not what it was", index);
		} else if (!is_zero(bytes + offset, length)) {
			return differs(comparison, "block %u should be a hole", index);
		}
	}
	return true;
}

static bool node_is(struct comparison *comparison, uint32_t number, unsigned int should);

static bool entries_are(struct comparison *comparison, const struct found_node *found,
			const struct node *node)
{
	size_t length = strlen(comparison->path);
	bool same = found->entry_count == node->entry_count;

	for (uint32_t i = 0; same && i < node->entry_count; i++)
		same = strcmp(found->entries[i].name, node->entries[i].name) == 0;
	if (!same) {
		differs(comparison, "the names are others");
		for (uint32_t i = 0; comparison->loud && i < found->entry_count; i++)
			fprintf(stderr, "    is %s\n", found->entries[i].name);
		for (uint32_t i = 0; comparison->loud && i < node->entry_count; i++)
			fprintf(stderr, "    was %s\n", node->entries[i].name);
	}
	for (uint32_t i = 0; same && i < node->entry_count; i++) {
		snprintf(comparison->path + length, sizeof(comparison->path) - length, "/%s",
			 node->entries[i].name);
		same = node_is(comparison, found->entries[i].node, node->entries[i].node);
		comparison->path[length] = '\0';
	}
	return same;
}

/* Is node `number` of what was found the model's node `should`? */
static bool node_is(struct comparison *comparison, uint32_t number, unsigned int should)
{
	const struct found_node *found = &comparison->found->nodes[number];
	const struct node *node = comparison->moment->nodes[should];

	if (comparison->node_of_found[number] >= 0 || comparison->met[should]) {
		if (comparison->node_of_found[number] == (int)should)
			return true;
		return differs(comparison, "leads to another inode");
	}
	comparison->node_of_found[number] = (int)should;
	comparison->met[should] = true;
	if ((found->stat.st_mode & S_IFMT) != node->mode)
		return differs(comparison, "has mode %o", found->stat.st_mode);
	if (found->stat.st_nlink != node->links)
		return differs(comparison, "has %u links, had %u", found->stat.st_nlink,
			       node->links);
	if (S_ISDIR(node->mode))
		return entries_are(comparison, found, node);
	if (found->stat.st_size != node->size)
		return differs(comparison, "has %lld bytes, had %u", (long long)found->stat.st_size,
			       node->size);
	if (S_ISLNK(node->mode) && memcmp(found->bytes, node->target, node->size) != 0)
		return differs(comparison, "leads elsewhere");
	return !S_ISREG(node->mode) || contents_are(comparison, found, node);
}

int found_moment(const struct found *found, uint32_t oldest, bool torn, bool loud)
{
	static struct comparison comparison;

	for (uint32_t moment = oldest; moment < model.moment_count; moment++) {
		comparison = (struct comparison){ .found = found, .torn = torn, .loud = loud };
		comparison.moment = &model.moments[moment];
		memset(comparison.node_of_found, 0xff, sizeof(comparison.node_of_found));
		if (loud)
			fprintf(stderr, "not moment %u:\n", moment);
		if (node_is(&comparison, 0, 0))
			return (int)moment;
	}
	return -1;
}
