"""Run commands in a guest's shell.

The kernel's command line is `quiet -- COMMANDS`; init runs COMMANDS with `sh -c` on a raw
console and powers off with their status, which ends QEMU through the test finisher. A line that
begins with `PANIC: `, or with `NO START: ` where there can be no commands, is the kernel's; it and
all that follows belong to the kernel, not to the commands.
"""

import contextlib
import os
import re
import select
import subprocess
import time
from dataclasses import dataclass

from . import images, qemu

TIMED_OUT = 124
FAILED = 125
KERNEL_MARKS = (b"PANIC: ", b"NO START: ")
MARKED_LINE = re.compile(b"^(" + b"|".join(KERNEL_MARKS) + b")", re.MULTILINE)


FIRMWARE_BEGIN = re.compile(rb"\s*OpenSBI v")
FIRMWARE_END = re.compile(rb"^Boot HART MEDELEG[^\n]*\n", re.MULTILINE)


class FirmwareFilter:
    """Takes away what OpenSBI prints before it starts the kernel; it cannot be told not to."""

    def __init__(self, active):
        self.active = active
        self.text = b""

    def feed(self, data):
        """The bytes that came from the kernel."""
        if not self.active:
            return data
        self.text += data
        end = FIRMWARE_END.search(self.text)
        if end:
            self.active = False
            return self.text[end.end():]
        if len(self.text) > 100 and not FIRMWARE_BEGIN.match(self.text):
            self.active = False
            return self.text
        return b""


class OutputSplitter:
    """Splits the console's bytes, as they come, into output and the kernel's report of its end."""

    def __init__(self):
        self.pending = b""
        self.at_line_start = True
        self.ended = False

    def feed(self, data, final=False):
        """(output, report) that are certain after these bytes."""
        if self.ended:
            return b"", data
        data = self.pending + data
        mark = self.find_mark(data)
        if mark >= 0:
            self.ended, self.pending = True, b""
            return data[:mark], data[mark:]
        keep = 0 if final else self.possible_mark(data)
        output, self.pending = data[:len(data) - keep], data[len(data) - keep:]
        if output:
            self.at_line_start = output.endswith(b"\n")
        return output, b""

    def find_mark(self, data):
        first_line = 0 if self.at_line_start else data.find(b"\n") + 1 or len(data)
        found = MARKED_LINE.search(data, first_line)
        return found.start() if found else -1

    def possible_mark(self, data):
        """How many bytes at the end may be the beginning of a mark."""
        line = data[data.rfind(b"\n") + 1:]
        at_start = self.at_line_start or b"\n" in data
        if at_start and any(mark.startswith(line) for mark in KERNEL_MARKS):
            return len(line)
        return 0


@dataclass
class Result:
    """What a run gave: the exit status as ./strata exec reports it, the commands' output, and
    what the kernel or QEMU said beside it."""
    status: int
    output: bytes
    messages: bytes

    @property
    def text(self):
        return self.output.decode("utf-8", "replace")


def has_shell(config):
    return all(option in config for option in ("EXEC", "PROG_INIT", "PROG_SH"))


# OpenSBI sets the CLINT's timers to the end of time, and that is where skipped idle time ends when
# the guest waits for its disk and has no alarm.
COUNTING_NEEDS_MMODE = b"""--icount wants BOOT_MMODE, or a disk in the kernel (BLK_RAMDISK): under \
OpenSBI the skipped idle time of the first wait for the disk would have no end
"""


def exec_commands(build, commands, harts=None, memory=None, timeout=60, image=None, additions=(),
                  icount=False, on_output=None, extra=()):
    """Boot `build` (already built), run `commands` in its shell and return a Result. Output is
    handed to on_output(bytes) as it comes, when that is given."""
    config = build.config()
    if not has_shell(config):
        return Result(FAILED, b"", f"{build.preset}: this configuration has no shell\n".encode())
    if "BLK_VIRTIO" not in config and (image or additions):
        return Result(FAILED, b"", b"the disk is part of this kernel: no --image and no --add\n")
    if icount and {"BOOT_SBI", "BLK_VIRTIO"} <= set(config):
        return Result(FAILED, b"", COUNTING_NEEDS_MMODE)
    if icount:
        harts = 1
    with contextlib.ExitStack() as stack:
        if image is None and "BLK_VIRTIO" in config:
            image = stack.enter_context(images.private_copy(build, additions))
        line = qemu.command(build.kernel, config, harts=harts, memory=memory, image=image,
                            append=f"quiet -- {commands}", icount=icount, extra=extra)
        return run_to_end(line, timeout, on_output, firmware="BOOT_SBI" in config)


def run_to_end(line, timeout, on_output=None, firmware=False):
    """Start QEMU and collect what it prints until it ends or `timeout` seconds are over, without
    what a firmware prints first."""
    process = qemu.start(line, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                         stderr=subprocess.PIPE)
    collector = Collector(on_output, firmware)
    try:
        finished = pump(process, collector, time.monotonic() + timeout)
        if finished:
            process.wait()
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()
        process.stdout.close()
        process.stderr.close()
    return collector.result(process.returncode if finished else None, timeout)


def read_until(stream, pattern, deadline):
    """What comes from a pipe up to the match of a pattern, which the last bytes complete; or,
    with None or if there is none, up to its end or the deadline. Never reads on: what is left
    belongs to the next call."""
    data = b""
    while not (pattern and pattern.search(data)):
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([stream], [], [], left)[0]:
            break
        byte = os.read(stream.fileno(), 1)
        if not byte:
            break
        data += byte
    return data


def pump(process, collector, deadline):
    """Read both pipes until they are closed; False when the deadline came first."""
    sinks = {process.stdout.fileno(): collector.console, process.stderr.fileno(): collector.errors}
    while sinks:
        left = deadline - time.monotonic()
        ready = select.select(list(sinks), [], [], max(left, 0))[0]
        if not ready and left <= 0:
            return False
        for descriptor in ready:
            data = os.read(descriptor, 65536)
            if data:
                sinks[descriptor](data)
            else:
                del sinks[descriptor]
    return True


class Collector:
    """Sorts what a run prints and decides on its status."""

    def __init__(self, on_output, firmware):
        self.on_output = on_output
        self.firmware = FirmwareFilter(firmware)
        self.splitter = OutputSplitter()
        self.output, self.panic, self.qemu_errors = [], [], []

    def console(self, data, final=False):
        output, panic = self.splitter.feed(self.firmware.feed(data), final)
        self.panic.append(panic)
        if output:
            self.output.append(output)
            if self.on_output:
                self.on_output(output)

    def errors(self, data):
        self.qemu_errors.append(data)

    def result(self, returncode, timeout):
        self.console(b"", final=True)
        messages = b"".join(self.panic) + b"".join(self.qemu_errors)
        if self.splitter.ended:
            status = FAILED
        elif returncode is None:
            status = TIMED_OUT
            messages += f"strata: no end within {timeout} s\n".encode()
        elif returncode < 0 or (returncode == 1 and qemu.ERROR.search(messages)):
            status = FAILED
        else:
            status = returncode
        return Result(status, b"".join(self.output), messages)
