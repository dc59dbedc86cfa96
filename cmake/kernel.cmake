# The kernel's link: strata.elf and strata.map from the objects of all components.

set(STRATA_LINKER_SCRIPT ${CMAKE_SOURCE_DIR}/arch/riscv/kernel.lds.S)

# A component all of whose files are switched off still has to be a library.
function(strata_fill_empty_components)
  get_property(components GLOBAL PROPERTY STRATA_COMPONENTS)
  set(empty ${STRATA_GENERATED}/empty.c)
  foreach(component IN LISTS components)
    get_target_property(sources ${component} SOURCES)
    if(NOT sources)
      file(CONFIGURE OUTPUT ${empty} CONTENT "/* A component with nothing selected. */\n")
      target_sources(${component} PRIVATE ${empty})
    endif()
  endforeach()
endfunction()

# The linker script goes through the C preprocessor, so that it sees the options.
function(strata_preprocess_linker_script output)
  set(include_folders ${CMAKE_SOURCE_DIR}/arch/riscv/include ${CMAKE_SOURCE_DIR}/arch/include
    ${CMAKE_SOURCE_DIR}/lib/include ${CMAKE_SOURCE_DIR}/kernel/include
    ${CMAKE_SOURCE_DIR}/mm/include)
  list(TRANSFORM include_folders PREPEND -I)
  add_custom_command(OUTPUT ${output}
    COMMAND ${STRATA_COMPILER_LAUNCHER} ${CMAKE_C_COMPILER} -E -P
      -x assembler-with-cpp -D__LINKER_SCRIPT__
      -imacros ${STRATA_AUTOCONF} ${include_folders}
      -MD -MF ${output}.d -MT ${output} -o ${output} ${STRATA_LINKER_SCRIPT}
    DEPENDS ${STRATA_LINKER_SCRIPT}
    DEPFILE ${output}.d VERBATIM COMMENT "Generating kernel.lds")
endfunction()

function(strata_link_kernel)
  strata_fill_empty_components()
  get_property(components GLOBAL PROPERTY STRATA_COMPONENTS)
  set(script ${CMAKE_BINARY_DIR}/kernel.lds)
  strata_preprocess_linker_script(${script})
  add_custom_target(kernel_linker_script DEPENDS ${script})

  set(objects ${components})
  list(TRANSFORM objects REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
  add_executable(strata.elf ${objects})
  add_dependencies(strata.elf kernel_linker_script)
  target_link_options(strata.elf PRIVATE
    ${STRATA_KERNEL_MACHINE} -nostdlib -static
    ${STRATA_LTO_LINK}
    ${STRATA_KASAN_LINK}
    -T ${script}
    -Wl,--gc-sections -Wl,--build-id=none -Wl,--no-warn-rwx-segments
    -Wl,-z,max-page-size=4096
    -Wl,-Map=${CMAKE_BINARY_DIR}/strata.map)
  target_link_libraries(strata.elf PRIVATE ${STRATA_LIBGCC})
  set_target_properties(strata.elf PROPERTIES
    LINKER_LANGUAGE C
    LINK_DEPENDS ${script}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}
    SUFFIX "")
endfunction()
