"""What each configuration has and costs: what tools/kstat is made of.

    image.py        the ELF file of a kernel
    linkmap.py      the linker's map
    ownership.py    functions and variables by the debug information
    attribution.py  whose each byte is, as a tree that adds up
    boot.py         memory and instructions of a start, by booting
    milestones.c    a plugin of QEMU's that counts instructions
    gdbstub.py      reads a guest's memory through QEMU's GDB server
    features.py     what a build folder holds: options, calls, programs, source
    measure.py      all figures of one build, kept until something changes
    subjects.py     what people name: presets, folders, files, revisions
    metrics.py      the figures as a list
    causes.py       options that differ only because another does
    compare.py      the tables of size, footprint and compare
    symbols.py      two images, symbol by symbol
    tables.py       the formats
    cost.py         what each option of a preset costs
    budget.py       limits, and what grew when one is exceeded
    history.py      a line for each preset and commit
    dashboard.py    the report, whose page, style and scripts lie in report/
    browser.py      the report in a browser, for pictures and tests
    cli.py          the command line
    errors.py       what is told to the user
"""
