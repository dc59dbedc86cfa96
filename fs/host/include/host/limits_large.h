/* Sizes of pools for tests of what takes a large cache. */
#pragma once

#define CONFIG_FS_NBUF 768
#define CONFIG_NINODE 256
#define CONFIG_NFILE 16

/* Files are mapped as well. */
#define CONFIG_MM_MMAP 1
