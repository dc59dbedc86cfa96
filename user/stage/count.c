/*
 * count: counts, in the first word of its data, for the kernel to look at. It makes no calls: its
 * kernel has none.
 */
static volatile unsigned long counter = 1; /* not zero, so that it is data and not bss */

int main(void);

int main(void)
{
	for (;;)
		counter++;
}
