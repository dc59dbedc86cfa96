#pragma once

#include <abi/stat.h>

#define makedev(major_number, minor_number) abi_makedev(major_number, minor_number)
#define major(device) abi_major((unsigned int)(device))
#define minor(device) abi_minor((unsigned int)(device))
