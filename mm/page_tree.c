#include <mm/page_tree.h>

#include <abi/errno.h>
#include <mm/page.h>

#define SHIFT 9
#define ENTRIES (1u << SHIFT)

/* Numbers below this fit a tree of that height. */
static uint64_t capacity(unsigned int height)
{
	return 1ull << (SHIFT * height);
}

static unsigned int index_of(uint64_t number, unsigned int height)
{
	return (number >> (SHIFT * (height - 1))) % ENTRIES;
}

void *page_tree_find(const struct page_tree *tree, uint64_t number)
{
	void *node = tree->root;

	if (number >= capacity(tree->height))
		return NULL;
	for (unsigned int height = tree->height; node && height > 0; height--)
		node = ((void **)node)[index_of(number, height)];
	return node;
}

/* Put tables above the root until the number fits. */
static int make_higher(struct page_tree *tree, uint64_t number)
{
	while (number >= capacity(tree->height)) {
		if (tree->root) {
			void **table = page_alloc_zeroed();

			if (!table)
				return -ENOMEM;
			table[0] = tree->root;
			tree->root = table;
		}
		tree->height++;
	}
	return 0;
}

int page_tree_add(struct page_tree *tree, uint64_t number, void *page)
{
	void **place = &tree->root;
	int error = make_higher(tree, number);

	if (error)
		return error;
	for (unsigned int height = tree->height; height > 0; height--) {
		if (!*place)
			*place = page_alloc_zeroed();
		if (!*place)
			return -ENOMEM;
		place = &((void **)*place)[index_of(number, height)];
	}
	*place = page;
	return 0;
}

struct visit {
	uint64_t first;
	void (*page)(void *context, uint64_t number, void *page);
	void *context;
};

/* Go over a node `height` tables above pages, whose first number is `base`. */
static void visit_node(void *node, unsigned int height, uint64_t base, const struct visit *visit)
{
	uint64_t step;

	if (height == 0) {
		visit->page(visit->context, base, node);
		return;
	}
	step = capacity(height - 1);
	for (unsigned int i = 0; i < ENTRIES; i++) {
		void *below = ((void **)node)[i];

		if (below && base + i * step + (step - 1) >= visit->first)
			visit_node(below, height - 1, base + i * step, visit);
	}
}

void page_tree_visit(const struct page_tree *tree, uint64_t first,
		     void (*visit)(void *context, uint64_t number, void *page), void *context)
{
	const struct visit what = { first, visit, context };

	if (tree->root && (tree->height > 0 || first == 0))
		visit_node(tree->root, tree->height, 0, &what);
}

static void free_node(void *node, unsigned int height)
{
	for (unsigned int i = 0; height > 0 && i < ENTRIES; i++) {
		void *below = ((void **)node)[i];

		if (below)
			free_node(below, height - 1);
	}
	page_free(node);
}

void page_tree_free(struct page_tree *tree)
{
	if (tree->root)
		free_node(tree->root, tree->height);
	*tree = (struct page_tree){ NULL, 0 };
}
