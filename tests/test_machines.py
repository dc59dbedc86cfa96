"""Machines of several kinds under the same kernels: harts without Sstc or with vectors, one to
eight harts, memories from the smallest to 2 GiB."""

import struct

import pytest

from support import exec_guest, variant
from runner import guest as guest_runner
from runner import images, qemu

WITHOUT_SSTC = ["-cpu", "rv64,sstc=off"]
WITH_VECTORS = ["-cpu", "rv64,v=true"]
UP = "echo up; ls / | wc -l > /f; cat /f"
# The least -m with which each preset reaches its shell; QEMU's own floor is 3 MiB.
SMALLEST = {"shell": 4, "full": 5}


def boots(name, **arguments):
    result = exec_guest(variant(name), UP, **arguments)
    assert result.status == 0 and result.text.startswith("up\n"), result.messages + result.output


def group(*names):
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


@pytest.mark.parametrize("name", group("shell", "full-clint", "full-sbi"))
def test_other_timers_do_without_sstc(name):
    boots(name, extra=WITHOUT_SSTC)


@pytest.mark.parametrize("name", group("full", "debug-sbi"))
def test_a_kernel_for_sstc_says_that_it_is_missing(name):
    """Under OpenSBI the device tree says so, in machine mode the register itself."""
    build = variant(name)
    with images.private_copy(build) as image:
        line = qemu.command(build.kernel, build.config(), harts=1, image=image,
                            extra=WITHOUT_SSTC)
        result = guest_runner.run_to_end(line, 30, firmware="BOOT_SBI" in build.config())
    assert b"PANIC: this hart has no Sstc extension (stimecmp)" in result.messages
    assert result.status == guest_runner.FAILED


def flattened(root):
    """A device tree, flattened: a node is a dictionary of properties, bytes, and nodes."""
    strings = b""

    def words(*numbers):
        return struct.pack(f">{len(numbers)}I", *numbers)

    def padded(data):
        return data + bytes(-len(data) % 4)

    def node(name, content):
        nonlocal strings
        made = words(1) + padded(name.encode() + b"\0")
        for key, value in content.items():
            if isinstance(value, bytes):
                made += words(3, len(value), len(strings)) + padded(value)
                strings += key.encode() + b"\0"
        for key, value in content.items():
            if isinstance(value, dict):
                made += node(key, value)
        return made + words(2)

    structure = node("", root) + words(9)
    at = 40 + 16
    return words(0xd00dfeed, at + len(structure) + len(strings), at, at + len(structure), 40, 17,
                 16, 0, len(strings), len(structure)) + bytes(16) + structure + strings


def cells(*numbers):
    """Numbers of two cells each."""
    return struct.pack(f">{len(numbers)}Q", *numbers)


def boot_with_tree(name, tree, folder):
    """What a kernel prints on a machine that is told to be this."""
    build = variant(name)
    path = folder / "tree.dtb"
    path.write_bytes(flattened(tree))
    with images.maybe_private_copy(build) as image:
        line = qemu.command(build.kernel, build.config(), harts=1, image=image,
                            extra=["-dtb", str(path)])
        return guest_runner.run_to_end(line, 30)


TREE = {"#address-cells": b"\0\0\0\2", "#size-cells": b"\0\0\0\2", "chosen": {},
        "test@100000": {"compatible": b"sifive,test0\0", "reg": cells(0x100000, 0x1000)}}


@pytest.mark.parametrize("name", group("full", "full-isolated"))
def test_a_tree_without_memory(name, tmp_path):
    """A panic of the first moments is told of, on a kernel for several harts too."""
    result = boot_with_tree(name, TREE, tmp_path)
    assert b"PANIC: the device tree names no memory where the kernel lies" in result.messages
    assert result.status == guest_runner.FAILED


MIB = 1 << 20


def memory(first, size):
    return {f"memory@{first:x}": {"device_type": b"memory\0", "reg": cells(first, size)}}


@pytest.mark.parametrize("banks, told, told_small", [
    ([(2048, 128), (2176, 64)], "192 MiB", "128 MiB"),
    ([(2176, 64), (2048, 128), (2240, 64)], "256 MiB", "128 MiB"),
    ([(2048, 128), (2240, 64)], "128 MiB", "128 MiB"),
    ([(4096, 64), (2048, 128)], "128 MiB", "128 MiB"),
    ([(2240, 64)], "names no memory where the kernel lies", "leaves no free memory")])
@pytest.mark.parametrize("name", group("shell", "full"))
def test_banks_of_memory(name, banks, told, told_small, tmp_path):
    """Memory is the bank with the kernel and what continues it, whatever the order of the nodes.
    The small reader of the tree is content with that bank."""
    tree = {**TREE, "cpus": {"timebase-frequency": struct.pack(">I", 10000000)}}
    for first, size in banks:
        tree |= memory(first * MIB, size * MIB)
    result = boot_with_tree(name, tree, tmp_path)
    wanted = told_small if name == "shell" else told
    assert wanted in result.text + result.messages.decode(), result.text


def test_a_reserved_range_without_end(tmp_path):
    """Nothing is left behind the kernel then, which is told of."""
    everything = {"#address-cells": b"\0\0\0\2", "#size-cells": b"\0\0\0\2", "ranges": b"",
                  "all": {"reg": cells(0, 2**64 - 1)}}
    tree = {**TREE, **memory(2048 * MIB, 128 * MIB), "reserved-memory": everything,
            "cpus": {"timebase-frequency": struct.pack(">I", 10000000)}}
    result = boot_with_tree("full", tree, tmp_path)
    assert b"PANIC: the kernel's image leaves no free memory" in result.messages


@pytest.mark.parametrize("name", group("shell", "full", "full-clint", "full-sbi",
                                       "full-isolated"))
def test_vectors_do_no_harm(name):
    boots(name, extra=WITH_VECTORS)


@pytest.mark.parametrize("name", group("full", "full-perhart"))
@pytest.mark.parametrize("harts", [
    harts if harts in (3, 8) else pytest.param(harts, marks=pytest.mark.slow)
    for harts in range(1, 9)])
def test_hart_counts(name, harts):
    boots(name, harts=harts)


@pytest.mark.parametrize("name", group(*SMALLEST))
def test_the_smallest_memory(name):
    boots(name, memory=SMALLEST[name], harts=1)


@pytest.mark.slow
@pytest.mark.parametrize("name", group("full", "full-isolated", "full-clint", "full-sbi"))
@pytest.mark.parametrize("memory", ["8M", "64M", "512M", "1G", "2G"])
def test_memory_sizes(name, memory):
    boots(name, memory=memory)
