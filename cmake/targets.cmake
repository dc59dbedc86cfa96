# Targets for people: those of the configuration, by the names that Linux and Zephyr give them, and
# run, debug, sdk. `ninja usage` lists them.

define_property(GLOBAL PROPERTY STRATA_USAGE BRIEF_DOCS "Lines that `ninja usage` prints")

# strata_usage(NAME TEXT): a line for `ninja usage`.
function(strata_usage name text)
  string(LENGTH ${name} length)
  math(EXPR blanks "20 - ${length}")
  string(REPEAT " " ${blanks} blanks)
  set_property(GLOBAL APPEND PROPERTY STRATA_USAGE "  ${name}${blanks}${text}")
endfunction()

function(strata_kconf_target name text)
  add_custom_target(${name}
    COMMAND ${STRATA_PYTHON} ${CMAKE_SOURCE_DIR}/tools/kconf ${ARGN} -B ${CMAKE_BINARY_DIR}
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
  strata_usage(${name} "${text}")
endfunction()

function(strata_kconf_targets)
  foreach(line
      "menuconfig:change options in the terminal"
      "guiconfig:change options in a window"
      "oldconfig:ask about options that are new"
      "olddefconfig:take the defaults of options that are new"
      "listnewconfig:list options that are new"
      "savedefconfig:write the shortest file that gives this configuration"
      "defconfig:forget all changes to the preset"
      "alldefconfig:start again with every option at its default"
      "allnoconfig:start again with every option n"
      "allyesconfig:start again with every option y"
      "randconfig:start again with a random configuration"
      "tinyconfig:start again with the smallest kernel"
      "diffconfig:show the changes to the preset"
      "traceconfig:tell where each value comes from"
      "hardenconfig:compare with what a cautious user wants")
    string(REGEX MATCH "^([a-z]+):(.+)$" line "${line}")
    strata_kconf_target(${CMAKE_MATCH_1} "${CMAKE_MATCH_2}" ${CMAKE_MATCH_1})
  endforeach()
  file(GLOB presets RELATIVE ${CMAKE_SOURCE_DIR}/configs
    ${CMAKE_SOURCE_DIR}/configs/*_defconfig)
  foreach(preset IN LISTS presets)
    strata_kconf_target(${preset} "start again from configs/${preset}" defconfig ${preset})
  endforeach()
  add_custom_target(doc
    COMMAND ${STRATA_PYTHON} ${CMAKE_SOURCE_DIR}/tools/kconf doc
      --out ${CMAKE_BINARY_DIR}/options.html
    WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} VERBATIM)
  strata_usage(doc "write options.html, the reference of all options")
endfunction()

# `help` is Ninja's own and lists every file.
function(strata_usage_target)
  get_property(lines GLOBAL PROPERTY STRATA_USAGE)
  list(SORT lines)
  list(JOIN lines "\n" text)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/usage.txt CONTENT "${text}\n" @ONLY)
  add_custom_target(usage COMMAND ${CMAKE_COMMAND} -E cat ${CMAKE_BINARY_DIR}/usage.txt VERBATIM)
endfunction()

function(strata_developer_targets)
  strata_kconf_targets()

  # These build first by themselves; the runner is told only where.
  set(runner ${STRATA_PYTHON} ${CMAKE_SOURCE_DIR}/tools/runner)
  foreach(command run debug)
    add_custom_target(${command}
      COMMAND ${runner} ${command} --built ${CMAKE_BINARY_DIR}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
    add_dependencies(${command} strata.elf)
    if(TARGET image)
      add_dependencies(${command} image)
    endif()
  endforeach()
  strata_usage(run "boot in this terminal")
  strata_usage(debug "boot with GDB attached")
endfunction()

# `ninja size` and the like: what tools/kstat says of this build, as it is.
function(strata_report_targets)
  set(kstat ${STRATA_PYTHON} ${CMAKE_SOURCE_DIR}/tools/kstat)
  set(size size --no-build ${CMAKE_BINARY_DIR})
  set(ram_report footprint --no-build --ram --by symbol ${CMAKE_BINARY_DIR})
  set(rom_report footprint --no-build --rom --by symbol ${CMAKE_BINARY_DIR})
  set(footprint footprint --no-build --by object ${CMAKE_BINARY_DIR})
  set(compare compare --no-build --built ${CMAKE_BINARY_DIR})
  set(cost cost ${STRATA_PRESET})
  set(dashboard report --no-build --built ${CMAKE_BINARY_DIR})
  foreach(target size ram_report rom_report footprint compare cost dashboard)
    add_custom_target(${target} COMMAND ${kstat} ${${target}}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
    add_dependencies(${target} strata.elf)
    if(TARGET image)
      add_dependencies(${target} image)
    endif()
  endforeach()
endfunction()

# `ninja sdk`: build/PRESET/sdk, with which programs are built outside this tree.
function(strata_sdk)
  if(NOT TARGET libc)
    return()
  endif()
  set(sdk ${CMAKE_BINARY_DIR}/sdk)
  foreach(name STRATA_USER_MACHINE STRATA_USER_LIBGCC STRATA_PROGRAM_SCRIPT)
    get_directory_property(${name} DIRECTORY user DEFINITION ${name})
  endforeach()
  list(JOIN STRATA_USER_MACHINE " " STRATA_SDK_MACHINE)
  configure_file(${CMAKE_SOURCE_DIR}/cmake/strata-cc.in ${CMAKE_BINARY_DIR}/strata-cc @ONLY
    FILE_PERMISSIONS OWNER_READ OWNER_WRITE OWNER_EXECUTE GROUP_READ GROUP_EXECUTE WORLD_READ
    WORLD_EXECUTE)
  add_custom_target(sdk
    COMMAND ${CMAKE_COMMAND} -E rm -rf ${sdk}
    COMMAND ${CMAKE_COMMAND} -E make_directory ${sdk}/bin ${sdk}/lib
    COMMAND ${CMAKE_COMMAND} -E copy_directory
      ${CMAKE_SOURCE_DIR}/user/libc/include ${CMAKE_SOURCE_DIR}/kernel/include/abi
      ${CMAKE_SOURCE_DIR}/lib/include ${sdk}/include
    COMMAND ${CMAKE_COMMAND} -E copy $<TARGET_FILE:libc> ${STRATA_PROGRAM_SCRIPT}
      ${STRATA_USER_LIBGCC} ${STRATA_AUTOCONF} ${sdk}/lib
    COMMAND ${CMAKE_COMMAND} -E copy ${CMAKE_BINARY_DIR}/strata-cc ${sdk}/bin
    COMMAND ${CMAKE_COMMAND} -E echo "The SDK is in ${sdk}; compile with bin/strata-cc"
    DEPENDS libc VERBATIM)
  strata_usage(sdk "headers and library for programs outside the tree")
endfunction()
