/* Whether the terminal takes modes of input: ends with 1 if they stay as they were. */
#include <termios.h>

int main(void)
{
	struct termios modes, now;

	if (tcgetattr(0, &modes) < 0)
		return 2;
	modes.c_lflag ^= ECHO;
	if (tcsetattr(0, TCSANOW, &modes) < 0 || tcgetattr(0, &now) < 0)
		return 2;
	return now.c_lflag != modes.c_lflag;
}
