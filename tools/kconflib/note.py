"""The configuration that a kernel carries: the ELF notes of the section .note.strata, which take no
memory (kernel/config_note.S)."""

from dataclasses import dataclass

from .inputs import ConfigurationError

SECTION = ".note.strata"
OWNER = "Strata"
FIELDS = {101: "config", 102: "preset", 103: "version", 104: "compiler"}


@dataclass
class Note:
    """`config` is the shortest configuration, as savedefconfig writes it."""
    config: str = ""
    preset: str = ""
    version: str = ""
    compiler: str = ""


def is_elf(path):
    with open(path, "rb") as file:
        return file.read(4) == b"\x7fELF"


def read(path):
    """The Note of an ELF file."""
    try:
        from elftools.common.exceptions import ELFError
        from elftools.elf.elffile import ELFFile
    except ImportError:
        raise ConfigurationError(["reading ELF files needs pyelftools; on Debian: "
                                  "apt install python3-pyelftools"]) from None
    note = Note()
    with open(path, "rb") as file:
        try:
            section = ELFFile(file).get_section_by_name(SECTION)
            found = list(section.iter_notes()) if section else []
        except ELFError as error:
            raise ConfigurationError([f"{path}: is not a whole ELF file: {error}"]) from None
    for entry in found:
        if entry["n_name"] == OWNER and entry["n_type"] in FIELDS:
            setattr(note, FIELDS[entry["n_type"]], text_of(entry))
    if not note.version:
        raise ConfigurationError([f"{path}: carries no configuration of Strata"])
    return note


def text_of(entry):
    """The text of a note; pyelftools gives bytes as a string of Latin-1."""
    data = entry["n_desc"]
    return (data if isinstance(data, bytes) else data.encode("latin-1")).decode("utf-8")
