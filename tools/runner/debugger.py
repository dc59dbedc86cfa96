"""QEMU halted at reset with a GDB server on port 1234 of this machine, and GDB attached to it.

GDB has the terminal, so the guest's console is a socket of its own: `./strata debug --console` in
a second terminal attaches to it. All it prints is also kept in build/PRESET/console.log.
"""

import os
import select
import signal
import socket
import subprocess
import sys
import termios
import tty

from . import images, qemu
from .builds import TOP

GDB_PORT = 1234
DETACH = b"\x1d"


def console_socket(build):
    return build.path("console.sock")


def gdb_server(port):
    """QEMU's arguments for a GDB server that only this machine reaches."""
    return ["-gdb", f"tcp:localhost:{port}"]


def gdb_command(*arguments):
    """GDB with .gdbinit, to be run in TOP with gdb_environment()."""
    return [os.environ.get("GDB", "gdb-multiarch"), "-q", "-nx", "-x", ".gdbinit", *arguments]


def gdb_environment(build, port=GDB_PORT, programs=()):
    return dict(os.environ, STRATA_BUILD=build.folder, STRATA_GDB_PORT=str(port),
                STRATA_PROGRAMS=" ".join(programs))


def start_halted(build, harts=None, memory=None, port=GDB_PORT):
    """QEMU waiting for GDB, with its console on a socket."""
    config = build.config()
    disk = images.kept_disk(build) if "BLK_VIRTIO" in config else None
    console = (f"socket,id=console,path={console_socket(build)},server=on,wait=off,"
               f"logfile={build.path('console.log')}")
    line = qemu.command(build.kernel, config, harts=harts, memory=memory, image=disk,
                        console="chardev:console",
                        extra=["-chardev", console, "-S"] + gdb_server(port))
    return qemu.start(line, stdin=subprocess.DEVNULL, start_new_session=True)


def is_taken(port):
    """Does somebody listen there?"""
    with socket.socket() as connection:
        return connection.connect_ex(("localhost", port)) == 0


def debug(build, harts=None, memory=None, programs=()):
    """Start both and wait for GDB to end; `programs` are user programs whose symbols are loaded
    as well."""
    if is_taken(GDB_PORT):
        print(f"strata: port {GDB_PORT} is taken; does another `./strata debug` run?",
              file=sys.stderr)
        return 1
    machine = start_halted(build, harts, memory)
    print("strata: the guest's console is in a second terminal, by `./strata debug --console "
          f"{os.path.basename(build.folder)}`", file=sys.stderr)
    previous = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        return subprocess.run(gdb_command(), cwd=TOP,
                              env=gdb_environment(build, programs=programs)).returncode
    finally:
        signal.signal(signal.SIGINT, previous)
        machine.kill()
        machine.wait()


def attach_console(build):
    """Join this terminal to the console of a running `debug`, with what it printed before; Ctrl-]
    leaves it."""
    connection = socket.socket(socket.AF_UNIX)
    try:
        connection.connect(console_socket(build))
    except OSError:
        print("no `./strata debug` of this preset is running", file=sys.stderr)
        return 1
    print("console attached; Ctrl-] detaches", file=sys.stderr)
    interactive = sys.stdin.isatty()
    saved = termios.tcgetattr(sys.stdin) if interactive else None
    try:
        if interactive:
            tty.setraw(sys.stdin)
        show(console_log(build))
        relay(connection)
    finally:
        if saved:
            termios.tcsetattr(sys.stdin, termios.TCSADRAIN, saved)
        connection.close()
    return 0


def console_log(build):
    with open(build.path("console.log"), "rb") as file:
        return file.read()


def show(data):
    os.write(sys.stdout.fileno(), data.replace(b"\n", b"\r\n"))


def relay(connection):
    while True:
        ready = select.select([connection, sys.stdin], [], [])[0]
        if connection in ready:
            data = connection.recv(4096)
            if not data:
                return
            show(data)
        if sys.stdin in ready:
            data = os.read(sys.stdin.fileno(), 4096)
            if not data or DETACH in data:
                return
            connection.sendall(data)
