/* One piece of memory of readv() and writev(). */
#pragma once

#include <stdint.h>

struct abi_iovec {
	uint64_t iov_base; /* a user address */
	uint64_t iov_len;
};
