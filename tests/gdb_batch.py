"""GDB in batch mode on a guest: what the tests of .gdbinit and of the commands share."""

import re
import socket
import subprocess
import threading

from runner import debugger
from support import top_path

GDB_SECONDS = 180
READY = "=== ready ===\n"
END = "[Inferior 1 (process 1) detached]\n"


def free_port():
    with socket.socket() as listener:
        listener.bind(("localhost", 0))
        return listener.getsockname()[1]


def arguments_for(commands):
    """Each command behind a line with its number; READY before the guest first runs."""
    first = commands.index("continue") if "continue" in commands else None
    for number, command in enumerate(commands):
        if number == first:
            yield from ("-ex", "echo " + READY.replace("\n", r"\n"))
        yield from ("-ex", rf"echo === command {number} ===\n", "-ex", command)


def output_of(process, ready):
    lines = []
    for line in process.stdout:
        lines.append(line)
        if ready and line == READY:
            ready()
    return "".join(lines)


def run(build, port, *commands, ready=None):
    """What each of the commands printed, errors included. None may end in an exception of Python's.

    `ready` is called before the first `continue`, when the guest stands still and breakpoints are
    set: what it types, the guest reads as soon as it goes on."""
    process = subprocess.Popen(
        debugger.gdb_command("-batch", *arguments_for(commands)), cwd=top_path(),
        env=debugger.gdb_environment(build, port), text=True, errors="replace",
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    timer = threading.Timer(GDB_SECONDS, process.kill)
    timer.start()
    try:
        text = output_of(process, ready)
    finally:
        timer.cancel()
        process.kill()
        process.wait()
    assert "Traceback" not in text and "Python Exception" not in text, text
    outputs = re.split(r"=== command \d+ ===\n", text.replace(READY, "").removesuffix(END))[1:]
    assert len(outputs) == len(commands), text
    return outputs
