/*
 * The checker. Three passes: all inodes and the blocks they lead to; the tree of directories from
 * the root; then the sums, that is links, reachability and the bitmap. Blocks in the log count as
 * if they had been replayed.
 */
#include <host/check.h>

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MESSAGES_MAX 40
#define BLOCK_MAX 4096

struct node {
	uint16_t type;
	uint16_t links;     /* as the inode says */
	uint32_t names;     /* found in directories */
	uint32_t children;  /* directories in this one */
	uint32_t parent;    /* of a directory; 0: not reached yet */
};

struct state {
	struct check *check;
	struct disk_layout layout;
	struct disk_super super;
	uint32_t block_size;
	struct disk_log_header *log; /* with count 0 when there is nothing in it */
	uint8_t *referenced;         /* a byte per block */
	struct node *nodes;
	uint32_t *queue;             /* of directories, with room for all inodes */
	bool no_memory;
};

static void say(struct state *state, void (*hear)(void *context, const char *line),
		const char *format, ...)
{
	char line[200];
	va_list arguments;

	if (hear == NULL || state->check->problems > MESSAGES_MAX)
		return;
	va_start(arguments, format);
	vsnprintf(line, sizeof(line), format, arguments);
	va_end(arguments);
	hear(state->check->context, line);
}

#define problem(state, ...)                                                                        \
	((state)->check->problems++, say(state, (state)->check->report, __VA_ARGS__))
#define note(state, ...) say(state, (state)->check->note, __VA_ARGS__)

static int raw_read(struct state *state, uint32_t block, void *data)
{
	struct check *check = state->check;
	int error = check->read(check->context, (uint64_t)block << state->layout.block_shift, data,
				state->block_size);

	if (error) {
		problem(state, "block %u can not be read", block);
		memset(data, 0, state->block_size);
	}
	return error;
}

/* Read a block as it is after replay. */
static int block_read(struct state *state, uint32_t block, void *data)
{
	uint32_t from = block;

	for (uint32_t i = 0; i < le32_get(state->log->count); i++) {
		if (le32_get(state->log->home[i]) == block)
			from = state->layout.log_start + 1 + i;
	}
	return raw_read(state, from, data);
}

static void log_check(struct state *state)
{
	const struct disk_layout *layout = &state->layout;
	uint32_t count;

	if (layout->log_blocks == 0)
		return;
	raw_read(state, layout->log_start, state->log);
	count = le32_get(state->log->count);
	for (uint32_t i = 0; i < count && count <= disk_log_capacity(layout); i++) {
		uint32_t home = le32_get(state->log->home[i]);

		if (home != DISK_SUPER_OFFSET >> layout->block_shift &&
		    (home < layout->inode_start || home >= layout->size))
			count = UINT32_MAX;
	}
	if (count > disk_log_capacity(layout)) {
		problem(state, "the log's header is damaged");
		le32_set(&state->log->count, 0);
		return;
	}
	state->check->log_blocks = count;
	if (count > 0)
		note(state, "the log holds %u blocks that the next mount will replay", count);
}

/* Note that the inode refers to the block. Returns whether it may be followed. */
static bool block_claim(struct state *state, uint32_t inode, uint32_t block)
{
	if (block < disk_data_start(&state->layout) || block >= state->layout.size) {
		problem(state, "inode %u refers to block %u, which is no data block", inode, block);
		return false;
	}
	if (state->referenced[block]) {
		problem(state, "block %u is referred to twice, now by inode %u", block, inode);
		return false;
	}
	state->referenced[block] = 1;
	state->check->blocks_used++;
	return true;
}

static void tree_check(struct state *state, uint32_t inode, uint32_t block, uint32_t level);

static void indirect_check(struct state *state, uint32_t inode, uint32_t block, uint32_t level)
{
	le32 numbers[BLOCK_MAX / sizeof(le32)];

	block_read(state, block, numbers);
	for (uint32_t i = 0; i < state->block_size / 4; i++)
		tree_check(state, inode, le32_get(numbers[i]), level - 1);
}

static void tree_check(struct state *state, uint32_t inode, uint32_t block, uint32_t level)
{
	if (block != 0 && block_claim(state, inode, block) && level > 0)
		indirect_check(state, inode, block, level);
}

