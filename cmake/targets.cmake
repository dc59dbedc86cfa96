# Targets for people: run, debug, menuconfig, savedefconfig, help text for them.
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
    if(TARGET strata.elf)
      add_dependencies(${command} strata.elf)
    endif()
    if(TARGET image)
      add_dependencies(${command} image)
    endif()
  endforeach()
endfunction()
