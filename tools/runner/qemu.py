"""QEMU's command line for a build, and starting it so that it never outlives its starter."""

import ctypes
import os
import re
import signal
import subprocess

QEMU = "qemu-system-riscv64"
PR_SET_PDEATHSIG = 1
# How QEMU begins a line about what keeps it from running; a warning has the same beginning, perhaps
# with the argument that is meant, and goes on with that word.
ERROR = re.compile(rb"^%s:(?!.*\b(?:warning|info): )" % QEMU.encode(), re.M)


def host_harts():
    """How many processors the host lets us use."""
    return len(os.sched_getaffinity(0))


def default_harts(config):
    return min(int(config.get("NR_HARTS", 1)), host_harts())


def command(kernel, config, harts=None, memory=None, image=None, append=None, icount=False,
            console="stdio", extra=()):
    """QEMU's arguments.

    kernel   the ELF file               config   the build's options (Build.config())
    harts    -smp                       memory   -m, in MiB when it is a plain number
    image    file of the disk or None   append   the kernel's command line
    icount   count instructions exactly: True skips idle time, "sleep" lets it pass
    console  "stdio": the console alone, which also gets the keys that would be signals;
             "terminal": with QEMU's monitor behind Ctrl-A; anything else: a -serial argument
    """
    line = [QEMU, "-machine", "virt",
            "-bios", "default" if "BOOT_SBI" in config else "none",
            "-smp", str(harts or default_harts(config)),
            "-m", str(memory or config["QEMU_MEMORY"]),
            "-kernel", kernel]
    if console == "terminal":
        line += ["-nographic"]
    else:
        line += ["-display", "none", "-monitor", "none"]
        if console == "stdio":
            line += ["-chardev", "stdio,id=console,signal=off", "-serial", "chardev:console"]
        else:
            line += ["-serial", console]
    if image:
        file = image.replace(",", ",,")  # alone, a comma begins the next property
        line += ["-global", "virtio-mmio.force-legacy=false",
                 "-drive", f"file={file},if=none,format=raw,id=d0",
                 "-device", "virtio-blk-device,drive=d0"]
    if append:
        line += ["-append", append]
    if icount:
        line += ["-icount", f"shift=0,sleep={'on' if icount == 'sleep' else 'off'}"]
    return line + list(extra)


def die_with_parent():
    """For preexec_fn: the kernel kills the child when its parent ends, however it ends."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def start(line, **arguments):
    """subprocess.Popen, with a process that dies with this one."""
    return subprocess.Popen(line, preexec_fn=die_with_parent, **arguments)
