/* The tests alone have these: small pools, so that they run out. */
#pragma once

#define CONFIG_FS_NBUF 64
#define CONFIG_NINODE 32
#define CONFIG_NFILE 16

/* Files are mapped as well. */
#define CONFIG_MM_MMAP 1
