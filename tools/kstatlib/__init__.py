"""What each configuration has and costs: what tools/kstat is made of.

    image.py        the ELF file of a kernel
    linkmap.py      the linker's map
    ownership.py    functions and variables by the debug information
    attribution.py  whose each byte is, as a tree that adds up
    errors.py       what is told to the user
"""
