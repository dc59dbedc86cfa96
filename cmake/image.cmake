# The disk image fs.img: what the folder build/PRESET/rootfs holds, in the features that the
# kernel is built with. A kernel with a disk and no file system gets a blank one.
#
# The folder is staged from the programs (the global property STRATA_PROGRAMS, a list of ELF files
# that lie below build/PRESET/programs as they will in the image; they are stripped), from
# user/rootfs/ and from the folder that CONFIG_ROOTFS_OVERLAY names.
define_property(GLOBAL PROPERTY STRATA_PROGRAMS BRIEF_DOCS "User programs for the disk image")
define_property(GLOBAL PROPERTY STRATA_MKFS_FEATURES BRIEF_DOCS "Flags of mkfs for FS_ options")

function(strata_overlay_folder result)
  set(folder "${CONFIG_ROOTFS_OVERLAY}")
  if(folder)
    cmake_path(ABSOLUTE_PATH folder BASE_DIRECTORY ${CMAKE_SOURCE_DIR} NORMALIZE)
    if(NOT IS_DIRECTORY ${folder})
      message(FATAL_ERROR "CONFIG_ROOTFS_OVERLAY: ${folder} is not a folder")
    endif()
  endif()
  set(${result} "${folder}" PARENT_SCOPE)
endfunction()

# A file of the size that all bytes of are zero, and that takes no space.
function(strata_blank_image)
  set(image ${CMAKE_BINARY_DIR}/fs.img)
  add_custom_command(OUTPUT ${image}
    COMMAND ${STRATA_PYTHON} -c "import sys$<SEMICOLON> \
open(sys.argv[1], 'wb').truncate(int(sys.argv[2]) << 20)" ${image} ${CONFIG_FS_IMAGE_MIB}
    VERBATIM COMMENT "Making a blank fs.img")
  add_custom_target(image ALL DEPENDS ${image})
endfunction()

function(strata_disk_image)
  if(CONFIG_BLK_VIRTIO AND NOT CONFIG_FS)
    strata_blank_image()
  endif()
  if(NOT CONFIG_FS OR NOT TARGET mkfs)
    return()
  endif()
  strata_overlay_folder(overlay)
  get_property(programs GLOBAL PROPERTY STRATA_PROGRAMS)
  get_property(features GLOBAL PROPERTY STRATA_MKFS_FEATURES)
  set(folders ${CMAKE_SOURCE_DIR}/user/rootfs ${overlay})
  set(files)
  foreach(folder IN LISTS folders)
    file(GLOB_RECURSE found CONFIGURE_DEPENDS LIST_DIRECTORIES FALSE ${folder}/*)
    list(APPEND files ${found})
  endforeach()

  # A file that goes away changes this list, and with it the image.
  list(JOIN programs "\n" manifest)
  list(JOIN files "\n" file_lines)
  file(CONFIGURE OUTPUT ${CMAKE_BINARY_DIR}/rootfs.list CONTENT "${manifest}\n${file_lines}\n")

  set(image ${CMAKE_BINARY_DIR}/fs.img)
  set(rootfs ${CMAKE_BINARY_DIR}/rootfs)
  set(stage ${CMAKE_SOURCE_DIR}/tools/stage)
  set(nodes ${CMAKE_SOURCE_DIR}/user/rootfs.manifest)
  add_custom_command(OUTPUT ${image}
    COMMAND ${STRATA_PYTHON} ${stage} --objcopy ${CMAKE_OBJCOPY} ${rootfs}
      --program-root ${CMAKE_BINARY_DIR}/programs --programs ${programs} --folders ${folders}
    COMMAND ${CMAKE_BINARY_DIR}/tools/mkfs ${features}
      --size ${CONFIG_FS_IMAGE_MIB} --manifest ${nodes} ${image} ${rootfs}
    DEPENDS ${CMAKE_BINARY_DIR}/tools/mkfs ${stage} ${nodes} ${programs} ${files}
      ${CMAKE_BINARY_DIR}/rootfs.list
    VERBATIM COMMENT "Making fs.img")
  add_custom_target(image ALL DEPENDS ${image})
endfunction()
