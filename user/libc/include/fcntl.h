#pragma once

#include <abi/fcntl.h>
#include <sys/stat.h>
#include <sys/types.h>

int open(const char *path, int flags, ...);
int openat(int directory, const char *path, int flags, ...);
int creat(const char *path, mode_t mode);
int fcntl(int fd, int command, ...);
