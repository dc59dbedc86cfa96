/*
 * Stage 2: what the memory is divided into, pages that come and go, and translations made and
 * undone by hand.
 */
#include "memory.h"
#include "show.h"

#include <abi/errno.h>
#include <arch/irq.h>
#include <kernel/log.h>
#include <kernel/platform.h>
#include <kernel/power.h>
#include <mm/page.h>
#include <mm/pagetable.h>

#define PAGES_TAKEN 64

/* In the middle of the window of kernel stacks, of which there are none. */
#define ALIAS (KSTACK_WINDOW + (1ul << 29))

/* A program's first page, as programs are linked. */
#define USER_PAGE 0x10000

/* A page that is taken stands on a list by its first word. */
struct taken {
	struct taken *next;
};

static void show_pages(void)
{
	size_t before = page_count_free(), while_taken;
	struct taken *list = NULL, *page;
	unsigned int count = 0;

	while (count < PAGES_TAKEN && (page = page_alloc())) {
		page->next = list;
		list = page;
		count++;
	}
	while_taken = page_count_free();
	while ((page = list)) {
		list = page->next;
		page_free(page);
	}
	kprintf("pages: %lu of %lu free; %u taken: %lu free; given back: %lu free\n",
		(unsigned long)before, (unsigned long)page_count_total(), count,
		(unsigned long)while_taken, (unsigned long)page_count_free());
}

static void *must(void *memory)
{
	if (!memory)
		show_fail("no memory", -ENOMEM);
	return memory;
}

/* One page at two addresses: what is written at one is read at the other. */
static void show_alias(void)
{
	uint64_t *page = must(page_alloc_zeroed());
	volatile uint64_t *alias = (volatile uint64_t *)ALIAS;
	pte_t *entry = must(pt_walk_create(kernel_root, ALIAS));
	uint64_t seen;

	*entry = pte_leaf(virt_to_phys(page), PTE_READ | PTE_WRITE);
	arch_tlb_flush_page(ALIAS);
	*alias = 0x5742;
	seen = *(volatile uint64_t *)page;
	*entry = 0;
	arch_tlb_flush_page(ALIAS);
	kprintf("alias: 0x5742 written at %lx, 0x%lx read at %lx\n", ALIAS, (unsigned long)seen,
		(unsigned long)page);
	page_free(page);
}

static void unmap(void *context, vaddr_t address, pte_t *entry)
{
	page_free(phys_to_virt(pte_address(*entry)));
	*entry = 0;
}

/* A table as a program gets one, with a single page in it; then everything goes back. */
static void show_user_table(void)
{
	size_t free_before = page_count_free(), tables_before = pt_table_count();
	paddr_t root = pt_new_root(), page;
	pte_t *entry;
	size_t tables;

	if (!root)
		show_fail("no memory", -ENOMEM);
	page = virt_to_phys(must(page_alloc_zeroed()));
	entry = must(pt_walk_create(root, USER_PAGE));
	*entry = pte_leaf(page, PTE_READ | PTE_WRITE | PTE_USER);
	tables = pt_table_count() - tables_before;
	entry = pt_walk(root, USER_PAGE);
	kprintf("user: %x leads to %lx, through %lu tables; ", USER_PAGE,
		entry ? (unsigned long)pte_address(*entry) : 0ul, (unsigned long)tables);
	pt_for_each(root, USER_PAGE, USER_PAGE + PAGE_SIZE, unmap, NULL);
	pt_free_user_tables(root);
	pt_free_root(root);
	kprintf("%lu pages not given back\n", (unsigned long)(free_before - page_count_free()));
}

void show_start(void)
{
	boot_summary();
	show_map();
	show_pages();
	show_alias();
	show_user_table();
	arch_irq_enable();
	if (!IS_ENABLED(CONFIG_POWEROFF_AT_END))
		show_faults();
	power_off(0);
}
