"""A program that Debian's compiler has linked statically against glibc. What it prints on the Linux
of this machine, under qemu-riscv64, it has to print in guests."""

import shutil
import subprocess

import pytest

from support import custom, exec_guest, top_path, variant

COMPILER = "riscv64-linux-gnu-gcc"
EMULATOR = shutil.which("qemu-riscv64")
PARTS = "print allocate files folders times self processes input"
# What wants mmap: large blocks that grow, and children with a stack of their own.
MAPPING_PARTS = "allocate_much spawned mappings"
INPUT = "one two three\n"
# What wants threads.
THREAD_PARTS = "threads"
# The smallest kernel for such programs: no mapping, no demand, no copy on write, no /proc.
SMALL = ["FPU=y", "FS_SYMLINKS=y", "CALLS_FILES=y", "CALLS_PROCESS=y", "CALLS_SYSTEM=y",
         "USER_STACK_KIB=64", "FS_BLOCK_SIZE_4096=y"]
MACHINES = [("full", 1), ("full", 4), ("full-isolated", 4), ("debug", 4)]


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    path = str(tmp_path_factory.mktemp("glibc") / "program")
    subprocess.run([COMPILER, "-static", "-O1", "-w", "-o", path,
                    top_path("tests", "programs", "glibc.c"), "-lm"], check=True)
    return path


def on_linux(program, parts, folder):
    result = subprocess.run([EMULATOR, program, *parts.split()], cwd=folder, input=INPUT,
                            capture_output=True, text=True, timeout=120)
    assert result.returncode == 7, result.stderr
    return result.stdout


def in_guest(build, program, parts, **arguments):
    commands = f"mkdir /work; cd /work; echo {INPUT.strip()} | exec /program {parts}"
    result = exec_guest(build, commands, additions=[f"{program}:/program"], **arguments)
    assert result.status == 7, result.text
    return result.text


@pytest.mark.skipif(EMULATOR is None, reason="qemu-riscv64 is not installed")
@pytest.mark.parametrize("machine, harts", [
    pytest.param(machine, harts, marks=pytest.mark.xdist_group(machine),
                 id=f"{machine}-{harts}") for machine, harts in MACHINES])
def test_guests_agree_with_linux(program, tmp_path, machine, harts):
    parts = f"{PARTS} {MAPPING_PARTS} {THREAD_PARTS}"
    expected = on_linux(program, parts, tmp_path)
    assert in_guest(variant(machine), program, parts, harts=harts) == expected


@pytest.mark.skipif(EMULATOR is None, reason="qemu-riscv64 is not installed")
@pytest.mark.parametrize("name, options", [
    ("small", SMALL),
    ("mapping", SMALL + ["MM_MMAP=y"]),
    pytest.param("mapping-cow", SMALL + ["MM_MMAP=y", "MM_COW=y"], marks=pytest.mark.slow),
    ("mapping-demand", SMALL + ["MM_MMAP=y", "MM_DEMAND=y", "KERNEL_MAP_SHARED=y"]),
])
def test_small_kernels_agree_with_linux(program, tmp_path, name, options):
    """With MM_MMAP, MM_COW and MM_DEMAND each off and on the program prints the same."""
    parts = f"{PARTS} {MAPPING_PARTS}" if "MM_MMAP=y" in options else PARTS
    build = custom(f"glibc-{name}", "shell", options)
    expected = on_linux(program, parts, tmp_path)
    assert in_guest(build, program, parts, harts=1, memory=64) == expected


def test_the_program_is_a_static_one_of_glibc(program):
    with open(program, "rb") as file:
        contents = file.read()
    assert contents[:4] == b"\x7fELF" and b"ld-linux" not in contents[:4096]
    assert b"GLIBC_TUNABLES" in contents
