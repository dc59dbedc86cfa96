# Programs for the machine that builds: mkfs, fsck and the like. CMake knows one compiler per
# language, which is the cross compiler here, so these are built by rules of their own.
#
#   strata_host_program(NAME file... [INCLUDES folder...] [DEFINES X=1...] [OPTIONS flag...])
#
# makes the target NAME and sets STRATA_HOST_<NAME> to the path of the program.

find_program(STRATA_HOST_CC NAMES cc gcc clang REQUIRED DOC "Compiler for the building machine")
set(STRATA_HOST_FLAGS -std=gnu11 -O2 -g -Wall -Wextra -Werror -Wundef -Wshadow
  -Wstrict-prototypes -Wmissing-prototypes -Wno-unused-parameter)

function(strata_host_object output source)
  file(RELATIVE_PATH shown ${CMAKE_SOURCE_DIR} ${source})
  add_custom_command(OUTPUT ${output}
    COMMAND ${STRATA_HOST_CC} ${STRATA_HOST_FLAGS} ${ARGN}
      -MD -MF ${output}.d -MT ${output} -c -o ${output} ${source}
    DEPENDS ${source} DEPFILE ${output}.d VERBATIM COMMENT "Building host object ${shown}")
endfunction()

function(strata_host_program name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "INCLUDES;DEFINES;OPTIONS")
  set(flags ${arg_OPTIONS})
  foreach(folder IN LISTS arg_INCLUDES)
    cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    list(APPEND flags -I${folder})
  endforeach()
  list(TRANSFORM arg_DEFINES PREPEND -D)
  list(APPEND flags ${arg_DEFINES})

  set(objects)
  foreach(source IN LISTS arg_UNPARSED_ARGUMENTS)
    cmake_path(ABSOLUTE_PATH source BASE_DIRECTORY ${CMAKE_CURRENT_SOURCE_DIR} NORMALIZE)
    file(RELATIVE_PATH unique ${CMAKE_SOURCE_DIR} ${source})
    string(REPLACE "/" "_" unique ${unique})
    set(object ${CMAKE_CURRENT_BINARY_DIR}/host_${name}/${unique}.o)
    strata_host_object(${object} ${source} ${flags})
    list(APPEND objects ${object})
  endforeach()
  file(MAKE_DIRECTORY ${CMAKE_CURRENT_BINARY_DIR}/host_${name} ${CMAKE_BINARY_DIR}/tools)

  set(program ${CMAKE_BINARY_DIR}/tools/${name})
  add_custom_command(OUTPUT ${program}
    COMMAND ${STRATA_HOST_CC} -o ${program} ${objects}
    DEPENDS ${objects} VERBATIM COMMENT "Linking host program ${name}")
  add_custom_target(${name} ALL DEPENDS ${program})
  set(STRATA_HOST_${name} ${program} PARENT_SCOPE)
endfunction()
