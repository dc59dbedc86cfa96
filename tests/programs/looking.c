/*
 * Reads of the terminal that do not wait: each way of looking has to find a byte that is typed when
 * this program has named it. Ends with the number of ways that found nothing.
 */
#include <fcntl.h>
#include <stdbool.h>
#include <stdio.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

static bool reads(void)
{
	char byte;

	return read(0, &byte, 1) == 1;
}

static bool counts(void)
{
	int count = 0;

	return ioctl(0, FIONREAD, &count) == 0 && count > 0 && reads();
}

static void set_minimum(struct termios modes, int minimum)
{
	modes.c_lflag &= ~(ICANON | ECHO);
	modes.c_cc[VMIN] = minimum;
	modes.c_cc[VTIME] = 0;
	tcsetattr(0, TCSANOW, &modes);
}

static int looked_in_vain(const char *way, bool (*look)(void))
{
	struct timespec pause = { .tv_nsec = 10000000 };

	printf("%s\n", way);
	fflush(stdout);
	for (int rounds = 0; rounds < 3000; rounds++) {
		if (look())
			return 0;
		nanosleep(&pause, NULL);
	}
	return 1;
}

int main(void)
{
	struct termios modes;
	int vain = 0;

	tcgetattr(0, &modes);
	set_minimum(modes, 0);
	vain += looked_in_vain("raw", reads);
	set_minimum(modes, 1);
	vain += looked_in_vain("FIONREAD", counts);
	fcntl(0, F_SETFL, O_RDWR | O_NONBLOCK);
	vain += looked_in_vain("O_NONBLOCK", reads);
	fcntl(0, F_SETFL, O_RDWR);
	tcsetattr(0, TCSANOW, &modes);
	return vain;
}
