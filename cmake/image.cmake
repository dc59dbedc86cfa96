# The disk image: filled in when mkfs and the programs exist.
function(strata_disk_image)
endfunction()
