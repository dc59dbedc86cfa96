"""strata log"""

import os

from . import kernel, memory, session
from .commands import Command, no_arguments


class Log(Command):
    """The kernel's messages that its ring still has, oldest first; also those kept off the console.

Usage: strata log"""

    name = "log"

    def run(self, arguments, report):
        no_arguments(arguments, self.name)
        console = session.shown(os.path.join(session.BUILD, "console.log"))
        kernel.require("LOG_RING", "ring of messages", "What it printed is on the console, and in "
                       f"{console} if `./strata debug` started the guest.")
        memory.guest()
        text = messages()
        if text:
            print(printable(text), end="" if text.endswith(b"\n") else "\n")
        else:
            print("The log is empty: the kernel has not printed anything yet.")


def messages():
    """The bytes in the ring, in order. Byte number n of all ever written is at n modulo the size;
    read as physical memory, so that no page table is needed."""
    ring = memory.read_variable("ring", "kernel/log_ring.c")
    written = int.from_bytes(memory.read_variable("written", "kernel/log_ring.c"), "little")
    if written <= len(ring):
        return ring[:written]
    start = written % len(ring)
    return ring[start:] + ring[:start]


def printable(text):
    """What a terminal may get: a byte that is neither text nor a line end shows as \\xNN."""
    return "".join(chr(byte) if 32 <= byte < 127 or byte in b"\n\t" else f"\\x{byte:02x}"
                   for byte in text)
