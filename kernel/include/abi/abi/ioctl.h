/* ioctl() requests of a terminal and of descriptors in general. */
#pragma once

#include <stdint.h>

#define TCGETS 0x5401  /* struct abi_termios out */
#define TCSETS 0x5402  /* struct abi_termios in, at once */
#define TCSETSW 0x5403 /* in, when the output has drained */
#define TCSETSF 0x5404 /* in, when the output has drained; typed input is dropped */
#define TCSBRK 0x5409
#define TCXONC 0x540a
#define TCFLSH 0x540b
#define TIOCSCTTY 0x540e
#define TIOCGPGRP 0x540f
#define TIOCSPGRP 0x5410
#define TIOCOUTQ 0x5411
#define TIOCGWINSZ 0x5413
#define TIOCSWINSZ 0x5414
#define FIONREAD 0x541b
#define FIONBIO 0x5421
#define TIOCNOTTY 0x5422
#define TIOCGSID 0x5429
#define FIONCLEX 0x5450
#define FIOCLEX 0x5451

struct abi_winsize {
	uint16_t ws_row;
	uint16_t ws_col;
	uint16_t ws_xpixel;
	uint16_t ws_ypixel;
};
