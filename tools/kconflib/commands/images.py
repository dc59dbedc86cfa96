"""What built kernels say of their configuration."""

import os

from .. import note
from ..inputs import ConfigurationError


def extract(arguments):
    """Print the configuration that a strata.elf carries, in a form that `kconf defconfig` takes."""
    if not os.path.isfile(arguments.elf):
        raise ConfigurationError([f"{arguments.elf}: no such file"])
    if not note.is_elf(arguments.elf):
        raise ConfigurationError([f"{arguments.elf}: is not an ELF file"])
    found = note.read(arguments.elf)
    print(f"# Strata {found.version}, preset {found.preset}, compiled by {found.compiler}.")
    print(found.config, end="")
    return 0


def add_commands(add):
    sub = add(extract, "kconf extract build/full/strata.elf > mine_defconfig", build=False)
    sub.add_argument("elf", metavar="STRATA.ELF")
