# Components: a folder of kernel code, and who may include what.
#
# strata_component(fs USES lib kernel mm) makes two targets: `fs`, an object library with the
# folder's files, and `fs_api`, which carries fs/include. A component finds only the headers of
# the components it uses (and what those use in turn), so a forbidden #include fails to compile.
#
#   strata_component(NAME [USES component...] [INCLUDES folder...])
#       INCLUDES replaces the usual folder `include` (and may name several).
#   strata_headers(NAME INCLUDES folder... [USES component...])
#       Headers without code of their own.
#   strata_sources(NAME file...)
#   strata_sources_ifdef(CONFIG_X NAME file...)     compiled when X is y
#   strata_sources_else(CONFIG_X NAME file...)      compiled when X is n
#   strata_offsets(NAME file.c header.h)
#       Constants for assembly: file.c contains only functions with STRATA_OFFSET lines, see
#       cmake/offsets.cmake; the header is included as <generated/header.h>.

define_property(GLOBAL PROPERTY STRATA_COMPONENTS BRIEF_DOCS "Object libraries of the kernel")

function(strata_headers name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "USES;INCLUDES")
  add_library(${name}_api INTERFACE)
  foreach(folder IN LISTS arg_INCLUDES)
    cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    if(EXISTS ${folder})
      target_include_directories(${name}_api INTERFACE ${folder})
    endif()
  endforeach()
  list(TRANSFORM arg_USES APPEND _api OUTPUT_VARIABLE apis)
  target_link_libraries(${name}_api INTERFACE ${apis})
endfunction()

function(strata_component name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "USES;INCLUDES")
  if(NOT arg_INCLUDES)
    set(arg_INCLUDES include)
  endif()
  strata_headers(${name} INCLUDES ${arg_INCLUDES} USES ${arg_USES})

  add_library(${name} OBJECT)
  target_link_libraries(${name} PRIVATE ${name}_api kernel_flags)
  set_property(GLOBAL APPEND PROPERTY STRATA_COMPONENTS ${name})
endfunction()

function(strata_sources name)
  target_sources(${name} PRIVATE ${ARGN})
endfunction()

function(strata_sources_ifdef option name)
  if(${option})
    strata_sources(${name} ${ARGN})
  endif()
endfunction()

function(strata_sources_else option name)
  if(NOT ${option})
    strata_sources(${name} ${ARGN})
  endif()
endfunction()

# The constants are compiled to assembly as lines `#define NAME value` in an .ascii string and
# picked out again: what the compiler thinks, without running anything on the target.
function(strata_offsets name source header)
  cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR})
  set(assembly ${CMAKE_CURRENT_BINARY_DIR}/${header}.s)
  set(output ${STRATA_GENERATED}/${header})
  set(properties $<TARGET_PROPERTY:${name},INCLUDE_DIRECTORIES>)
  add_custom_command(OUTPUT ${output}
    COMMAND ${STRATA_COMPILER_LAUNCHER} ${CMAKE_C_COMPILER} ${STRATA_KERNEL_MACHINE}
      -std=gnu11 -ffreestanding -O1
      -imacros ${STRATA_AUTOCONF} "-I$<JOIN:${properties},;-I>"
      -MD -MF ${assembly}.d -MT ${output} -S -o ${assembly} ${source}
    COMMAND ${CMAKE_COMMAND} -DASSEMBLY=${assembly} -DHEADER=${output}
      -P ${CMAKE_SOURCE_DIR}/cmake/offsets.cmake
    DEPENDS ${source} ${CMAKE_SOURCE_DIR}/cmake/offsets.cmake
    DEPFILE ${assembly}.d COMMAND_EXPAND_LISTS VERBATIM
    COMMENT "Generating ${header}")
  add_custom_target(${name}_offsets DEPENDS ${output})
  add_dependencies(${name} ${name}_offsets)
endfunction()
