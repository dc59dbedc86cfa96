# Targets for people: run, debug, menuconfig, savedefconfig, reports, the SDK.
function(strata_developer_targets)
  set(kconf ${STRATA_PYTHON} ${CMAKE_SOURCE_DIR}/tools/kconf)
  foreach(command menuconfig olddefconfig savedefconfig)
    add_custom_target(${command}
      COMMAND ${kconf} ${command} -B ${CMAKE_BINARY_DIR}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
  endforeach()

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
endfunction()
