/*
 * The options with which fs/ is built for the host: all features, whatever the preset, and the size
 * of a block decided at run time.
 */
#pragma once

extern unsigned int host_block_size;

#define CONFIG_FS 1
#define CONFIG_FS_LOG 1
#define CONFIG_FS_COMMIT_MS 1000
#define CONFIG_FS_BLOCK_SIZE host_block_size
#define CONFIG_FS_LARGE_FILES 1
#define CONFIG_FS_SYMLINKS 1
#define CONFIG_FS_LONG_NAMES 1
#define CONFIG_FS_TIMES 1
#define CONFIG_FS_NAME_CACHE 1
#define CONFIG_FS_READ_AHEAD 1
#define CONFIG_FILE_CALLS 1
#define CONFIG_CHARDEV_NODES 1
#define CONFIG_PIPES 1
#define CONFIG_PIPE_PAGES 2
#define CONFIG_ASSERTIONS 1
#define CONFIG_NR_HARTS 1
