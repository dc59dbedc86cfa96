/* dmesg: the kernel's messages. */
#include <abi/syslog.h>
#include <err.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

int main(int argc, char **argv)
{
	long size, length;
	char *text;

	if (getopt(argc, argv, "") != -1 || optind < argc) {
		fprintf(stderr, "usage: dmesg\n");
		return 2;
	}
	size = syscall(SYS_syslog, SYSLOG_ACTION_SIZE_BUFFER, NULL, 0);
	if (size < 0)
		err(1, "the kernel keeps no messages");
	text = malloc((size_t)size + 1);
	if (text == NULL)
		err(1, "out of memory");
	length = syscall(SYS_syslog, SYSLOG_ACTION_READ_ALL, text, size);
	if (length < 0)
		err(1, "cannot read the messages");
	fwrite(text, 1, (size_t)length, stdout);
	if (length > 0 && text[length - 1] != '\n')
		putchar('\n');
	return 0;
}
