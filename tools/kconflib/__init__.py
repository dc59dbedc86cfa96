"""Strata's configuration: what tools/kconf is made of.

    tree.py      the Kconfig files as kconfiglib knows them, and questions about symbols
    sources.py   files of assignments: a line becomes an Assignment that knows where it stands
    layers.py    the order of merging, and the strict check of what people wrote
    build.py     a build folder: its inputs, the user's edits, the files made from them
    commands.py  one function per sub-command
    cli.py       the command line
"""
