# Second half of strata_offsets(): HEADER is written from the marked lines of ASSEMBLY. A source
# marks a constant with
#
#   #define OFFSET(name, value) __asm__ volatile("\n.ascii \"@offset " name " %0\"" : : "i"(value))
file(STRINGS ${ASSEMBLY} lines REGEX "@offset ")
set(text "/* Made from a compiler's view of C structures; do not edit. */\n#pragma once\n\n")
foreach(line IN LISTS lines)
  if(line MATCHES "@offset ([A-Za-z0-9_]+) ([-0-9]+)")
    string(APPEND text "#define ${CMAKE_MATCH_1} ${CMAKE_MATCH_2}\n")
  endif()
endforeach()
# One that stays as it is keeps its time, and what includes it is not compiled anew.
file(CONFIGURE OUTPUT ${HEADER} CONTENT "${text}" @ONLY)
