"""Pools at their smallest and at their largest size: the system boots, each is emptied with the
right error, and everything comes back (tests/programs/pools.c)."""

import errno
import re

import pytest

from kconflib import tree
from support import compiled_program, custom, exec_guest, top_path

# The smallest some at a time, since one that is small keeps others from running out; with further
# options. With few descriptors it takes a process for each file, and the files are to be more than
# the inodes.
SMALL = {"processes": (["NPROC", "NFILE", "FS_NBUF", "FS_LOG_BLOCKS"], []),
         "descriptors": (["NOFILE", "NINODE"], ["NFILE=32"])}
ALL = ["NPROC", "NOFILE", "NFILE", "NINODE", "FS_NBUF", "FS_LOG_BLOCKS"]
# What of a pool the rest of the system has in use, at most.
TAKEN = 12
ERRORS = {"processes": errno.EAGAIN, "descriptors": errno.EMFILE, "files": errno.ENFILE,
          "inodes": errno.ENFILE}


def build_with(name, options, place, others=()):
    """`full` with these options at the low (0) or the high (1) end of their ranges, and others."""
    kconf = tree.load_tree()
    kconf.load_config(top_path("configs", "full_defconfig"))
    return custom(name, "full", [f"{option}={tree.active_range(kconf.syms[option])[place]}"
                                 for option in options] + list(others))


def rounds(text):
    """For each round: pool -> (how many, which error); and what was free after it."""
    lines = [line.split() for line in text.splitlines()]
    found, now = [], {}
    for name, *numbers in lines:
        if name in ERRORS:
            now[name] = tuple(map(int, numbers))
        elif name == "free":
            found.append((now, tuple(map(int, numbers))))
            now = {}
    return found


def check_pools(build, **arguments):
    program = compiled_program(build, "pools")
    result = exec_guest(build, "mkdir /work; cd /work; exec /bin/pools",
                        additions=[f"{program}:/bin/pools"], **arguments)
    assert result.status == 0, result.text
    found = rounds(result.text)
    assert len(found) == 3 and re.search(r"checks, 0 failed", result.text)
    config = build.config()
    sizes = {"processes": int(config["NPROC"]), "descriptors": int(config["NOFILE"]),
             "files": int(config["NFILE"]),
             "inodes": min(int(config["NINODE"]), int(config["NFILE"]))}
    for used, _ in found:
        for pool, size in sizes.items():
            assert max(size - TAKEN, 1) <= used[pool][0] < size, (pool, used)
            assert used[pool][1] == ERRORS[pool], (pool, used)
    # Caches have grown by the second round.
    assert found[1][0] == found[2][0]
    assert found[1][1][:2] == found[2][1][:2]
    assert found[2][1][2] >= found[1][1][2] - 256


@pytest.mark.parametrize("kind", SMALL)
def test_the_smallest(kind):
    smallest, others = SMALL[kind]
    check_pools(build_with(f"pools-{kind}", smallest, 0, others), harts=2)


@pytest.mark.slow
def test_the_largest():
    build = build_with("pools-largest", ALL, 1, ["FS_IMAGE_MIB=4096"]) # for as many inodes on it
    check_pools(build, harts=2, memory="2G", timeout=3000)