/* The inode's own block number for one block of its file, 0 for a hole. */
static uint32_t file_block(struct state *state, const struct disk_inode *inode, uint32_t index)
{
	le32 numbers[BLOCK_MAX / sizeof(le32)];
	struct disk_path path;
	uint32_t block;

	if (!disk_path_find(&state->layout, index, &path))
		return 0;
	block = le32_get(inode->addresses[path.step[0]]);
	for (uint32_t level = 1; level <= path.depth && block != 0; level++) {
		if (block >= state->layout.size) {
			block = 0;
			break;
		}
		block_read(state, block, numbers);
		block = le32_get(numbers[path.step[level]]);
	}
	return block < state->layout.size ? block : 0;
}

static void inode_check(struct state *state, uint32_t number, const struct disk_inode *inode)
{
	uint32_t direct = disk_direct_count(&state->layout);
	struct node *node = &state->nodes[number];
	uint32_t most = DISK_DEVICE;

	node->type = le16_get(inode->type);
	node->links = le16_get(inode->links);
	if (node->type == DISK_FREE)
		return;
	state->check->inodes_used++;
	if (disk_has(&state->layout, DISK_FEATURE_SYMLINKS))
		most = DISK_SYMLINK;
	if (node->type > most)
		problem(state, "inode %u has type %u, which does not exist", number, node->type);
	if (le32_get(inode->size) > disk_file_max(&state->layout))
		problem(state, "inode %u is too large", number);
	for (uint32_t i = 0; i < DISK_ADDRESSES; i++)
		tree_check(state, number, le32_get(inode->addresses[i]),
			   i < direct ? 0 : i - direct + 1);
	if (node->type == DISK_SYMLINK &&
	    (le32_get(inode->size) == 0 || le32_get(inode->size) > state->block_size ||
	     le32_get(inode->addresses[0]) == 0))
		problem(state, "inode %u is a symbolic link without a target", number);
}

static void inodes_check(struct state *state)
{
	uint32_t count = state->layout.inode_count, number = 0;
	char block[BLOCK_MAX] __attribute__((aligned(8)));

	while (number < count) {
		uint32_t at = disk_inode_block(&state->layout, number);

		block_read(state, at, block);
		do {
			const void *inode = block + disk_inode_offset(&state->layout, number);

			if (number > 0)
				inode_check(state, number, inode);
		} while (++number < count && disk_inode_block(&state->layout, number) == at);
	}
}

static void inode_get(struct state *state, uint32_t number, struct disk_inode *inode)
{
	char block[BLOCK_MAX];

	block_read(state, disk_inode_block(&state->layout, number), block);
	memcpy(inode, block + disk_inode_offset(&state->layout, number), sizeof(*inode));
}

/* The names of a directory, collected to find doubles. */
struct names {
	char **names;
	size_t count, room;
};

static bool names_reserve(struct names *names)
{
	size_t room = names->room * 2 + 16;
	char **more;

	if (names->count < names->room)
		return true;
	more = reallocarray(names->names, room, sizeof(char *));
	if (more == NULL)
		return false;
	names->names = more;
	names->room = room;
	return true;
}

/* Returns false when there is no memory. */
static bool names_add(struct names *names, const char *name, uint32_t length)
{
	char *copy;

	if (!names_reserve(names))
		return false;
	copy = calloc(1, length + 1);
	if (copy == NULL)
		return false;
	memcpy(copy, name, length);
	names->names[names->count++] = copy;
	return true;
}

static int names_compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_check(struct state *state, uint32_t directory, struct names *names)
{
	if (names->count > 0)
		qsort(names->names, names->count, sizeof(char *), names_compare);
	for (size_t i = 1; i < names->count; i++) {
		if (strcmp(names->names[i - 1], names->names[i]) == 0)
			problem(state, "directory %u has two entries %s", directory,
				names->names[i]);
	}
	for (size_t i = 0; i < names->count; i++)
		free(names->names[i]);
	free(names->names);
}

/* A directory being read, and where the queue of those that will be stands. */
struct walk {
	struct state *state;
	uint32_t directory;
	uint32_t entries; /* so far */
	struct names names;
	uint32_t queued, done;
};

static bool name_is_sound(const char *name, uint32_t length)
{
	if (length == 0)
		return false;
	for (uint32_t i = 0; i < length; i++) {
		if (name[i] == '/' || name[i] == '\0')
			return false;
	}
	return true;
}

static void child_check(struct walk *walk, uint32_t number)
{
	struct node *node = &walk->state->nodes[number];

	node->names++;
	if (node->type != DISK_DIRECTORY)
		return;
	walk->state->nodes[walk->directory].children++;
	if (node->parent != 0) {
		problem(walk->state, "directory %u is in two directories, %u and %u", number,
			node->parent, walk->directory);
		return;
	}
	node->parent = walk->directory;
	walk->state->queue[walk->queued++] = number;
}

