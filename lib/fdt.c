/*
 * The device tree reader.
 *
 * The structure block is a sequence of 4-byte tokens: a node begins with its name, then come its
 * properties, then its children, then its end. token_next() is the only place that moves through
 * it, and it never passes the end of the block; everything else is built from it. The block is
 * walked from the front each time: trees are a few kilobytes, read at start-up only.
 */
#include <lib/endian.h>
#include <lib/fdt.h>
#include <lib/string.h>
#include <lib/compiler.h>

#define FDT_MAGIC 0xd00dfeedu
#define FDT_VERSION 17u /* the structure's length is in the header since then */

enum token {
	TOKEN_BEGIN_NODE = 1,
	TOKEN_END_NODE = 2,
	TOKEN_PROPERTY = 3,
	TOKEN_NOP = 4,
	TOKEN_END = 9,
	TOKEN_BAD = 0, /* malformed, or past the end */
};

struct header {
	be32 magic;
	be32 total_size;
	be32 structure_offset;
	be32 strings_offset;
	be32 reservations_offset;
	be32 version;
	be32 last_compatible_version;
	be32 boot_hart;
	be32 strings_size;
	be32 structure_size;
};

/* What a token carries. */
struct content {
	const char *name; /* of a node or a property */
	const uint8_t *value;
	uint32_t length;
};

