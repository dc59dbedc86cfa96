/* Undefined behaviour, for UBSAN to catch. What is done is hidden from the compiler. */
#include <kernel/ktest.h>

#include <lib/types.h>

static volatile int large = INT32_MAX, zero, width = 32, index = 5;
static int table[5];

KTEST_PLANT(plant_signed_overflow)
{
	int sum = large + 1;

	KTEST_EXPECT(sum != 0);
}

KTEST_PLANT(plant_shift)
{
	KTEST_EXPECT(1 << width != 0);
}

KTEST_PLANT(plant_division)
{
	KTEST_EXPECT(large / zero != 0);
}

KTEST_PLANT(plant_index)
{
	table[index] = 1;
	KTEST_EXPECT(table[0] == 0);
}

KTEST_PLANT(plant_misaligned)
{
	volatile int *pointer = (volatile int *)((uintptr_t)table + 1);

	KTEST_EXPECT(*pointer == 0);
}
