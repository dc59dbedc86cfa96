"""Presets and variants of them: every way of starting, every timer, both allocators, both
consoles and both maps are built and booted."""

import pytest

from support import VARIANTS, Guest, compiled_program, custom, exec_guest, variant
from runner import guest as guest_runner
from runner import images, qemu

CHECKS = ("echo one two | wc -w > /f; cat /f; (echo a; echo b) | grep b; cat /none; "
          "sleep 1; echo $?; ls / > /listing & wait; grep f /listing | wc -l > /n; exit 3")


def boot_messages(build, seconds=15, **arguments):
    """What a kernel without a shell prints: it ends by itself or is ended."""
    line = qemu.command(build.kernel, build.config(), **arguments)
    return guest_runner.run_to_end(line, seconds)


def check_shell(build, **arguments):
    result = exec_guest(build, CHECKS, **arguments)
    lines = result.text.splitlines()
    assert lines[0].split() == ["2"], result.text
    assert lines[1] == "b"
    assert "none" in lines[2]
    assert lines[3] == "0"
    assert result.status == 3


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in ("tiny", "tiny-sbi")])
def test_tiny_boots_and_prints(name):
    build = variant(name)
    result = boot_messages(build, seconds=3)
    assert b"Strata" in result.output
    assert b"PANIC" not in result.output + result.messages


@pytest.mark.parametrize("name", [
    pytest.param(name, marks=pytest.mark.xdist_group(name))
    for name in ["shell", "full", "debug"] + sorted(set(VARIANTS) - {"tiny-sbi"})])
def test_variant_boots_to_a_shell(name):
    build = variant(name)
    check_shell(build, harts=1)
    if "SMP" in build.config():
        check_shell(build, harts=4)


@pytest.mark.xdist_group("shell")
def test_shell_boots_in_four_megabytes(shell):
    check_shell(shell, memory=4)


@pytest.mark.xdist_group("full")
@pytest.mark.parametrize("memory", ["64", "1G", "2G"])
def test_memory_sizes(full, memory):
    check_shell(full, memory=memory)


@pytest.mark.xdist_group("full-sbi")
def test_harts_beyond_the_configured_ones_are_left_alone():
    build = custom("one", "full", ["NR_HARTS=1"])
    line = ["-smp", "3"]
    result = exec_guest(build, "echo up", extra=line)
    assert (result.status, result.output) == (0, b"up\n")


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name))
                                  for name in ("full", "full-sbi")])
def test_the_machine_starts_again(name):
    """All harts, and the disk as it was left."""
    build = variant(name)
    restart = compiled_program(build, "restart")
    with images.private_copy(build, [f"{restart}:/bin/restart"]) as image, \
            Guest(build, harts=2, image=image) as guest:
        first = guest.boot()
        guest.run("echo kept > /kept; sync")
        guest.type("restart\n")
        second = guest.boot()
        assert guest.run("cat /kept") == "kept\n"
    for text in (first, second):
        assert "Strata on hart" in text and "is up as number 1" in text


MATRIX = {
    "BOOT": (["BOOT_MMODE=y", "TIMER_CLINT=y"], ["BOOT_MMODE=y", "TIMER_SSTC=y"],
             ["BOOT_SBI=y", "FDT_DEVICES=y", "TIMER_SSTC=y"], ["BOOT_SBI=y", "TIMER_SBI=y"]),
    "ALLOC": (["PAGE_ALLOC_FREELIST=y"], ["PAGE_ALLOC_BUDDY=y"]),
    "CONSOLE": (["CONSOLE_POLLED=y"], ["CONSOLE_INTERRUPT=y"]),
    "MAP": (["KERNEL_MAP_ISOLATED=y"], ["KERNEL_MAP_SHARED=y"]),
}


def matrix():
    """All combinations of the matrix, for each preset with a shell, with a name."""
    from itertools import product
    for preset in ("shell", "full", "debug"):
        for index, choice in enumerate(product(*MATRIX.values())):
            options = [option for part in choice for option in part]
            yield pytest.param(preset, options, f"matrix-{preset}-{index}",
                               id=f"{preset}-" + "-".join(
                                   option.removesuffix("=y") for option in options))


@pytest.mark.slow
@pytest.mark.parametrize("preset, options, name", matrix())
def test_every_combination(preset, options, name):
    build = custom(name, preset, options)
    check_shell(build, harts=1)
    if "SMP" in build.config():
        check_shell(build, harts=4)
