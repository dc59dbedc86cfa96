/* test: see common/test.c. */
#include "commands.h"

int main(int argc, char **argv)
{
	return test_command(argc, argv);
}
