/* Limits that are part of the interface. */
#pragma once

#define PATH_MAX 4096 /* bytes of a path, with the zero at its end */
#define NAME_MAX 255  /* bytes of a name in a directory */
#define PIPE_BUF 4096 /* bytes that a pipe takes whole or not at all */
#define IOV_MAX 1024
#define ARG_MAX 131072
#define NGROUPS_MAX 65536
