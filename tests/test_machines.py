"""Machines of several kinds under the same kernels: harts without Sstc or with vectors, one to
eight harts, memories from the smallest to 2 GiB."""

import json
import re
import subprocess
import time

import pytest

from support import BOOT_SECONDS, exec_guest, variant
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


MACHINE_TIMER = 0x80 # in mip


def ask(process, command, **arguments):
    """What QEMU answers to a command of its machine protocol, which is on its standard streams."""
    request = json.dumps({"execute": command, "arguments": arguments})
    process.stdin.write(request.encode() + b"\n")
    process.stdin.flush()
    for line in process.stdout:
        answer = json.loads(line)
        if "return" in answer:
            return answer["return"]
    raise AssertionError("QEMU has ended")


def pending_interrupts(process):
    """mip of each hart."""
    told = ask(process, "human-monitor-command", **{"command-line": "info registers -a"})
    return [int(word, 16) for word in re.findall(r"^ mip +(\w+)", told, re.M)]


@pytest.mark.parametrize("icount", [False, True], ids=["time", "icount"])
@pytest.mark.parametrize("harts", [1, 4])
@pytest.mark.xdist_group("full")
def test_the_timer_that_nobody_uses_is_silent(full, harts, icount):
    """A pending interrupt, even a masked one, makes QEMU slow; but with skipped idle time one that
    is put off for ever would be where the clock goes."""
    with images.private_copy(full) as image:
        line = qemu.command(full.kernel, full.config(), harts=harts, image=image, icount=icount,
                            console="null", extra=["-qmp", "stdio"])
        process = qemu.start(line, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        try:
            deadline = time.monotonic() + (2 if icount else BOOT_SECONDS)
            ask(process, "qmp_capabilities")
            pending = pending_interrupts(process)
            while time.monotonic() < deadline and any(word & MACHINE_TIMER for word in pending):
                time.sleep(0.1)
                pending = pending_interrupts(process)
        finally:
            process.kill()
            process.communicate()
    assert len(pending) == harts
    assert [word & MACHINE_TIMER for word in pending] == [MACHINE_TIMER if icount else 0] * harts


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
