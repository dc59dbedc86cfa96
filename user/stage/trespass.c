/*
 * trespass: gets into the kernel, if it can. It jumps to the address it is given or, when that is
 * odd, loads from there.
 */
int main(unsigned long address);

int main(unsigned long address)
{
	if (address & 1)
		return *(volatile unsigned char *)address;
	((void (*)(void))address)();
	return 0;
}
