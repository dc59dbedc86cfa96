"""All threads of the kernel. To be used inside memory.kernel_view().

No list has them all: a sleeper stands in the queue of what it waits for. But each thread lies at
the top of its kernel stack (kernel/thread.c), and the stacks lie in a window, in slots of twice a
stack's size (mm/kstack.c). So they are found by their places, also when every list is damaged. The
harts' idle threads, which have no such stack, are in boot_threads[].
"""

import gdb

from . import kernel, walk
from .harts import harts

WINDOW_SIZE = 1 << 30
STATES = "THREAD_"


class Thread:
    """A thread, with its process or None, and the hart that has its registers or None."""

    def __init__(self, value, is_idle=False):
        self.value = value
        self.address = kernel.address_of(value)
        self.is_idle = is_idle
        self.hart = None

    @property
    def process(self):
        pointer = self.value["process"]
        return pointer.dereference() if int(pointer) and kernel.has("PROC") else None

    @property
    def pid(self):
        """None: it has no process, or one that can not be read."""
        try:
            return int(self.process["pid"]) if self.process is not None else None
        except gdb.MemoryError:
            return None

    @property
    def state(self):
        """As a word; a sleep that no signal ends is "blocked"."""
        state = kernel.word(self.value["state"], STATES)
        if state == "sleeping" and not self.value["interruptible"]:
            return "blocked"
        return state

    @property
    def queue(self):
        """The address of the wait queue that it stands in, or 0."""
        return int(self.value["queue"])

    @property
    def cpu_index(self):
        """The number of the hart where it runs or ran last, or None."""
        cpu = int(self.value["cpu"])
        return int(self.value["cpu"]["index"]) if cpu else None

    def name(self):
        try:
            name = kernel.text_of(self.value["name"])
            return f"{name} (pid {self.pid or '?'})" if self.process is not None else name
        except gdb.MemoryError:
            return f"thread {self.address:#x}"


def stack_size():
    return 1 << int(kernel.config()["KSTACK_SHIFT"])


def slot_size():
    return 2 * stack_size()


def free_stacks(report):
    """The lowest addresses of the stacks that nobody has."""
    return set(walk.sound(walk.chain(kernel.known("free_stacks"), "next", "free_stacks"), report))


def threads_on_stacks(report):
    """Those at the top of a stack that is not free. A slot without one is the stack of a hart's
    idle thread, or of a thread that is being made just now."""
    free = free_stacks(report)
    start = kernel.label("kstack_window")
    room = -(-kernel.type_of("struct thread").sizeof // 16) * 16
    count = min(int(kernel.known("slots_used")), WINDOW_SIZE // slot_size())
    for slot in range(count):
        bottom = start + slot * slot_size() + stack_size()
        thread = kernel.at(bottom + stack_size() - room, "struct thread")
        try:
            if int(thread["stack"]) == bottom and bottom not in free:
                yield thread
        except gdb.MemoryError:
            report(f"the kernel stack at {bottom:#x}, number {slot} of {count}, is not mapped")
            return


def idle_threads(present):
    boot_threads = kernel.known("boot_threads")
    return [boot_threads[hart.number] for hart in present]


def all_threads(report):
    """Every thread there is: those of processes by pid, the kernel's own, the idle ones. Damage
    goes to report(text)."""
    present = harts()
    found = [Thread(value) for value in threads_on_stacks(report)]
    found += [Thread(value, is_idle=True) for value in idle_threads(present)]
    by_address = {thread.address: thread for thread in found}
    for hart in present:
        thread = by_address.get(hart.current(by_address))
        if thread:
            thread.hart = hart
        else:
            report(f"hart {hart.number} runs a thread that is none: {hart.current(by_address):#x}")
    return sorted(by_address.values(), key=lambda thread: (
        thread.is_idle, thread.process is None, thread.pid or 0, thread.address))
