/*
 * Kernel stacks with an unmapped page before each.
 *
 * The window at KSTACK_WINDOW is cut into slots of twice a stack's size; a stack is the upper half
 * of its slot, what lies below is never mapped. A slot's pages are mapped when it is first used
 * and stay so: a stack that is given back waits on a list for the next thread. So no translation
 * is ever taken away, and other harts only have to hear of new ones: `generation` counts those.
 */
#include <kernel/cpu.h>
#include <kernel/kstack.h>
#include <kernel/log.h>
#include <kernel/spinlock.h>
#include <mm/page.h>
#include <mm/pagetable.h>

#define SLOT_SIZE (2ul * KSTACK_SIZE)
#define SLOT_MAX  ((1ul << 30) / SLOT_SIZE)

/* What stands at the lower end of a free stack. */
struct free_stack {
	struct free_stack *next;
};

static struct spinlock lock = SPINLOCK_INIT; /* before page_lock */
static struct free_stack *free_stacks;	     /* [lock] */
static size_t slots_used;		     /* [lock] */
static uint64_t generation;		     /* [lock] slots ever mapped */

static bool map_stack(vaddr_t bottom)
{
	for (vaddr_t page = bottom; page < bottom + KSTACK_SIZE; page += PAGE_SIZE) {
		pte_t *entry = pt_walk_create(kernel_root, page);
		void *memory = page_alloc();

		if (!entry || !memory) {
			if (memory)
				page_free(memory);
			return false;
		}
		*entry = pte_leaf(virt_to_phys(memory), PTE_READ | PTE_WRITE | PTE_GLOBAL);
	}
	return true;
}

/* Give back the pages of a stack that could not be mapped whole; nobody has used it. */
static void unmap_stack(vaddr_t bottom)
{
	for (vaddr_t page = bottom; page < bottom + KSTACK_SIZE; page += PAGE_SIZE) {
		pte_t *entry = pt_walk(kernel_root, page);

		if (entry && pte_valid(*entry)) {
			page_free(phys_to_virt(pte_address(*entry)));
			*entry = 0;
		}
	}
}

static vaddr_t new_stack(void)
{
	vaddr_t bottom = KSTACK_WINDOW + slots_used * SLOT_SIZE + KSTACK_SIZE;

	if (slots_used == SLOT_MAX)
		return 0;
	if (!map_stack(bottom)) {
		unmap_stack(bottom);
		return 0;
	}
	slots_used++;
	generation++;
	return bottom + KSTACK_SIZE;
}

vaddr_t kstack_alloc(void)
{
	irq_key_t key = spin_lock(&lock);
	struct free_stack *stack = free_stacks;
	vaddr_t top;

	if (stack) {
		free_stacks = stack->next;
		top = (vaddr_t)stack + KSTACK_SIZE;
	} else {
		top = new_stack();
	}
	spin_unlock(&lock, key);
	kstack_sync();
	return top;
}

void kstack_free(vaddr_t top)
{
	irq_key_t key = spin_lock(&lock);
	struct free_stack *stack = (struct free_stack *)(top - KSTACK_SIZE);

	stack->next = free_stacks;
	free_stacks = stack;
	spin_unlock(&lock, key);
}

void kstack_sync(void)
{
	irq_state_t state = arch_irq_save();
	struct cpu *cpu = cpu_current();
	uint64_t now = __atomic_load_n(&generation, __ATOMIC_ACQUIRE);

	if (unlikely(cpu->kstack_generation != now)) {
		cpu->kstack_generation = now;
		arch_tlb_flush_all();
	}
	arch_irq_restore(state);
}

/* A hart may remember that nothing was mapped at an address before. Interrupts are masked. */
bool kstack_resync(vaddr_t address)
{
	struct cpu *cpu = cpu_current();

	if (address - KSTACK_WINDOW >= SLOT_MAX * SLOT_SIZE)
		return false;
	if (cpu->kstack_generation == __atomic_load_n(&generation, __ATOMIC_ACQUIRE))
		return false;
	kstack_sync();
	return true;
}

/*
 * Make the window's tables down to the lowest level's first, so that the root entry never changes.
 */
void kstack_init(void)
{
	if (!pt_walk_create(kernel_root, KSTACK_WINDOW))
		panic("no memory for page tables");
}
