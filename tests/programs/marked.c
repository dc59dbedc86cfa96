/* Runs code that bears a mark, which tests/test_emulator.py looks for in the machine's memory. */
int main(void)
{
	__asm__ volatile("j 1f; .ascii \"code that bears a mark..\"; 1:");
	return 0;
}
