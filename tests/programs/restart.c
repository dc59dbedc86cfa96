/* Start the machine again. */
#include <sys/reboot.h>

int main(void)
{
	reboot(RB_AUTOBOOT);
	return 1;
}
