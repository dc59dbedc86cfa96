/*
 * The kernel's page table: its image with each part's own rights, the rest of memory, the devices,
 * the window of kernel stacks, and what arch wants besides.
 *
 * Nothing is writable and executable. The page before the boot stack stays unmapped.
 */
#include <arch/smp.h>
#include <kernel/log.h>
#include <kernel/platform.h>
#include <lib/string.h>
#include <mm/page.h>
#include <mm/pagetable.h>

extern char kernel_start[], text_end[], rodata_start[], data_start[], boot_stack_guard[];

paddr_t kernel_root;

/* An identity-mapped kernel stands where programs stand in their tables: not global. */
#define FLAGS_COMMON (KERNEL_VIRT_OFFSET ? PTE_GLOBAL : 0)

static void map(paddr_t start, paddr_t end, uint64_t flags)
{
	start = ALIGN_DOWN(start, PAGE_SIZE);
	end = ALIGN_UP(end, PAGE_SIZE);
	if (pt_map(kernel_root, (vaddr_t)phys_to_virt(start), start, end - start,
		   flags | FLAGS_COMMON) < 0)
		panic("no memory for page tables");
}

static void map_device(const struct platform_device *device)
{
	if (device->base)
		map(device->base, device->base + device->size, PTE_READ | PTE_WRITE);
}

static void map_devices(void)
{
	map_device(&platform.uart);
	map_device(&platform.plic);
	map_device(&platform.clint);
	map_device(&platform.rtc);
	map_device(&platform.finisher);
	for (unsigned int i = 0; i < PLATFORM_MAX_VIRTIO; i++)
		map_device(&platform.virtio[i]);
}

static void map_memory(void)
{
	paddr_t guard = virt_to_phys(boot_stack_guard);
	paddr_t end = ALIGN_DOWN(platform.memory_base + platform.memory_size, PAGE_SIZE);

	map(virt_to_phys(kernel_start), virt_to_phys(text_end), PTE_READ | PTE_EXECUTE);
	map(virt_to_phys(rodata_start), virt_to_phys(data_start), PTE_READ);
	map(virt_to_phys(data_start), guard, PTE_READ | PTE_WRITE);
	map(guard + PAGE_SIZE, end, PTE_READ | PTE_WRITE);
}

static void map_extra(void)
{
	struct arch_extra_map maps[2];
	unsigned int count = arch_root_extra(maps);

	for (unsigned int i = 0; i < count; i++)
		if (pt_map(kernel_root, maps[i].address, maps[i].page, PAGE_SIZE, maps[i].flags) <
		    0)
			panic("no memory for page tables");
}

static void publish_root(void)
{
	if (CONFIG_NR_HARTS > 1)
		secondary_root = kernel_root;
}

void kernel_map_init(void)
{
	void *root = page_alloc_zeroed();

	if (!root)
		panic("no memory for page tables");
	kernel_root = virt_to_phys(root);
	map_memory();
	map_devices();
	map_extra();
	kstack_init();
	publish_root();
	arch_root_activate(kernel_root);
}
