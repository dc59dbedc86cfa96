# Exact rebuilds: a file is compiled anew when an option that it names changes, and not when another
# does. tools/fixdep stands before the compiler and sees to it; it is built here, because it is
# needed before anything else. -DKCONF_FIXDEP=OFF does without: then every option rebuilds all.
option(KCONF_FIXDEP "Compile only the files that depend on a changed option" ON)

set(STRATA_STAMPS ${CMAKE_BINARY_DIR}/include/config)
set(STRATA_COMPILER_LAUNCHER)

function(strata_build_fixdep program)
  set(source ${CMAKE_SOURCE_DIR}/tools/fixdep/fixdep.c)
  set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${source})
  if(EXISTS ${program} AND NOT ${source} IS_NEWER_THAN ${program})
    return()
  endif()
  find_program(STRATA_HOST_CC NAMES cc gcc clang REQUIRED DOC "Compiler for the building machine")
  cmake_path(GET program PARENT_PATH folder)
  file(MAKE_DIRECTORY ${folder})
  execute_process(
    COMMAND ${STRATA_HOST_CC} -std=gnu11 -O2 -Wall -Wextra -Werror -D_GNU_SOURCE
      -o ${program} ${source}
    COMMAND_ERROR_IS_FATAL ANY)
endfunction()

if(KCONF_FIXDEP)
  strata_build_fixdep(${CMAKE_BINARY_DIR}/tools/fixdep)
  set(STRATA_COMPILER_LAUNCHER ${CMAKE_BINARY_DIR}/tools/fixdep ${STRATA_AUTOCONF} ${STRATA_STAMPS})
endif()
# One that the user names, such as ccache, comes between. CMake knows no launcher for assembly.
set(CMAKE_C_COMPILER_LAUNCHER ${STRATA_COMPILER_LAUNCHER} ${CMAKE_C_COMPILER_LAUNCHER})
list(TRANSFORM STRATA_COMPILER_LAUNCHER REPLACE "(.+)" "\"\\1\"" OUTPUT_VARIABLE words)
list(JOIN words " " words)
set(CMAKE_ASM_COMPILE_OBJECT "${words} ${CMAKE_ASM_COMPILE_OBJECT}")
