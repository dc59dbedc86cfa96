# How the kernel is compiled. The flags travel with the INTERFACE target `kernel_flags`, which
# every component links; programs have flags of their own (user/CMakeLists.txt).

# With one hart the assembler itself refuses atomic instructions: none can slip in.
if(CONFIG_SMP)
  set(STRATA_KERNEL_MARCH rv64imac_zicsr_zifencei)
else()
  set(STRATA_KERNEL_MARCH rv64imc_zicsr_zifencei)
endif()
set(STRATA_KERNEL_MACHINE -march=${STRATA_KERNEL_MARCH} -mabi=lp64 -mcmodel=medany)

if(CONFIG_OPT_SIZE)
  # What -Os does for speed all the same: each of these makes the shell preset smaller.
  set(STRATA_OPTIMISATION
    -Os -fno-jump-tables -fno-tree-ter -fno-code-hoisting -fno-thread-jumps)
  # Prologues as calls: a tenth less code. They would hide the frames that a backtrace follows.
  if(NOT CONFIG_FRAME_POINTER)
    list(APPEND STRATA_OPTIMISATION -msave-restore)
  endif()
elseif(CONFIG_OPT_DEBUG)
  set(STRATA_OPTIMISATION -Og)
else()
  set(STRATA_OPTIMISATION -O2)
endif()

# No path of this machine goes into the files: two checkouts, and two folders of one, build the same
# bytes. The later option is tried first. Assembly knows only the second form of the option.
set(STRATA_REPRODUCIBLE
  -ffile-prefix-map=${CMAKE_SOURCE_DIR}/= -ffile-prefix-map=${CMAKE_BINARY_DIR}=.)
set(STRATA_REPRODUCIBLE_ASSEMBLY
  -fdebug-prefix-map=${CMAKE_SOURCE_DIR}/= -fdebug-prefix-map=${CMAKE_BINARY_DIR}=.)

if(CONFIG_STACK_PROTECTOR)
  set(STRATA_STACK_PROTECTOR -fstack-protector-strong)
else()
  set(STRATA_STACK_PROTECTOR -fno-stack-protector)
endif()

# Calls before each access; where the shadow lies is the kernel's business (mm/kasan.c).
set(STRATA_KASAN -fsanitize=kernel-address -fno-sanitize-address-use-after-scope
  --param=asan-instrumentation-with-call-threshold=0 --param=asan-stack=0 --param=asan-globals=1)

# At the head of each C file, so that the assembler sees it before the first function. A caller must
# not rely on registers that it sees a function leave alone.
if(CONFIG_ERROR_TRACE)
  set(STRATA_ERROR_TRACE "SHELL:-include ${CMAKE_SOURCE_DIR}/arch/riscv/error_return.h" -fno-ipa-ra)
endif()

if(CONFIG_KASAN)
  set(STRATA_KASAN_LINK -Wl,--wrap=memcpy,--wrap=memmove,--wrap=memset,--wrap=memcmp
    -Wl,--wrap=page_zero,--wrap=page_copy)
endif()

# The linker compiles again what it is given: it needs the flags that shape code.
set(STRATA_CODE_GENERATION -ffreestanding -fno-common -fno-pic -fno-strict-aliasing
  ${STRATA_STACK_PROTECTOR} -fno-asynchronous-unwind-tables -fno-unwind-tables
  -msmall-data-limit=511 -ffunction-sections -fdata-sections)
if(CONFIG_LTO)
  set(STRATA_LTO -flto)
  set(STRATA_LTO_LINK -flto -flto-partition=one ${STRATA_OPTIMISATION} ${STRATA_CODE_GENERATION}
    ${STRATA_REPRODUCIBLE})
endif()

set(STRATA_WARNINGS -Wall -Wextra -Werror -Wundef -Wshadow -Wno-unused-parameter
  $<$<COMPILE_LANGUAGE:C>:-Wstrict-prototypes>
  $<$<COMPILE_LANGUAGE:C>:-Wmissing-prototypes>)

# Small variables lie around gp (kernel.lds.S), where the linker makes one instruction of the two
# that an address takes. Assembly also runs where gp is not the kernel's, and so does without.
add_library(kernel_flags INTERFACE)
target_compile_options(kernel_flags INTERFACE
  ${STRATA_KERNEL_MACHINE}
  -std=gnu11
  ${STRATA_CODE_GENERATION}
  $<$<COMPILE_LANGUAGE:ASM>:-mno-relax>
  ${STRATA_OPTIMISATION} -g $<$<COMPILE_LANGUAGE:C>:${STRATA_LTO}>
  $<$<BOOL:${CONFIG_FRAME_POINTER}>:-fno-omit-frame-pointer>
  $<$<BOOL:${CONFIG_FRAME_POINTER}>:-fno-optimize-sibling-calls>
  $<$<BOOL:${CONFIG_UBSAN}>:-fsanitize=undefined>
  $<$<BOOL:${CONFIG_KASAN}>:${STRATA_KASAN}>
  "$<$<COMPILE_LANGUAGE:C>:${STRATA_ERROR_TRACE}>"
  ${STRATA_WARNINGS}
  ${STRATA_REPRODUCIBLE}
  "$<$<COMPILE_LANGUAGE:ASM>:${STRATA_REPRODUCIBLE_ASSEMBLY}>"
  "SHELL:-imacros ${STRATA_AUTOCONF}")
target_include_directories(kernel_flags INTERFACE ${CMAKE_BINARY_DIR}/include)

# The driver's own choice would be the library for lp64d, which does not link with lp64.
execute_process(
  COMMAND ${CMAKE_C_COMPILER} -march=rv64imac -mabi=lp64 -print-libgcc-file-name
  OUTPUT_VARIABLE STRATA_LIBGCC OUTPUT_STRIP_TRAILING_WHITESPACE COMMAND_ERROR_IS_FATAL ANY)
