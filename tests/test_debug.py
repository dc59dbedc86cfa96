"""GDB with .gdbinit, on a halted QEMU."""

import os
import shutil
import socket
import subprocess

import pytest

from runner import debugger
from support import top_path, variant

pytestmark = pytest.mark.skipif(not shutil.which("gdb-multiarch"), reason="needs gdb-multiarch")


def free_port():
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        return listener.getsockname()[1]


def gdb(build, *commands):
    port = free_port()
    machine = debugger.start_halted(build, harts=1, port=port)
    try:
        line = ["gdb-multiarch", "-q", "-nx", "-batch", "-x", ".gdbinit"]
        for command in commands:
            line += ["-ex", command]
        environment = dict(os.environ, STRATA_BUILD=build.folder, STRATA_GDB_PORT=str(port))
        return subprocess.run(line, cwd=top_path(), env=environment, capture_output=True,
                              text=True, timeout=120).stdout
    finally:
        machine.kill()
        machine.wait()


@pytest.mark.parametrize("name", [pytest.param(name, marks=pytest.mark.xdist_group(name))
                                  for name in ("tiny", "full")])
def test_a_breakpoint_in_the_kernel(name):
    output = gdb(variant(name), "hbreak kernel_main", "continue", "backtrace 1")
    assert "kernel_main (" in output, output


@pytest.mark.xdist_group("full")
def test_symbols_of_a_program(full):
    output = gdb(full, "program sh", "info line shell_warn")
    assert "user/sh/main.c" in output, output
