"""strata ps"""

import gdb

from . import kernel, memory, objects
from .commands import Command, no_arguments, table
from .harts import harts
from .threads import Thread

KIB_OF_PAGE = memory.PAGE_SIZE // 1024
UNREADABLE = ("?", "?", "?", "?", "?", "(can not be read)")


class Ps(Command):
    """All processes: pid, parent, state, hart, memory and name.

Usage: strata ps

HART is where the process runs, in brackets where it ran last. A "blocked" process sleeps in a
way that no signal ends, for a lock or the disk; any other sleeper is "sleeping"."""

    name = "ps"

    def run(self, arguments, report):
        no_arguments(arguments, self.name)
        kernel.require("PROC", "processes", self.instead())
        with memory.kernel_view():
            rows = process_rows(report)
        if not rows:
            print("There are no processes yet.")
            return
        table([("PID", "PPID", "STATE", "HART", "KIB", "NAME")] + rows, right=(0, 1, 4))

    @staticmethod
    def instead():
        return "`strata threads` shows its threads." if kernel.has("SCHED") else ""


def process_rows(report):
    running = {int(hart.cpu["current"]): hart.number for hart in harts()}
    rows = []
    for slot, process in objects.processes():
        try:
            rows.append(process_row(process, running))
        except gdb.MemoryError as error:
            rows.append(UNREADABLE)
            report(f"slot {slot} of the pool leads to {kernel.address_of(process):#x}: {error}")
    if len(rows) != int(kernel.known("pool_used")):
        report(f"pool_used is {int(kernel.known('pool_used'))}, but there are {len(rows)} in the "
               "pool")
    return sorted(rows, key=lambda row: (not row[0].isdigit(), int(row[0]) if row[0].isdigit()
                                         else 0))


def process_row(process, running):
    parent = int(process["parent"]["pid"]) if int(process["parent"]) else 0
    pages = int(process["aspace"]["pages"]) if int(process["aspace"]) else 0
    return (str(int(process["pid"])), str(parent), state_of(process), hart_of(process, running),
            str(pages * KIB_OF_PAGE), kernel.text_of(process["name"]))


def state_of(process):
    state = kernel.word(process["state"], "PROCESS_")
    return state if state != "alive" else Thread(process["thread"].dereference()).state


def hart_of(process, running):
    """Where it runs, or, in brackets, where it ran last."""
    address = int(process["thread"])
    if address in running:
        return str(running[address])
    last = Thread(process["thread"].dereference()).cpu_index
    return f"({last})" if last is not None else "-"
