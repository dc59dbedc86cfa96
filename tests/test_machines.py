"""Machines of several kinds under the same kernels: harts without Sstc or with vectors, one to
eight harts, memories from the smallest to 2 GiB."""

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
