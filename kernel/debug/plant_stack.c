/* A write past an array on the stack, for STACK_PROTECTOR to catch. */
#include <kernel/ktest.h>

#include <lib/string.h>

static volatile size_t length = 40;

static __noinline void write_past(char *array)
{
	memset(array, 'x', length);
}

KTEST_PLANT(plant_stack_smash)
{
	char array[16];

	write_past(array);
	KTEST_EXPECT(array[0] == 'x');
}
