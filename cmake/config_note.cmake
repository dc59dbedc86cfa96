# What a kernel says of its own configuration: assembly files that take in the shortest form of it.
#
#   strata_config_text(NAME file.S)
#       The file is added to the component and knows NOTE_CONFIG and NOTE_PRESET, names of files,
#       and NOTE_VERSION and NOTE_COMPILER, strings.
function(strata_config_text name source)
  set(folder ${CMAKE_BINARY_DIR}/kconf)
  strata_sources(${name} ${source})
  set_source_files_properties(${source} PROPERTIES
    COMPILE_DEFINITIONS "NOTE_CONFIG=\"${folder}/embedded.config\";\
NOTE_PRESET=\"${folder}/embedded.preset\";NOTE_VERSION=\"${PROJECT_VERSION}\";\
NOTE_COMPILER=\"${CMAKE_C_COMPILER_ID} ${CMAKE_C_COMPILER_VERSION}\""
    OBJECT_DEPENDS "${folder}/embedded.config;${folder}/embedded.preset")
endfunction()
