/*
 * Panics: an invariant is broken, so nothing is trusted, no lock is taken and nobody is waited for.
 * The first hart to panic stops the others, prints by polling, and ends the machine.
 */
#include <arch/irq.h>
#include <arch/trap.h>
#include <arch/upward.h>
#include <kernel/console.h>
#include <kernel/kstack.h>
#include <kernel/log.h>
#include <kernel/panic_frame.h>
#include <kernel/power.h>
#include <kernel/smp.h>
#include <lib/format.h>

static void emergency_sink(void *context, const char *bytes, size_t size)
{
	console_write_emergency(bytes, size);
}

static void emergency_print(const char *format, ...)
{
	va_list arguments;

	va_start(arguments, format);
	format_to(emergency_sink, NULL, format, arguments);
	va_end(arguments);
}

/*
 * A panic for each hart is the most that there can be: with one more, telling of the first went
 * wrong. Counted without asking which hart this is, as that may be what is broken.
 */
static bool is_nested(void)
{
	static unsigned int begun;

	if (CONFIG_NR_HARTS == 1)
		return begun++ > 0;
	return __atomic_fetch_add(&begun, 1, __ATOMIC_RELAXED) >= CONFIG_NR_HARTS;
}

static void begin(void)
{
	arch_irq_disable();
	if (is_nested())
		power_off(POWER_STATUS_PANIC);
	while (!smp_first_panic()) {
		if (smp_panics_here()) /* nested, and no need to wait for the other harts' */
			power_off(POWER_STATUS_PANIC);
		arch_irq_wait();
	}
	log_set_quiet(true); /* what the others have to say goes to the log */
	smp_stop_others();
	emergency_print("\nPANIC: ");
}

void panic(const char *format, ...)
{
	va_list arguments;

	begin();
	va_start(arguments, format);
	format_to(emergency_sink, NULL, format, arguments);
	va_end(arguments);
	emergency_print("\n");
	panic_where((uintptr_t)__builtin_frame_address(0), emergency_print);
	power_off(POWER_STATUS_PANIC);
}

void panic_with(const char *what, void (*details)(void (*print)(const char *format, ...)))
{
	begin();
	emergency_print("%s\n", what);
	details(emergency_print);
	panic_where((uintptr_t)__builtin_frame_address(0), emergency_print);
	power_off(POWER_STATUS_PANIC);
}

void trap_stack_overflow(vaddr_t sp, vaddr_t pc)
{
	panic("kernel stack overflow: sp %lx, pc %lx", (unsigned long)sp, (unsigned long)pc);
}

bool trap_kernel_recover(vaddr_t address)
{
	return CONFIG_NR_HARTS > 1 && kstack_resync(address);
}

void trap_kernel_fault(struct trap_frame *frame, unsigned long cause, vaddr_t address)
{
	begin();
	emergency_print("trap %lu in the kernel, pc %lx, address %lx\n", cause,
			(unsigned long)frame->pc, (unsigned long)address);
	panic_registers(frame, emergency_print);
	power_off(POWER_STATUS_PANIC);
}
