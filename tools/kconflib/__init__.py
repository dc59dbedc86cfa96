"""Strata's configuration: what tools/kconf is made of.

Reading and merging:

    tree.py       the Kconfig files as kconfiglib knows them, and questions about symbols
    sources.py    files of assignments: a line becomes an Assignment that knows where it stands
    renames.py    options that had another name, and options that are gone
    layers.py     the order of merging, and the strict check of what people wrote
    inputs.py     what a configuration is made from: preset, fragments, -D
    build.py      a build folder: its inputs, the user's edits, the files made from them
    outputs.py    the texts of those files

Answering:

    origin.py     where each value comes from
    solve.py      what has to be set so that an option gets a value
    values.py     comparing configurations
    uses.py       what the sources do with an option: files it chooses, places that name it
    facts.py      system calls, programs, presets and measured costs of an option
    randomize.py  whole configurations: random, all yes, all no
    note.py       the configuration inside strata.elf
    harden.py     what a cautious user wants
    lint*.py      the rules for Kconfig files, presets and sources
    reference.py  the option reference, as a page and as Markdown

commands/ has one function per sub-command, in files by purpose; cli.py is the command line.
"""
