/* What uname() fills. */
#pragma once

#define ABI_UTSNAME_LENGTH 65

struct abi_utsname {
	char sysname[ABI_UTSNAME_LENGTH];
	char nodename[ABI_UTSNAME_LENGTH];
	char release[ABI_UTSNAME_LENGTH];
	char version[ABI_UTSNAME_LENGTH];
	char machine[ABI_UTSNAME_LENGTH];
	char domainname[ABI_UTSNAME_LENGTH];
};
