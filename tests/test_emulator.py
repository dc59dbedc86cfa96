"""What makes an emulator slow, though no program can tell: it must not be there."""

import contextlib
import json
import re
import socket
import subprocess

import pytest

from runner import images
from support import BOOT_SECONDS, PROMPT, Guest, compiled_program, program_source

pytestmark = pytest.mark.xdist_group("full")

MACHINE_TIMER = 0x80  # in mip
ICOUNT = ["-icount", "shift=0,sleep=off"]


class Monitor:
    """QEMU's machine protocol, on a socket."""

    def __init__(self, path):
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.settimeout(60)
        self.socket.connect(path)
        self.lines = self.socket.makefile()
        self.ask("qmp_capabilities")

    def ask(self, command, **arguments):
        request = json.dumps({"execute": command, "arguments": arguments})
        self.socket.sendall(request.encode() + b"\n")
        for line in self.lines:
            answer = json.loads(line)
            assert "error" not in answer, answer
            if "return" in answer:
                return answer["return"]
        raise AssertionError("QEMU has ended")

    def close(self):
        self.lines.close()
        self.socket.close()


@contextlib.contextmanager
def observed(build, folder, extra=(), **arguments):
    """A booted guest, and its monitor."""
    path = str(folder / "monitor")
    extra = [*extra, "-qmp", f"unix:{path},server=on,wait=off"]
    with Guest(build, extra=extra, **arguments) as guest:
        # With -icount QEMU's own warning may follow the prompt.
        guest.expect(re.escape(PROMPT), BOOT_SECONDS)
        with contextlib.closing(Monitor(path)) as monitor:
            yield guest, monitor


@pytest.mark.parametrize("harts, extra, pending", [
    pytest.param(1, (), 0, id="1"), pytest.param(4, (), 0, id="4"),
    pytest.param(1, ICOUNT, MACHINE_TIMER, id="1-icount"),
    pytest.param(2, ICOUNT, MACHINE_TIMER, id="2-icount")])
def test_the_timer_that_nobody_uses_is_silent(full, harts, extra, pending, tmp_path):
    """QEMU takes its big lock for every interrupt that is pending, masked or not. But where it
    skips idle time, a timer put off for ever would be where the clock goes."""
    with observed(full, tmp_path, extra, harts=harts) as (_, monitor):
        told = monitor.ask("human-monitor-command", **{"command-line": "info registers -a"})
    words = [int(word, 16) & MACHINE_TIMER for word in re.findall(r"^ mip +(\w+)", told, re.M)]
    assert words == [pending] * harts


def count_in_memory(monitor, text, folder):
    path = folder / "memory"
    monitor.ask("pmemsave", val=0x80000000, size=64 << 20, filename=str(path))
    data = path.read_bytes()
    path.unlink()
    return data.count(text)


def test_code_goes_with_the_program(full, tmp_path):
    """A page of which QEMU has translated code is slow to write to, whoever gets it next."""
    with open(program_source("marked"), encoding="ascii") as file:
        mark = re.search(r'ascii \\"(.+)\\"', file.read()).group(1).encode()
    program = compiled_program(full, "marked")
    with images.private_copy(full, [f"{program}:/marked"]) as image, \
            observed(full, tmp_path, harts=1, memory=64, image=image) as (guest, monitor):
        assert count_in_memory(monitor, mark, tmp_path) == 0
        guest.run("/marked; /marked; echo $?")
        assert count_in_memory(monitor, mark, tmp_path) == 1, "the cached block, and more"


def test_a_barrier_that_one_hart_keeps(full):
    """QEMU before 8.1 leaves fences out with one hart, though the disk works beside it: once in
    some millions of requests the interrupt for the last ones did not come. That can not be
    provoked, so this is about the code. Where the driver asks for an interrupt, and where it looks
    whether to notify, an instruction that leaves translated code stands behind the fence."""
    code = subprocess.run(["riscv64-unknown-elf-objdump", "-d", "--no-show-raw-insn", full.kernel],
                          capture_output=True, text=True, check=True).stdout
    assert len(re.findall(r"\tfence\n.*\tcsrr\tzero,sstatus\n", code)) >= 2
