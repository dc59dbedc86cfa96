/* Terminals: their modes as the kernel keeps them are a little smaller than POSIX's structure. */
#include <abi/ioctl.h>
#include <errno.h>
#include <string.h>
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int isatty(int fd)
{
	struct abi_termios unused;

	return ioctl(fd, TCGETS, &unused) == 0;
}

char *ttyname(int fd)
{
	return isatty(fd) ? "/dev/console" : NULL;
}

int tcgetattr(int fd, struct termios *attributes)
{
	struct abi_termios kernel;

	if (ioctl(fd, TCGETS, &kernel) < 0)
		return -1;
	attributes->c_iflag = kernel.c_iflag;
	attributes->c_oflag = kernel.c_oflag;
	attributes->c_cflag = kernel.c_cflag;
	attributes->c_lflag = kernel.c_lflag;
	attributes->c_line = kernel.c_line;
	memset(attributes->c_cc, 0, sizeof(attributes->c_cc));
	memcpy(attributes->c_cc, kernel.c_cc, sizeof(kernel.c_cc));
	return 0;
}

int tcsetattr(int fd, int action, const struct termios *attributes)
{
	struct abi_termios kernel = {
		.c_iflag = attributes->c_iflag,
		.c_oflag = attributes->c_oflag,
		.c_cflag = attributes->c_cflag,
		.c_lflag = attributes->c_lflag,
		.c_line = attributes->c_line,
	};

	if (action < TCSANOW || action > TCSAFLUSH) {
		errno = EINVAL;
		return -1;
	}
	memcpy(kernel.c_cc, attributes->c_cc, sizeof(kernel.c_cc));
	return ioctl(fd, TCSETS + (unsigned long)action, &kernel);
}

void cfmakeraw(struct termios *attributes)
{
	attributes->c_iflag &= ~(tcflag_t)(IGNBRK | BRKINT | PARMRK | ISTRIP | INLCR | IGNCR |
					   ICRNL | IXON);
	attributes->c_oflag &= ~(tcflag_t)OPOST;
	attributes->c_lflag &= ~(tcflag_t)(ECHO | ECHONL | ICANON | ISIG | IEXTEN);
	attributes->c_cflag = (attributes->c_cflag & ~(tcflag_t)(CSIZE | PARENB)) | CS8;
	attributes->c_cc[VMIN] = 1;
	attributes->c_cc[VTIME] = 0;
}