static void entry_check(struct walk *walk, uint32_t number, const char *name, uint32_t length,
			uint32_t type)
{
	struct state *state = walk->state;
	uint32_t self = walk->directory, parent = state->nodes[self].parent;

	if (!names_add(&walk->names, name, length))
		state->no_memory = true;
	walk->entries++;
	if (number >= state->layout.inode_count || state->nodes[number].type == DISK_FREE) {
		problem(state, "entry %.*s of directory %u leads to inode %u, which is not in use",
			(int)length, name, self, number);
		return;
	}
	if (type != 0 && type != state->nodes[number].type)
		problem(state, "entry %.*s of directory %u has a wrong type", (int)length, name,
			self);
	if (walk->entries == 1) {
		if (length != 1 || name[0] != '.' || number != self)
			problem(state, "directory %u does not begin with .", self);
	} else if (walk->entries == 2) {
		if (length != 2 || name[0] != '.' || name[1] != '.' || number != parent)
			problem(state, "directory %u has no right .. in second place", self);
	} else if (!name_is_sound(name, length)) {
		problem(state, "directory %u has a bad name", self);
	} else {
		child_check(walk, number);
	}
}

static void classic_block_check(struct walk *walk, const char *block, uint32_t size)
{
	const struct disk_entry *entries = (const void *)block;

	for (uint32_t i = 0; i < size / sizeof(*entries); i++) {
		if (le16_get(entries[i].inode) != 0)
			entry_check(walk, le16_get(entries[i].inode), entries[i].name,
				    (uint32_t)strnlen(entries[i].name, DISK_NAME_MAX), 0);
	}
}

static void long_block_check(struct walk *walk, const char *block, uint32_t size)
{
	const struct disk_long_entry *entry;
	uint32_t at, length;

	for (at = 0; at < size; at += length) {
		entry = (const void *)(block + at);
		length = size - at < sizeof(*entry) ? 0 : le16_get(entry->length);
		if (length < sizeof(*entry) || length % 4 != 0 || length > size - at ||
		    (le32_get(entry->inode) != 0 &&
		     disk_long_entry_size(entry->name_length) > length)) {
			problem(walk->state, "directory %u has a broken entry", walk->directory);
			return;
		}
		if (le32_get(entry->inode) != 0)
			entry_check(walk, le32_get(entry->inode), (const char *)(entry + 1),
				    entry->name_length, entry->type);
	}
}

static void directory_check(struct walk *walk)
{
	struct state *state = walk->state;
	bool long_names = disk_has(&state->layout, DISK_FEATURE_LONG_NAMES);
	uint32_t unit = long_names ? state->block_size : (uint32_t)sizeof(struct disk_entry);
	char data[BLOCK_MAX] __attribute__((aligned(8)));
	struct disk_inode inode;
	uint32_t size, block, here;

	walk->entries = 0;
	walk->names = (struct names){ NULL, 0, 0 };
	inode_get(state, walk->directory, &inode);
	size = le32_get(inode.size);
	if (size > disk_file_max(&state->layout))
		return; /* as inode_check() has said */
	if (size % unit != 0)
		problem(state, "directory %u has an odd size", walk->directory);
	for (uint64_t at = 0; at < size && !state->no_memory; at += state->block_size) {
		here = size - at < state->block_size ? (uint32_t)(size - at) : state->block_size;
		block = file_block(state, &inode, (uint32_t)(at >> state->layout.block_shift));
		if (block == 0) {
			problem(state, "directory %u has a hole", walk->directory);
			continue;
		}
		block_read(state, block, data);
		if (long_names)
			long_block_check(walk, data, here);
		else
			classic_block_check(walk, data, here);
	}
	if (walk->entries < 2)
		problem(state, "directory %u has no . and ..", walk->directory);
	names_check(state, walk->directory, &walk->names);
}

static void directories_check(struct state *state)
{
	struct walk walk = { .state = state };

	if (state->nodes[DISK_ROOT_INODE].type != DISK_DIRECTORY) {
		problem(state, "the root is no directory");
		return;
	}
	state->nodes[DISK_ROOT_INODE].parent = DISK_ROOT_INODE;
	state->nodes[DISK_ROOT_INODE].names = 1;
	state->queue[walk.queued++] = DISK_ROOT_INODE;
	while (walk.done < walk.queued && !state->no_memory) {
		walk.directory = state->queue[walk.done++];
		directory_check(&walk);
	}
}

