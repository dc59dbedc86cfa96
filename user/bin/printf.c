/* printf: see common/printf.c. */
#include "commands.h"

int main(int argc, char **argv)
{
	return printf_command(argc, argv);
}
