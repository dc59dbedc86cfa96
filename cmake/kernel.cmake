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

# An executable from the objects of all components, and of object libraries that are named behind.
function(strata_add_kernel name map script)
  get_property(components GLOBAL PROPERTY STRATA_COMPONENTS)
  set(objects ${components} ${ARGN})
  list(TRANSFORM objects REPLACE "(.+)" "$<TARGET_OBJECTS:\\1>")
  add_executable(${name} ${objects})
  add_dependencies(${name} kernel_linker_script)
  target_link_options(${name} PRIVATE
    ${STRATA_KERNEL_MACHINE} -nostdlib -static
    ${STRATA_LTO_LINK}
    ${STRATA_KASAN_LINK}
    -T ${script}
    -Wl,--gc-sections -Wl,--build-id=none -Wl,--no-warn-rwx-segments
    -Wl,-z,max-page-size=4096
    -Wl,-Map=${CMAKE_BINARY_DIR}/${map})
  target_link_libraries(${name} PRIVATE ${STRATA_LIBGCC})
  set_target_properties(${name} PROPERTIES
    LINKER_LANGUAGE C
    LINK_DEPENDS ${script}
    RUNTIME_OUTPUT_DIRECTORY ${CMAKE_BINARY_DIR}
    SUFFIX "")
endfunction()

# KALLSYMS: the kernel is linked twice, first with an empty table of names. The table lies behind
# the code, which therefore does not move when it comes in; that is checked.
function(strata_link_kernel_with_names script)
  set(tool ${STRATA_PYTHON} ${CMAKE_SOURCE_DIR}/tools/kallsyms ${CMAKE_NM})
  set(nameless ${CMAKE_BINARY_DIR}/strata-nameless.elf)
  set(none ${STRATA_GENERATED}/kallsyms_none.S)
  set(table ${STRATA_GENERATED}/kallsyms.S)
  add_custom_command(OUTPUT ${none}
    COMMAND ${tool} > ${none}
    DEPENDS ${CMAKE_SOURCE_DIR}/tools/kallsyms
    VERBATIM COMMENT "Generating kallsyms_none.S")
  add_library(kallsyms_none OBJECT ${none})
  target_link_libraries(kallsyms_none PRIVATE kernel_flags)
  strata_add_kernel(strata-nameless.elf strata-nameless.map ${script} kallsyms_none)
  add_custom_command(OUTPUT ${table}
    COMMAND ${tool} ${nameless} > ${table}
    DEPENDS strata-nameless.elf ${CMAKE_SOURCE_DIR}/tools/kallsyms
    VERBATIM COMMENT "Generating kallsyms.S")
  add_library(kallsyms OBJECT ${table})
  target_link_libraries(kallsyms PRIVATE kernel_flags)
  strata_add_kernel(strata.elf strata.map ${script} kallsyms)
  add_custom_command(TARGET strata.elf POST_BUILD
    COMMAND ${tool} ${nameless} --check $<TARGET_FILE:strata.elf> VERBATIM)
endfunction()

function(strata_link_kernel)
  strata_fill_empty_components()
  set(script ${CMAKE_BINARY_DIR}/kernel.lds)
  strata_preprocess_linker_script(${script})
  add_custom_target(kernel_linker_script DEPENDS ${script})
  if(CONFIG_KALLSYMS)
    strata_link_kernel_with_names(${script})
  else()
    strata_add_kernel(strata.elf strata.map ${script})
  endif()
endfunction()
