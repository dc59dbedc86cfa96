/* After config.h: fs/ without large files, so with the twin of map.c. */
#pragma once

#undef CONFIG_FS_LARGE_FILES
