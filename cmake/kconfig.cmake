# Makes the configuration (tools/kconf gen) and imports it: afterwards each option is a CMake
# variable CONFIG_X, "y" or "n" for a bool.
#
# What goes in, later over earlier: the defaults of the Kconfig files, configs/<preset>_defconfig
# (STRATA_PRESET), the fragments (STRATA_FRAGMENTS, a list of files), -DCONFIG_X=value on CMake's
# command line, and what the user changed in menuconfig.

# An interpreter counts only if it can import kconfiglib: the first python3 on PATH often cannot.
function(strata_python_works result candidate)
  execute_process(COMMAND ${candidate} -c "import kconfiglib"
    RESULT_VARIABLE status OUTPUT_QUIET ERROR_QUIET)
  if(NOT status EQUAL 0)
    set(${result} FALSE PARENT_SCOPE)
  endif()
endfunction()

if(Python3_EXECUTABLE)
  set(STRATA_PYTHON ${Python3_EXECUTABLE} CACHE FILEPATH "Python with kconfiglib")
endif()
find_program(STRATA_PYTHON NAMES python3 python HINTS /usr/bin
  VALIDATOR strata_python_works DOC "Python with kconfiglib")
if(NOT STRATA_PYTHON)
  message(FATAL_ERROR "No Python 3 with kconfiglib was found. On Debian: "
    "apt install python3-kconfiglib; elsewhere: pip install kconfiglib and "
    "-DPython3_EXECUTABLE=/path/to/python3.")
endif()

# A preset that nobody named gives way to one that was chosen with tools/kconf before.
set(strata_kconf_arguments)
if(NOT STRATA_PRESET)
  set(strata_kconf_arguments --default)
  get_filename_component(STRATA_PRESET ${CMAKE_BINARY_DIR} NAME)
  if(NOT EXISTS ${CMAKE_SOURCE_DIR}/configs/${STRATA_PRESET}_defconfig)
    set(STRATA_PRESET full)
  endif()
endif()
set(STRATA_PRESET ${STRATA_PRESET} CACHE STRING "configs/<this>_defconfig, or a file")
set(STRATA_FRAGMENTS "${STRATA_FRAGMENTS}" CACHE STRING "Files of options put over the preset")

set(STRATA_CONFIG ${CMAKE_BINARY_DIR}/.config)
set(STRATA_GENERATED ${CMAKE_BINARY_DIR}/include/generated)
set(STRATA_AUTOCONF ${STRATA_GENERATED}/autoconf.h)

# -DCONFIG_X=value lies in the cache; an imported option is a plain variable and hides it.
list(APPEND strata_kconf_arguments --defconfig ${STRATA_PRESET})
foreach(fragment IN LISTS STRATA_FRAGMENTS)
  list(APPEND strata_kconf_arguments --fragment ${fragment})
endforeach()
get_cmake_property(strata_cache_names CACHE_VARIABLES)
list(FILTER strata_cache_names INCLUDE REGEX "^CONFIG_")
foreach(name IN LISTS strata_cache_names)
  list(APPEND strata_kconf_arguments "-D${name}=$CACHE{${name}}")
endforeach()

execute_process(
  COMMAND ${STRATA_PYTHON} ${CMAKE_SOURCE_DIR}/tools/kconf gen
    -B ${CMAKE_BINARY_DIR} ${strata_kconf_arguments}
  WORKING_DIRECTORY ${CMAKE_SOURCE_DIR}
  RESULT_VARIABLE strata_kconf_status)
if(NOT strata_kconf_status EQUAL 0)
  message(FATAL_ERROR "The configuration is not valid; the reasons stand above. To repair the "
    "user's part of it: tools/kconf menuconfig -B ${CMAKE_BINARY_DIR}")
endif()

# Whatever the configuration was made from brings CMake back when it changes.
file(STRINGS ${CMAKE_BINARY_DIR}/kconf/inputs.txt strata_kconf_inputs)
set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS
  ${strata_kconf_inputs} ${STRATA_CONFIG})

function(strata_import_config file)
  file(STRINGS ${file} lines REGEX "CONFIG_")
  foreach(line IN LISTS lines)
    if(line MATCHES "^(CONFIG_[A-Z0-9_]+)=\"(.*)\"$")
      set(${CMAKE_MATCH_1} "${CMAKE_MATCH_2}" PARENT_SCOPE)
    elseif(line MATCHES "^(CONFIG_[A-Z0-9_]+)=(.*)$")
      set(${CMAKE_MATCH_1} "${CMAKE_MATCH_2}" PARENT_SCOPE)
    elseif(line MATCHES "^# (CONFIG_[A-Z0-9_]+) is not set$")
      set(${CMAKE_MATCH_1} n PARENT_SCOPE)
    endif()
  endforeach()
endfunction()
strata_import_config(${STRATA_CONFIG})
