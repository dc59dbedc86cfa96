/* Writes to a mapped file and stays: what it wrote has to be on the disk when the system stops. */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

int main(void)
{
	int file = open("/held", O_RDWR | O_CREAT, 0644);
	char *memory;

	ftruncate(file, 8192);
	memory = mmap(NULL, 8192, PROT_READ | PROT_WRITE, MAP_SHARED, file, 0);
	strcpy(memory + 5000, "written to memory");
	write(1, "ready\n", 6);
	for (;;)
		sleep(1000);
}
