/*
 * Pages by number: what shared memory and shared files keep their pages in.
 *
 * A tree of tables of a page each, as high as the largest number in it wants. The tree holds one
 * reference of each page in it. Numbers are below 2^63. The owner sees to locking.
 */
#pragma once

#include <lib/types.h>

struct page_tree {
	void *root;	     /* a table, or with height 0 the page of number 0; NULL: empty */
	unsigned int height; /* tables above a page */
};

/* page_tree_find - the page of a number, or NULL. */
void *page_tree_find(const struct page_tree *tree, uint64_t number);

/*
 * page_tree_add - let `page`, whose reference the tree takes over, be the one of a number that has
 * none. Returns 0 or -ENOMEM, and then the reference stays the caller's.
 */
int page_tree_add(struct page_tree *tree, uint64_t number, void *page);

/* page_tree_visit - call visit(context, number, page) for all from number `first` on, in order. */
void page_tree_visit(const struct page_tree *tree, uint64_t first,
		     void (*visit)(void *context, uint64_t number, void *page), void *context);

/* page_tree_free - drop all pages and tables: the tree is empty. */
void page_tree_free(struct page_tree *tree);
