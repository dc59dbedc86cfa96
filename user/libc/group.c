/* Process groups, sessions, and the terminal's foreground group. */
#include "call.h"
#include <sys/ioctl.h>
#include <termios.h>
#include <unistd.h>

int setpgid(pid_t pid, pid_t group)
{
	return (int)libc_result(CALL(setpgid, pid, group));
}

pid_t getpgid(pid_t pid)
{
	return (pid_t)libc_result(CALL(getpgid, pid));
}

pid_t getpgrp(void)
{
	return getpgid(0);
}

pid_t setsid(void)
{
	return (pid_t)libc_result(CALL(setsid));
}

pid_t getsid(pid_t pid)
{
	return (pid_t)libc_result(CALL(getsid, pid));
}

pid_t tcgetpgrp(int fd)
{
	pid_t group;

	return ioctl(fd, TIOCGPGRP, &group) < 0 ? -1 : group;
}

int tcsetpgrp(int fd, pid_t group)
{
	return ioctl(fd, TIOCSPGRP, &group);
}

pid_t tcgetsid(int fd)
{
	pid_t session;

	return ioctl(fd, TIOCGSID, &session) < 0 ? -1 : session;
}
