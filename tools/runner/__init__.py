"""Building and booting Strata from the host: what the command ./strata, Ninja's targets and the
tests share.

    builds.py   build folders: configure, build, read the options
    qemu.py     QEMU's command line, and processes that do not outlive this one
    images.py   disk images: throw-away copies, and the disk that `run` keeps
    guest.py    run commands in a guest and get their output and status
    stages.py   the nine stages: their table, what their options cost, the made parts of their pages
    tour.py     a walk from stage to stage
    symbols.py  what the addresses in a panic's report mean
    debugger.py QEMU halted, with GDB attached
    cli.py      the command line
    streams.py  a tool's output, and the status that it ends with
"""
