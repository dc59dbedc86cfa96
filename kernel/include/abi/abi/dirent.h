/* Directory entries as getdents64() packs them. */
#pragma once

#include <stddef.h>
#include <stdint.h>

#define DT_UNKNOWN 0
#define DT_FIFO 1
#define DT_CHR 2
#define DT_DIR 4
#define DT_BLK 6
#define DT_REG 8
#define DT_LNK 10
#define DT_SOCK 12

/* The type bits of st_mode are a DT_ value shifted by 12. */
#define DT_OF_MODE(mode) (((mode) & 0170000) >> 12)

struct abi_dirent64 {
	uint64_t d_ino;
	int64_t d_off;     /* pass to lseek() to continue behind this entry */
	uint16_t d_reclen; /* bytes to the next entry, a multiple of 8 */
	uint8_t d_type;
	char d_name[];     /* ends with a zero byte; begins at byte 19 */
};

#define ABI_DIRENT_NAME_OFFSET 19

/* The d_reclen of an entry whose name has `length` bytes. */
#define ABI_DIRENT_SIZE(length) ((ABI_DIRENT_NAME_OFFSET + (length) + 1 + 7) & ~(size_t)7)
