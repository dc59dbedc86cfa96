/* wait4(): its options and the encoding of a child's status. */
#pragma once

#define WNOHANG 1
#define WUNTRACED 2
#define WCONTINUED 8
#define WNOTHREAD 0x20000000 /* __WNOTHREAD: there are no threads to leave out */
#define WALL 0x40000000      /* __WALL: nor other children to take in */

/*
 * The status word: bits 0-6 are the signal that ended the process, or 0 when it exited by itself
 * with the status in bits 8-15; bit 7 says that a core was dumped.
 */
#define W_EXITCODE(status, signal) (((status) & 0xff) << 8 | (signal))
#define W_STOPCODE(signal) ((signal) << 8 | 0x7f)
#define W_CONTINUED 0xffff

#define WEXITSTATUS(status) (((status) >> 8) & 0xff)
#define WTERMSIG(status) ((status) & 0x7f)
#define WSTOPSIG(status) WEXITSTATUS(status)
#define WCOREDUMP(status) (((status) & 0x80) != 0)
#define WIFEXITED(status) (WTERMSIG(status) == 0)
#define WIFSTOPPED(status) (((status) & 0xff) == 0x7f)
#define WIFSIGNALED(status) (WTERMSIG(status) != 0 && WTERMSIG(status) != 0x7f)
#define WIFCONTINUED(status) ((status) == 0xffff)
