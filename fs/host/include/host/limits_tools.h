/* Sizes of pools for mkfs and fsck: ample. */
#pragma once

#define CONFIG_FS_NBUF 8192
#define CONFIG_NINODE 1024
#define CONFIG_NFILE 64
