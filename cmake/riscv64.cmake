# The cross compiler: Debian's gcc-riscv64-unknown-elf, or what -DSTRATA_CROSS= names.
set(CMAKE_SYSTEM_NAME Generic)
set(CMAKE_SYSTEM_PROCESSOR riscv64)

set(STRATA_CROSS riscv64-unknown-elf- CACHE STRING "Prefix of the cross compiler's names")
list(APPEND CMAKE_TRY_COMPILE_PLATFORM_VARIABLES STRATA_CROSS)

set(CMAKE_C_COMPILER ${STRATA_CROSS}gcc)
set(CMAKE_ASM_COMPILER ${STRATA_CROSS}gcc)
set(CMAKE_AR ${STRATA_CROSS}ar CACHE STRING "")
set(CMAKE_RANLIB ${STRATA_CROSS}ranlib CACHE STRING "")
set(CMAKE_OBJCOPY ${STRATA_CROSS}objcopy CACHE STRING "")

# A bare-metal compiler has nothing to link a test program with.
set(CMAKE_TRY_COMPILE_TARGET_TYPE STATIC_LIBRARY)
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
