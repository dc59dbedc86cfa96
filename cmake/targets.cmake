# Targets for people: run, debug, menuconfig, savedefconfig.
function(strata_developer_targets)
  set(kconf ${STRATA_PYTHON} ${CMAKE_SOURCE_DIR}/tools/kconf)
  foreach(command menuconfig olddefconfig savedefconfig)
    add_custom_target(${command}
      COMMAND ${kconf} ${command} -B ${CMAKE_BINARY_DIR}
      WORKING_DIRECTORY ${CMAKE_SOURCE_DIR} USES_TERMINAL VERBATIM)
  endforeach()
endfunction()