/* By bytes: without an instruction for it, reversing a word takes longer than loading its bytes. */
static uint32_t cell_at(const uint8_t *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

uint32_t fdt_total_size(const void *blob)
{
	const struct header *header = blob;

	if (be32_get(header->magic) != FDT_MAGIC)
		return 0;
	return be32_get(header->total_size);
}

static bool range_fits(uint32_t offset, uint32_t size, uint32_t total)
{
	return offset <= total && size <= total - offset;
}

bool fdt_open(struct fdt *fdt, const void *blob, size_t size)
{
	const struct header *header = blob;
	const uint8_t *base = blob;
	uint32_t total, structure, strings, reservations;

	if (!IS_ALIGNED((uintptr_t)blob, 8) || size < sizeof(*header))
		return false;
	total = fdt_total_size(blob);
	if (total < sizeof(*header) || total > size || be32_get(header->version) < FDT_VERSION)
		return false;
	structure = be32_get(header->structure_offset);
	strings = be32_get(header->strings_offset);
	reservations = be32_get(header->reservations_offset);
	fdt->structure_size = be32_get(header->structure_size);
	fdt->strings_size = be32_get(header->strings_size);
	if (!range_fits(structure, fdt->structure_size, total) || !IS_ALIGNED(structure, 4) ||
	    !range_fits(strings, fdt->strings_size, total) || reservations > total ||
	    !IS_ALIGNED(reservations, 8))
		return false;
	/* A NUL at the end, and every string in the block has one. */
	if (fdt->strings_size == 0 || base[strings + fdt->strings_size - 1] != '\0')
		return false;
	fdt->structure = base + structure;
	fdt->strings = (const char *)base + strings;
	fdt->reservations = base + reservations;
	fdt->reservations_size = total - reservations;
	fdt->total_size = total;
	return true;
}

static enum token begin_node(const struct fdt *fdt, uint32_t *offset, struct content *content)
{
	const char *name = (const char *)fdt->structure + *offset;
	uint32_t left = fdt->structure_size - *offset;
	uint32_t length = (uint32_t)strnlen(name, left);

	if (length == left || left - length < ALIGN_UP(length + 1, 4) - length)
		return TOKEN_BAD;
	content->name = name;
	*offset += ALIGN_UP(length + 1, 4);
	return TOKEN_BEGIN_NODE;
}

static enum token property(const struct fdt *fdt, uint32_t *offset, struct content *content)
{
	uint32_t left = fdt->structure_size - *offset, name;

	if (left < 8)
		return TOKEN_BAD;
	content->length = cell_at(fdt->structure + *offset);
	name = cell_at(fdt->structure + *offset + 4);
	left -= 8;
	if (name >= fdt->strings_size || content->length > left ||
	    ALIGN_UP(content->length, 4) - content->length > left - content->length)
		return TOKEN_BAD;
	content->name = fdt->strings + name;
	content->value = fdt->structure + *offset + 8;
	*offset += 8 + ALIGN_UP(content->length, 4);
	return TOKEN_PROPERTY;
}

/* Read the token at `offset` (a multiple of 4) and move behind it. Skips NOPs. */
static enum token token_next(const struct fdt *fdt, uint32_t *offset, struct content *content)
{
	while (*offset < fdt->structure_size && fdt->structure_size - *offset >= 4) {
		uint32_t token = cell_at(fdt->structure + *offset);

		*offset += 4;
		switch (token) {
		case TOKEN_NOP:
			break;
		case TOKEN_BEGIN_NODE:
			return begin_node(fdt, offset, content);
		case TOKEN_PROPERTY:
			return property(fdt, offset, content);
		case TOKEN_END_NODE:
		case TOKEN_END:
			return (enum token)token;
		default:
			return TOKEN_BAD;
		}
	}
	return TOKEN_BAD;
}

void fdt_walk_start(struct fdt_walk *walk, const struct fdt *fdt)
{
	*walk = (struct fdt_walk){ .fdt = fdt };
}

/* Move over a node's properties, remembering how its children are laid out. */
static void walk_properties(struct fdt_walk *walk, const struct fdt_node *node)
{
	uint32_t offset = walk->offset;
	struct content content;
	uint8_t *count;

	walk->cells[node->depth].address_cells = 2;
	walk->cells[node->depth].size_cells = 1;
	while (token_next(walk->fdt, &offset, &content) == TOKEN_PROPERTY) {
		walk->offset = offset;
		if (content.name[0] != '#' || content.length < 4)
			continue;
		if (strcmp(content.name, "#address-cells") == 0)
			count = &walk->cells[node->depth].address_cells;
		else if (strcmp(content.name, "#size-cells") == 0)
			count = &walk->cells[node->depth].size_cells;
		else
			continue;
		*count = (uint8_t)MIN(cell_at(content.value), 255u);
	}
}

/* Enter a node whose name has been read. */
static bool walk_enter(struct fdt_walk *walk, struct fdt_node *node, const char *name)
{
	if (walk->depth == FDT_MAX_DEPTH)
		return false;
	*node = (struct fdt_node){ name, walk->offset, walk->depth, 2, 1 };
	if (walk->depth > 0) {
		node->address_cells = walk->cells[walk->depth - 1].address_cells;
		node->size_cells = walk->cells[walk->depth - 1].size_cells;
	}
	walk_properties(walk, node);
	walk->depth++;
	return true;
}

bool fdt_walk_next(struct fdt_walk *walk, struct fdt_node *node)
{
	struct content content;

	for (;;) {
		switch (token_next(walk->fdt, &walk->offset, &content)) {
		case TOKEN_BEGIN_NODE:
			return walk_enter(walk, node, content.name);
		case TOKEN_END_NODE:
			if (walk->depth == 0)
				return false;
			walk->depth--;
			break;
		default:
			return false;
		}
	}
}

/* Does a node's name match one component of a path, which may lack the unit address? */
static bool name_matches(const char *name, const char *component, size_t length)
{
	if (strncmp(name, component, length) != 0)
		return false;
	return name[length] == '\0' ||
	       (name[length] == '@' && memchr(component, '@', length) == NULL);
}

bool fdt_find_path(const struct fdt *fdt, const char *path, struct fdt_node *node)
{
	struct fdt_walk walk;
	uint16_t matched = 0; /* depth of the innermost node that lies on the path */

	fdt_walk_start(&walk, fdt);
	if (!fdt_walk_next(&walk, node))
		return false;
	for (;;) {
		size_t length;

		while (*path == '/')
			path++;
		if (*path == '\0')
			return true;
		for (length = 0; path[length] != '\0' && path[length] != '/'; length++)
			;
		do {
			if (!fdt_walk_next(&walk, node) || node->depth <= matched)
				return false;
		} while (node->depth != matched + 1 || !name_matches(node->name, path, length));
		matched++;
		path += length;
	}
}

bool fdt_find_compatible(const struct fdt *fdt, const char *compatible, struct fdt_node *node)
{
	struct fdt_walk walk;

	fdt_walk_start(&walk, fdt);
	while (fdt_walk_next(&walk, node))
		if (fdt_compatible(fdt, node, compatible))
			return true;
	return false;
}

bool fdt_find_phandle(const struct fdt *fdt, uint32_t phandle, struct fdt_node *node)
{
	struct fdt_walk walk;

	if (phandle == 0)
		return false;
	fdt_walk_start(&walk, fdt);
	while (fdt_walk_next(&walk, node))
		if (fdt_u32(fdt, node, "phandle", 0) == phandle)
			return true;
	return false;
}

const void *fdt_property(const struct fdt *fdt, const struct fdt_node *node, const char *name,
			 uint32_t *length)
{
	uint32_t offset = node->properties;
	struct content content;

	while (token_next(fdt, &offset, &content) == TOKEN_PROPERTY) {
		if (content.name[0] == name[0] && strcmp(content.name, name) == 0) {
			*length = content.length;
			return content.value;
		}
	}
	return NULL;
}

uint64_t fdt_cells(const void *value, uint32_t index, uint32_t count)
{
	const uint8_t *at = (const uint8_t *)value + 4 * (size_t)index;
	uint64_t number = 0;

	for (; count > 0; count--, at += 4)
		number = number << 32 | cell_at(at);
	return number;
}

uint32_t fdt_u32(const struct fdt *fdt, const struct fdt_node *node, const char *name,
		 uint32_t otherwise)
{
	uint32_t length;
	const void *value = fdt_property(fdt, node, name, &length);

	return value != NULL && length >= 4 ? (uint32_t)fdt_cells(value, 0, 1) : otherwise;
}

const char *fdt_string(const struct fdt *fdt, const struct fdt_node *node, const char *name)
{
	uint32_t length;
	const char *value = fdt_property(fdt, node, name, &length);

	return value != NULL && strnlen(value, length) < length ? value : NULL;
}

const char *fdt_list_next(const char **list, uint32_t *length)
{
	const char *string = *list;
	uint32_t size = (uint32_t)strnlen(string, *length) + 1;

	if (size > *length)
		return NULL;
	*list += size;
	*length -= size;
	return string;
}

bool fdt_compatible(const struct fdt *fdt, const struct fdt_node *node, const char *compatible)
{
	uint32_t length;
	const char *list = fdt_property(fdt, node, "compatible", &length), *name;

	while (list != NULL && (name = fdt_list_next(&list, &length)) != NULL)
		if (strcmp(name, compatible) == 0)
			return true;
	return false;
}

bool fdt_enabled(const struct fdt *fdt, const struct fdt_node *node)
{
	uint32_t length;
	const char *status = fdt_property(fdt, node, "status", &length);

	if (status == NULL)
		return true;
	status = fdt_string(fdt, node, "status");
	return status != NULL && (strcmp(status, "okay") == 0 || strcmp(status, "ok") == 0);
}

bool fdt_reg(const struct fdt *fdt, const struct fdt_node *node, uint32_t index, uint64_t *address,
	     uint64_t *size)
{
	uint32_t cells = (uint32_t)node->address_cells + node->size_cells, length;
	const void *value = fdt_property(fdt, node, "reg", &length);

	if (value == NULL || node->address_cells == 0 || node->address_cells > 2 ||
	    node->size_cells > 2 || index >= length / (4 * cells))
		return false;
	*address = fdt_cells(value, index * cells, node->address_cells);
	*size = fdt_cells(value, index * cells + node->address_cells, node->size_cells);
	return true;
}

bool fdt_reservation(const struct fdt *fdt, uint32_t index, uint64_t *address, uint64_t *size)
{
	const uint8_t *entry = fdt->reservations + 16 * (size_t)index;

	if (index >= fdt->reservations_size / 16)
		return false;
	*address = fdt_cells(entry, 0, 2);
	*size = fdt_cells(entry, 2, 2);
	return *address != 0 || *size != 0;
}
