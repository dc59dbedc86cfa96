/* futex() and set_robust_list() */
#pragma once

#include <stdint.h>

#define FUTEX_WAIT 0
#define FUTEX_WAKE 1
#define FUTEX_REQUEUE 3
#define FUTEX_CMP_REQUEUE 4
#define FUTEX_WAIT_BITSET 9
#define FUTEX_WAKE_BITSET 10
#define FUTEX_PRIVATE_FLAG 128
#define FUTEX_CLOCK_REALTIME 256
#define FUTEX_CMD_MASK (~(FUTEX_PRIVATE_FLAG | FUTEX_CLOCK_REALTIME))
#define FUTEX_BITSET_MATCH_ANY 0xffffffff

/* A robust lock's word: who holds it, whether somebody waits, and that the holder has died. */
#define FUTEX_TID_MASK 0x3fffffff
#define FUTEX_OWNER_DIED 0x40000000
#define FUTEX_WAITERS 0x80000000

#define FUTEX_ROBUST_MAX 2048 /* so many locks of a list are looked at */

struct abi_robust_list_head {
	uint64_t list; /* the first lock's link, or the head itself */
	int64_t futex_offset; /* from a link to its word */
	uint64_t list_op_pending; /* the link of one that is being taken or let go of */
};
