"""strata locks"""

import contextlib

import gdb

from . import backtraces, kernel, memory, objects, session, unwind, walk
from .commands import Command, table
from .harts import harts
from .threads import all_threads

WORDS = (0, 1)
# A hart that waits for an interrupt in one of these has interrupts masked and holds nothing.
WAITING_FOR_INTERRUPTS = ("idle_wait", "sleep_for_good")


class Locks(Command):
    """The locks that are held, by whom, and who waits for them.

Usage: strata locks [all]

With `all` also those that are free. A mutex says which thread owns it. A spinlock is a mere word:
its holder is one of the harts that are in the kernel with interrupts masked, and not waiting for
that same lock."""

    name = "locks"

    def run(self, arguments, report):
        if arguments not in ([], ["all"]):
            raise gdb.GdbError("Usage: strata locks, or strata locks all")
        if not kernel.has("SCHED") and not kernel.has("SMP"):
            raise gdb.GdbError("This kernel has no locks: without threads (CONFIG_SCHED is off in "
                               f"{session.shown(session.CONFIG)}) nobody sleeps for one, and "
                               f"{ONE_HART}.")
        with memory.kernel_view():
            show(View(report), "all" in arguments)


ONE_HART = ("with one hart (CONFIG_NR_HARTS=1) a spinlock is nothing but interrupts being masked, "
            "without a word in memory")


class Lock:
    """A lock: what it is called, its kind, who holds it (text, "" if nobody), and who waits."""

    def __init__(self, name, kind, holder, waiters):
        self.name, self.kind, self.holder, self.waiters = name, kind, holder, waiters

    def row(self):
        return (self.name, self.kind, self.holder or "-", "; ".join(self.waiters) or "-")


class View:
    """What is needed to say something of a lock."""

    def __init__(self, report):
        self.report = report
        self.harts = harts()
        self.threads = {thread.address: thread for thread in all_threads(report)} \
            if kernel.has("SCHED") else {}
        self.spinning = {hart.number: spinning(hart) for hart in self.harts}
        things = list(objects.all_objects(report))
        self.locks = [self.lock(*part) for part in objects.parts(things, "spinlock", "mutex")
                      if part[1] == "mutex" or kernel.has("SMP")]
        self.locks += self.unknown_mutexes(objects.queue_names(things))

    def lock(self, name, kind, address):
        value = kernel.at(address, f"struct {kind}")
        try:
            if kind == "mutex":
                return Lock(name, kind, self.owner(value), self.sleepers(name, value))
            return Lock(name, kind, self.holder(name, value), self.spinners(address))
        except gdb.MemoryError as error:
            self.report(f"{name} can not be read: {error}")
            return Lock(name, kind, "?", [])

    def owner(self, mutex):
        address = int(mutex["owner"])
        if not address:
            return ""
        thread = self.threads.get(address)
        return f"{thread.name()}, {place(thread)}" if thread else f"no thread: {address:#x}"

    def sleepers(self, name, mutex):
        """Those who stand in the queue, in its order; if the list is damaged, those who say that
        they do."""
        queue = mutex["waiters"]
        problems = []
        found = [kernel.address_of(thread) for thread in walk.sound(
            walk.structures(queue["sleepers"], f"waiters of {name}", "struct thread", "link"),
            problems.append)]
        if problems:
            self.report(problems[0])
            found = [address for address, thread in self.threads.items()
                     if thread.queue == kernel.address_of(queue)]
        return [self.threads[address].name() if address in self.threads else f"{address:#x}"
                for address in found]

    def holder(self, name, lock):
        held = int(lock["held"])
        if held not in WORDS:
            self.report(f"the word of the spinlock {name} is {held:#x}")
        if not held:
            return ""
        able = [hart for hart in self.harts if hart.mode != memory.USER and hart.masked
                and self.spinning[hart.number] != kernel.address_of(lock) and not waits(hart)]
        if len(able) == 1:
            return self.hart_name(able[0])
        if able:
            return "one of: " + ", ".join(self.hart_name(hart) for hart in able)
        return "no hart: none is in the kernel with interrupts masked"

    def spinners(self, address):
        return [self.hart_name(hart) for hart in self.harts
                if self.spinning[hart.number] == address]

    def hart_name(self, hart):
        thread = self.threads.get(hart.current(self.threads))
        return f"hart {hart.number}" + (f" with {thread.name()}" if thread else "")

    def unknown_mutexes(self, names):
        """Mutexes that objects.py does not find, but that a thread sleeps for."""
        queues = {}
        for thread in self.threads.values():
            if thread.hart is None and thread.state == "blocked" and thread.queue not in names \
                    and in_mutex_lock(thread):
                queues.setdefault(thread.queue, thread)
        for queue in queues:
            mutex = kernel.container(queue, "struct mutex", "waiters")
            yield self.lock(f"the mutex at {kernel.address_of(mutex):#x}", "mutex",
                            kernel.address_of(mutex))


def place(thread):
    return f"on hart {thread.hart.number}" if thread.hart is not None else thread.state


def frames_of(frame):
    """The frames that one function and what is inlined into it make."""
    for _ in range(backtraces.DEEPEST):
        if frame is None:
            return
        yield frame
        if frame.type() == gdb.NORMAL_FRAME:
            return
        frame = unwind.older(frame)


def innermost(hart):
    """The frames of the kernel function that the selected hart executes, also from machine mode."""
    frame = gdb.newest_frame()
    return list(frames_of(unwind.older(frame) if hart.mode == memory.MACHINE else frame))


def spinning(hart):
    """The address of the spinlock that a hart waits for; None if for none, 0 if it is unknown."""
    if hart.mode == memory.USER:
        return None
    with memory.as_it_is(hart.thread):
        for frame in innermost(hart):
            if frame.name() == "spin_acquire":
                return argument(frame, "lock")
    return None


def argument(frame, name):
    with contextlib.suppress(ValueError, gdb.error):
        value = frame.read_var(name)
        if not value.is_optimized_out:
            return int(value)
    return 0


def waits(hart):
    with memory.as_it_is(hart.thread):
        return any(frame.name() in WAITING_FOR_INTERRUPTS for frame in innermost(hart))


def in_mutex_lock(thread):
    with unwind.walked(), unwind.shown_instead(thread.value["arch"], thread.address) as frame:
        for _ in range(backtraces.DEEPEST):
            if frame is None or frame.name() == "mutex_lock":
                return frame is not None
            frame = unwind.older(frame)
    return False


def show(view, everything):
    shown = [lock for lock in view.locks if everything or lock.holder or lock.waiters]
    if shown:
        table([("LOCK", "KIND", "HELD BY", "WAITING")] + [lock.row() for lock in shown])
    held = sum(bool(lock.holder) for lock in view.locks)
    kinds = [lock.kind for lock in view.locks]
    counts = f"{kinds.count('mutex')} mutexes"
    if kernel.has("SMP"):
        counts += f" and {kinds.count('spinlock')} spinlocks"
    print(f"{held} held of {counts}.")
    for hart in view.harts:
        if view.spinning[hart.number] == 0:
            print(f"{view.hart_name(hart)} waits for a spinlock that is not known here.")
    if not kernel.has("SMP"):
        show_masks(view)


def show_masks(view):
    for hart in view.harts:
        masked = hart.mode != memory.USER and hart.masked and not waits(hart)
        print(f"Of spinlocks nothing can be seen: {ONE_HART}.")
        print(f"Interrupts are {'masked' if masked else 'not masked for a lock'} now.")
