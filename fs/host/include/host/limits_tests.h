/* Sizes of pools for the tests: small, so that they run out. */
#pragma once

#define CONFIG_FS_NBUF 64
#define CONFIG_NINODE 32
#define CONFIG_NFILE 16