static void orphan_check(struct state *state, uint32_t number)
{
	bool announced = disk_is_classic(&state->layout) ||
			 (le32_get(state->super.state) & DISK_STATE_ORPHANS);

	state->check->orphans++;
	if (announced)
		note(state, "inode %u has no name; the next mount will free it", number);
	else
		problem(state, "inode %u has no name, and nothing says so", number);
}

static void node_check(struct state *state, uint32_t number)
{
	const struct node *node = &state->nodes[number];

	if (node->type == DISK_FREE)
		return;
	state->check->files += node->type == DISK_FILE;
	state->check->directories += node->type == DISK_DIRECTORY;
	state->check->others += node->type > DISK_FILE;
	if (node->names == 0 && node->links == 0)
		orphan_check(state, number);
	else if (node->names == 0)
		problem(state, "inode %u can not be reached", number);
	else if (node->type == DISK_DIRECTORY && node->links != node->children + 1)
		problem(state, "directory %u has %u links where %u are right", number, node->links,
			node->children + 1);
	else if (node->type != DISK_DIRECTORY && node->links != node->names)
		problem(state, "inode %u has %u links and %u names", number, node->links,
			node->names);
}

static void bitmap_check(struct state *state)
{
	uint32_t bits = disk_bits_per_block(&state->layout);
	uint32_t start = disk_data_start(&state->layout);
	unsigned char map[BLOCK_MAX];

	for (uint32_t block = 0; block < state->layout.size; block++) {
		uint32_t bit = block & (bits - 1);
		bool marked, used = block < start || state->referenced[block];

		if (bit == 0)
			block_read(state, disk_bitmap_block(&state->layout, block), map);
		marked = map[bit / 8] >> bit % 8 & 1;
		if (marked && !used)
			problem(state, "block %u is marked as used and is not", block);
		else if (!marked && used)
			problem(state, "block %u is in use and marked as free", block);
	}
}

static int super_check(struct state *state)
{
	char sector[DISK_SECTOR] __attribute__((aligned(8)));
	const char *wrong;

	if (state->check->read(state->check->context, DISK_SUPER_OFFSET, sector, sizeof(sector))) {
		problem(state, "the superblock can not be read");
		return -1;
	}
	memcpy(&state->super, sector, sizeof(state->super));
	wrong = disk_layout_decode(&state->layout, &state->super);
	if (wrong == NULL && (state->layout.features & ~DISK_FEATURES_KNOWN))
		wrong = "unknown features";
	if (wrong == NULL && (uint64_t)state->layout.size << state->layout.block_shift >
				     state->check->device_bytes)
		wrong = "longer than the device";
	if (wrong != NULL) {
		problem(state, "superblock: %s", wrong);
		return -1;
	}
	return 0;
}

/* The state bits may be in the log, like any metadata. */
static void super_reread(struct state *state)
{
	char block[BLOCK_MAX];

	block_read(state, DISK_SUPER_OFFSET >> state->layout.block_shift, block);
	memcpy(&state->super, block + (DISK_SUPER_OFFSET & (state->block_size - 1)),
	       sizeof(state->super));
}

static void image_check(struct state *state)
{
	log_check(state);
	super_reread(state);
	inodes_check(state);
	directories_check(state);
	for (uint32_t number = 1; number < state->layout.inode_count; number++)
		node_check(state, number);
	bitmap_check(state);
}

int check_image(struct check *check)
{
	char log[BLOCK_MAX] __attribute__((aligned(8))) = { 0 };
	struct state state = { .check = check, .log = (void *)log };

	check->problems = check->orphans = check->log_blocks = 0;
	check->files = check->directories = check->others = 0;
	check->blocks_used = check->inodes_used = 0;
	if (super_check(&state) != 0)
		return -1;
	state.block_size = disk_block_size(&state.layout);
	state.referenced = calloc(state.layout.size, sizeof(*state.referenced));
	state.nodes = calloc(state.layout.inode_count, sizeof(*state.nodes));
	state.queue = calloc(state.layout.inode_count, sizeof(*state.queue));
	if (state.referenced != NULL && state.nodes != NULL && state.queue != NULL)
		image_check(&state);
	else
		state.no_memory = true;
	free(state.referenced);
	free(state.nodes);
	free(state.queue);
	if (!state.no_memory)
		return 0;
	problem(&state, "there is not enough memory to check it");
	return -1;
}
