/*
 * Start-up: the boot hart comes here from arch, in supervisor mode, interrupts masked, and brings
 * everything up in this order. Other harts enter in secondary_main().
 */
#include "proc/init.h"
#include "stage/stage.h"

#include <arch/irq.h>
#include <arch/time.h>
#include <arch/upward.h>
#include <drivers/disk.h>
#include <drivers/null.h>
#include <drivers/plic.h>
#include <drivers/rtc.h>
#include <drivers/tty.h>
#include <drivers/uart.h>
#include <kernel/boot.h>
#include <kernel/cpu.h>
#include <kernel/ktest.h>
#include <kernel/lockdep.h>
#include <kernel/log.h>
#include <kernel/platform.h>
#include <kernel/power.h>
#include <kernel/sched.h>
#include <kernel/smp.h>
#include <kernel/stack_protector.h>
#include <kernel/timer_check.h>
#include <mm/page.h>
#include <mm/pagetable.h>

static void say_hello(uint32_t hart_id)
{
	kprintf("Strata on hart %u, with %lu MiB\n", hart_id,
		(unsigned long)(platform.memory_size >> 20));
	if (platform.harts_found > platform.hart_count)
		kprintf("harts beyond NR_HARTS that stay asleep: %u\n",
			platform.harts_found - platform.hart_count);
}

void kernel_main(uint32_t hart_id, paddr_t fdt)
{
	stack_protector_init();
	boot_mark(BOOT_MAIN);
	cpu_init(hart_id);           /* this hart, and places for the others */
	arch_trap_init();            /* faults of ours are reported from here on */
	platform_init(fdt, hart_id); /* what the machine has */
	command_line_init();         /* quiet? */
	uart_init();                 /* messages can be seen */
	say_hello(hart_id);          /* banner */
	timer_check();               /* is the configured timer there? */
	page_init();                 /* free memory */
	kernel_map_init();           /* the kernel's own page table */
	sched_init();                /* run queue */
	process_init();              /* pool of processes */
	plic_init();                 /* device interrupts */
	uart_start();                /* console by interrupts */
	tty_init();                  /* console as a device */
	null_init();                 /* /dev/null and /dev/zero */
	tty_set_process_list(process_list_print);  /* what ^P shows */
	tty_set_interrupt_hook(process_interrupt); /* whom ^C ends */
	rtc_init();                  /* the date */
	disk_init();                 /* block devices */
	smp_start();                 /* other harts */
	arch_trap_sources_enable();  /* timer, inter-hart and device interrupts */
	if (ktest_start())           /* tests, if they are asked for, and nothing else */
		sched_idle();
	init_start();                /* the first process */
	boot_mark(BOOT_SCHEDULER);
	show_start();                /* without programs on a disk */
	if (IS_ENABLED(CONFIG_POWEROFF_AT_END) && !IS_ENABLED(CONFIG_SHOW))
		power_off(0);
	sched_idle();
}

void device_interrupt(void)
{
	lockdep_interrupt_enter();
	plic_handle();
	lockdep_interrupt_exit();
}
