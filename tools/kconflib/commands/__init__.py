"""The sub-commands of tools/kconf; each takes the parsed arguments and returns an exit status.

    making.py     gen, defconfig, olddefconfig, savedefconfig, reset
    menus.py      menuconfig, guiconfig, oldconfig, listnewconfig
    whole.py      allnoconfig, allyesconfig, alldefconfig, tinyconfig, randconfig
    editing.py    get, set, enable, disable
    explaining.py info, why, whynot, whatif
    comparing.py  diff, trace
    browsing.py   search, tree, doc
    judging.py    harden, lint, check
    images.py     extract

Each file's add_commands() describes its commands to the command line.
"""
