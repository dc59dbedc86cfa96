/*
 * Reading flattened device trees (devicetree specification v0.4, chapter 5).
 *
 * The blob comes from the firmware and is not trusted: every offset, length and string is checked
 * against the blob's own bounds, and a malformed one ends the walk. Nothing is copied or changed;
 * names and values point into the blob. Pure; any context.
 */
#pragma once

#include <lib/types.h>

/* Nodes deeper than this are malformed for us; QEMU's and real boards' trees have at most 8. */
#define FDT_MAX_DEPTH 16

struct fdt {
	const uint8_t *structure;
	const char *strings;
	const uint8_t *reservations;
	uint32_t structure_size;
	uint32_t strings_size;
	uint32_t reservations_size;
	uint32_t total_size; /* of the whole blob */
};

/* A node: what is needed to read its properties. */
struct fdt_node {
	const char *name;        /* with the unit address: "serial@10000000" */
	uint32_t properties;     /* offset of its first property in the structure block */
	uint16_t depth;          /* 0: the root */
	uint8_t address_cells;   /* of the parent: how `reg` is laid out */
	uint8_t size_cells;
};

/* A walk over all nodes, parents before children. */
struct fdt_walk {
	const struct fdt *fdt;
	uint32_t offset;
	uint16_t depth; /* nodes that are open at `offset` */
	struct {
		uint8_t address_cells, size_cells;
	} cells[FDT_MAX_DEPTH]; /* of the open nodes */
};

/*
 * fdt_total_size - the length that the header at `blob` claims, or 0 when that is no device tree.
 * At least 40 bytes must be readable.
 */
uint32_t fdt_total_size(const void *blob);

/*
 * fdt_open - check the header of a blob of at most `size` bytes, 8-aligned, and fill `fdt`.
 * Returns whether it is a device tree that can be read.
 */
bool fdt_open(struct fdt *fdt, const void *blob, size_t size);

/* fdt_walk_start, fdt_walk_next - visit every node; next returns false behind the last one. */
void fdt_walk_start(struct fdt_walk *walk, const struct fdt *fdt);
bool fdt_walk_next(struct fdt_walk *walk, struct fdt_node *node);

/* fdt_find_path - the node at an absolute path like "/chosen"; unit addresses may be missing. */
bool fdt_find_path(const struct fdt *fdt, const char *path, struct fdt_node *node);

/* fdt_find_compatible - the first node that names `compatible`. */
bool fdt_find_compatible(const struct fdt *fdt, const char *compatible, struct fdt_node *node);

/* fdt_find_phandle - the node with this phandle. */
bool fdt_find_phandle(const struct fdt *fdt, uint32_t phandle, struct fdt_node *node);

/* fdt_property - the value of a property and its length in bytes, or NULL when there is none. */
const void *fdt_property(const struct fdt *fdt, const struct fdt_node *node, const char *name,
			 uint32_t *length);

/* fdt_cells - the number in a value: `count` (1 or 2) big-endian cells at cell `index`. */
uint64_t fdt_cells(const void *value, uint32_t index, uint32_t count);

/* fdt_u32 - a property of at least one cell; returns `otherwise` when there is none. */
uint32_t fdt_u32(const struct fdt *fdt, const struct fdt_node *node, const char *name,
		 uint32_t otherwise);

/* fdt_string - a property that is a string, or NULL when there is none or no NUL in it. */
const char *fdt_string(const struct fdt *fdt, const struct fdt_node *node, const char *name);

/*
 * fdt_list_next - take the first string off a list of strings such as the value of "compatible",
 * of `length` bytes. Returns NULL at the end.
 */
const char *fdt_list_next(const char **list, uint32_t *length);

/* fdt_compatible - does the node's list of compatible devices hold this one? */
bool fdt_compatible(const struct fdt *fdt, const struct fdt_node *node, const char *compatible);

/* fdt_enabled - is the node's status okay, as it is without one? */
bool fdt_enabled(const struct fdt *fdt, const struct fdt_node *node);

/*
 * fdt_reg - entry `index` of the node's `reg`: an address and a size in the parent's cells.
 * Returns false when there is no such entry. Addresses are not translated through `ranges`.
 */
bool fdt_reg(const struct fdt *fdt, const struct fdt_node *node, uint32_t index, uint64_t *address,
	     uint64_t *size);

/* fdt_reservation - entry `index` of the memory reservation block; false behind the last. */
bool fdt_reservation(const struct fdt *fdt, uint32_t index, uint64_t *address, uint64_t *size);
