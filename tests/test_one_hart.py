"""With NR_HARTS=1 nothing of several harts is left: no atomic instruction, no lock word, no
inter-hart interrupt, no array of harts. Seen in the image, by what the same kernel has for two."""

import re
import subprocess

import pytest

from support import custom, variant

# lr, sc and the amo instructions, in disassembly.
ATOMIC = re.compile(r"\t(lr|sc|amo[a-z]+)\.[wd]")
# Only there to talk to other harts, or to keep them apart.
SMP_ONLY = {"smp_start", "smp_reschedule", "arch_ipi_send", "arch_hart_start", "secondary_main",
            "ipi_interrupt", "smp_stop_others", "aspace_shoot_down"}
LOCKS = ("sched_lock", "tree_lock", "page_lock")


def tool(name, *arguments):
    return subprocess.run([f"riscv64-unknown-elf-{name}", *arguments], capture_output=True,
                          text=True, check=True).stdout


def atomics(kernel):
    return [line for line in tool("objdump", "-d", kernel).splitlines() if ATOMIC.search(line)]


def symbols(kernel):
    """Name to size, where the symbol has one."""
    table = {}
    for line in tool("nm", "-S", kernel).splitlines():
        fields = line.split()
        table[fields[-1]] = int(fields[1], 16) if len(fields) == 4 else 0
    return table


@pytest.fixture(scope="module", params=["ISOLATED", "SHARED"])
def one(request):
    """`full` for one hart, under both kernel maps."""
    return custom(f"one-{request.param.lower()}", "full",
                  ["NR_HARTS=1", f"KERNEL_MAP_{request.param}=y"]).kernel


@pytest.fixture(scope="module")
def two():
    return custom("two", "full", ["NR_HARTS=2"]).kernel


def test_no_atomic_instruction(one, two):
    assert not atomics(one)
    assert len(atomics(two)) > 20


def test_small_presets_have_none_either():
    for name in ("tiny", "shell"):
        assert not atomics(variant(name).kernel)


def test_no_lock_word(one, two):
    """A spinlock takes no memory: the locks' symbols have no size, or are not there at all."""
    sizes, sizes_of_two = symbols(one), symbols(two)
    for lock in LOCKS:
        assert sizes.get(lock, 0) == 0
        assert sizes_of_two[lock] > 0


def test_no_word_to_other_harts(one, two):
    assert not SMP_ONLY & set(symbols(one))
    assert len(SMP_ONLY & set(symbols(two))) >= len(SMP_ONLY) - 2


def test_no_array_of_harts(one, two):
    """What there is once for each hart is there once: `cpus` is half as long as for two."""
    for name in ("cpus", "boot_threads"):
        assert symbols(two)[name] >= 2 * symbols(one)[name] > 0

