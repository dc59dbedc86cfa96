"""What options do that no other test looks at: `full`, and variants of it that lack things, seen
from a program and in the image."""

import re

import pytest
from elftools.elf.elffile import ELFFile

from kstatlib import linkmap
from support import exec_guest, variant

LOOKS = """
test -e /proc/config && echo has IKCONFIG
ln -s /init /link && test -h /link && echo has FS_SYMLINKS
echo a > /a-name-that-is-longer-than-fourteen-bytes && echo has FS_LONG_NAMES
head -c 2000000 /dev/zero | cat > /large && echo has FS_LARGE_FILES
sh -c 'while :; do :; done' & kill -STOP $! && echo has SIGNALS; kill -KILL $!
touch /new; stat /new | grep Modify | grep -v 1970 > /dev/null && echo has FS_TIMES
grep VmRSS /proc/self/status
dmesg
(head -c 60000 /dev/zero; echo done >&2) | (sleep 2; echo reads >&2; wc -c)
echo end
"""
SEEN = {"IKCONFIG", "FS_SYMLINKS", "FS_LONG_NAMES", "FS_LARGE_FILES", "SIGNALS", "FS_TIMES"}

# option -> a build with it, one without, and a file of code that only the former has.
FILES = {
    "PAGE_ALLOC_BUDDY": ("full", "full-isolated", "page_buddy.c"),
    "PAGE_ALLOC_FREELIST": ("full-isolated", "full", "page_freelist.c"),
    "PAGE_CACHE": ("full-perhart", "full", "page_cache.c"),
    "PAGE_POISON": ("debug", "full", "page_poison.c"),
    "SCHED_PERHART": ("full-perhart", "full", "run_queue_perhart.c"),
    "SCHED_GLOBAL": ("full", "full-perhart", "run_queue_global.c"),
    "KERNEL_MAP_ISOLATED": ("full-isolated", "full", "trap_isolated.S"),
    "KERNEL_MAP_SHARED": ("full", "full-isolated", "trap_shared.S"),
    "CONSOLE_INTERRUPT": ("full", "full-bare", "uart_interrupt.c"),
    "CONSOLE_POLLED": ("full-bare", "full", "uart_polled.c"),
    "BLK_RAMDISK": ("full-bare", "full", "ramdisk.c"),
    "BLK_VIRTIO": ("full", "full-bare", "virtio_blk.c"),
    "FPU": ("full", "full-bare", "fpu_state.S"),
    "FRAME_POINTER": ("full", "full-bare", "backtrace.c"),
    "FS_LOG": ("full", "full-bare", "log.c"),
    "FS_SYMLINKS": ("full", "full-bare", "symlink.c"),
    "FS_LONG_NAMES": ("full", "full-bare", "entries_long.c"),
    "MM_COW": ("full", "full-bare", "cow.c"),
    "MM_MMAP": ("full", "full-bare", "sys_mmap.c"),
    "SIGNALS": ("full", "full-bare", "signal_deliver.c"),
    "STRACE": ("full", "full-bare", "trace.c"),
}


def looks(name):
    """What a guest shows: the options that a program sees, and all of the text."""
    text = exec_guest(variant(name), LOOKS, harts=2).text
    assert text.endswith("\nend\n"), text
    return set(re.findall(r"^has (\w+)$", text, re.M)), text


def resident(text):
    return int(re.search(r"^VmRSS:\s+(\d+) kB$", text, re.M)[1])


@pytest.mark.xdist_group("full-bare")
def test_programs_see_what_is_there():
    """On both sides: each option that a program can notice is noticed, and only then."""
    seen, text = looks("full")
    assert seen == SEEN, text
    bare_seen, bare_text = looks("full-bare")
    assert not bare_seen, bare_text
    assert "blocks of 4096 bytes" in text and "blocks of 2048 bytes" in bare_text
    assert "\nvda: " in text and "\nram0: " in bare_text and "vda" not in bare_text
    # Without MM_DEMAND all of the stack is there from the start.
    assert resident(bare_text) >= resident(text) + 32
    # PIPE_PAGES: 16 pages hold it all before anybody reads, two do not.
    assert text.index("done") < text.index("reads")
    assert bare_text.index("reads") < bare_text.index("done")


def sources(name):
    """The files that code or variables in the image come from."""
    sections = linkmap.read(variant(name).path("strata.map"))
    return {re.sub(r"\.obj$", "", piece.object.rpartition("/")[2])
            for section in sections.values() if section.address for piece in section.pieces}


@pytest.mark.parametrize("option", FILES)
def test_code_is_there_exactly_with_its_option(option):
    having, lacking, file = FILES[option]
    assert file in sources(having)
    assert file not in sources(lacking)


@pytest.mark.parametrize("name, flag", [("full", "-O2"), ("shell", "-Os"), ("debug", "-Og")])
def test_compiled_for(name, flag):
    """OPT_SPEED, OPT_SIZE and OPT_DEBUG, as the compiler itself has noted it."""
    with open(variant(name).kernel, "rb") as file:
        units = [unit.get_top_DIE() for unit in ELFFile(file).get_dwarf_info().iter_CUs()]
    said = [unit.attributes["DW_AT_producer"].value.decode() for unit in units
            if b"libgcc" not in unit.attributes["DW_AT_name"].value]
    levels = [re.findall(r" (-O\w*)", text)[-1] for text in said if " -O" in text]
    assert levels and set(levels) == {flag}
