/*
 * The model: nodes, moments and what was synced. See model.h. Whatever a moment refers to stays
 * until model_free(): a change makes a new version of a node.
 */
#include "model_private.h"

#include <abi/errno.h>

struct model model;

/* Memory of the model, all of which goes at once. */
struct chunk {
	struct chunk *next;
	unsigned char bytes[];
};

static struct chunk *chunks;

void *model_alloc(size_t size)
{
	struct chunk *chunk = calloc(1, sizeof(*chunk) + size);

	chunk->next = chunks;
	chunks = chunk;
	return chunk->bytes;
}

void model_free(void)
{
	struct chunk *chunk;

	while ((chunk = chunks) != NULL) {
		chunks = chunk->next;
		free(chunk);
	}
	free(model.moments);
	memset(&model, 0, sizeof(model));
}

void model_moment(void)
{
	if (model.moment_count == model.moment_room) {
		model.moment_room = model.moment_room * 2 + 64;
		model.moments = realloc(model.moments, model.moment_room * sizeof(*model.moments));
	}
	model.moments[model.moment_count++] = model.now;
}

struct node *node_change(unsigned int number)
{
	struct node *node = model_alloc(sizeof(*node));
	const struct node *old = model.now.nodes[number];

	*node = *old;
	node->blocks = model_alloc(MODEL_BLOCKS * sizeof(*node->blocks));
	memcpy(node->blocks, old->blocks, old->block_count * sizeof(*node->blocks));
	node->entries = model_alloc((old->entry_count + 1) * sizeof(*node->entries));
	memcpy(node->entries, old->entries, old->entry_count * sizeof(*node->entries));
	model.now.nodes[number] = node;
	return node;
}

unsigned int node_new(uint32_t mode)
{
	struct node *node = model_alloc(sizeof(*node));

	CHECK(model.node_count < MODEL_NODES);
	node->mode = mode;
	node->links = S_ISDIR(mode) ? 2 : 1;
	node->blocks = model_alloc(1);
	node->entries = model_alloc(1);
	model.now.nodes[model.node_count] = node;
	return model.node_count++;
}

void model_start(struct test_disk *disk)
{
	model_free();
	model.disk = disk;
	node_new(S_IFDIR);
	model_moment();
	model_synced(0);
}

void model_synced(uint32_t moment)
{
	CHECK(model.synced_count < ARRAY_SIZE(model.synced));
	model.synced[model.synced_count].records = model.disk->record_count;
	model.synced[model.synced_count++].moment = moment;
}

void model_synced_all(void)
{
	model_synced(model.moment_count - 1);
}

uint32_t model_required(size_t records)
{
	uint32_t required = 0;

	for (uint32_t i = 0; i < model.synced_count; i++) {
		if (model.synced[i].records <= records && model.synced[i].moment > required)
			required = model.synced[i].moment;
	}
	return required;
}

static const struct node *node_at(unsigned int number)
{
	return model.now.nodes[number];
}

/* Where the name is or would be among the entries. */
static uint32_t entry_place(const struct node *directory, const char *name)
{
	uint32_t place = 0;

	while (place < directory->entry_count && strcmp(directory->entries[place].name, name) < 0)
		place++;
	return place;
}

static struct model_entry *entry_find(const struct node *directory, const char *name)
{
	uint32_t place = entry_place(directory, name);

	if (place == directory->entry_count || strcmp(directory->entries[place].name, name) != 0)
		return NULL;
	return &directory->entries[place];
}

void entry_add(unsigned int directory, const char *name, unsigned int number)
{
	struct node *node = node_change(directory);
	uint32_t place = entry_place(node, name);

	CHECK(strlen(name) < MODEL_NAME);
	memmove(&node->entries[place + 1], &node->entries[place],
		(node->entry_count - place) * sizeof(*node->entries));
	node->entry_count++;
	snprintf(node->entries[place].name, MODEL_NAME, "%s", name);
	node->entries[place].node = number;
	node->links += S_ISDIR(node_at(number)->mode);
}

void entry_remove(unsigned int directory, const char *name)
{
	struct node *node = node_change(directory);
	uint32_t place = entry_place(node, name);

	node->links -= S_ISDIR(node_at(node->entries[place].node)->mode);
	node->entry_count--;
	memmove(&node->entries[place], &node->entries[place + 1],
		(node->entry_count - place) * sizeof(*node->entries));
}

unsigned int node_parent(const char *path, const char **name)
{
	unsigned int number = 0;
	char part[MODEL_NAME];
	const char *slash;

	for (*name = path + 1; (slash = strchr(*name, '/')) != NULL; *name = slash + 1) {
		snprintf(part, sizeof(part), "%.*s", (int)(slash - *name), *name);
		CHECK(entry_find(node_at(number), part) != NULL);
		number = entry_find(node_at(number), part)->node;
	}
	return number;
}

int node_of(const char *path)
{
	const char *name;
	unsigned int parent = node_parent(path, &name);
	const struct model_entry *entry = entry_find(node_at(parent), name);

	return *name == '\0' ? 0 : entry != NULL ? (int)entry->node : -1;
}

bool model_exists(const char *path)
{
	return node_of(path) >= 0;
}

uint32_t model_size(const char *path)
{
	return node_at((unsigned int)node_of(path))->size;
}

bool model_is_directory(const char *path)
{
	return S_ISDIR(node_at((unsigned int)node_of(path))->mode);
}
