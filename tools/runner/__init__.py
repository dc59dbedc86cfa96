"""Building and booting Strata from the host: what the command ./strata, Ninja's targets and the
tests share.

    builds.py   build folders: configure, build, read the options
    qemu.py     QEMU's command line, and processes that do not outlive this one
    images.py   disk images: throw-away copies, and the disk that `run` keeps
    guest.py    run commands in a guest and get their output and status
    debugger.py QEMU halted, with GDB attached
    cli.py      the command line
"""
