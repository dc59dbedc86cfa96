"""Reading the guest's memory.

GDB reads memory as the selected hart sees it. A hart in user mode sees nothing of the kernel (its
pages are the supervisor's, and with the map ISOLATED not even in the table); one that has not
turned on paging sees physical addresses. kernel_view() makes kernel addresses readable all the
same, and physical() goes around all translation.
"""

import contextlib

import gdb

from . import kernel

USER, SUPERVISOR, MACHINE = 0, 1, 3
MSTATUS_MPP_SHIFT = 11
SATP_SV39 = 8
SATP_MODE_SHIFT = 60
SATP_ROOT_MASK = (1 << 44) - 1
PAGE_SHIFT = 12
PAGE_SIZE = 1 << PAGE_SHIFT

# satp and mode of the hart that is made to see kernel addresses, by GDB's number of its thread.
_own_translation = {}


def guest():
    """The inferior that is the guest, stopped; an error when there is none to look at."""
    inferior = gdb.selected_inferior()
    threads = inferior.threads()
    if not threads or gdb.selected_thread() is None:
        raise gdb.GdbError("No guest is attached: `./strata debug` starts one, "
                           "`target remote localhost:1234` attaches to one that waits")
    if any(thread.is_running() for thread in threads):
        raise gdb.GdbError("The guest runs: stop it first, with Ctrl-C or `interrupt`")
    return inferior


@contextlib.contextmanager
def physical_addresses():
    """While this lasts, QEMU takes the addresses of memory accesses as physical ones."""
    gdb.execute("maintenance packet Qqemu.PhyMemMode:1", to_string=True)
    try:
        yield
    finally:
        gdb.execute("maintenance packet Qqemu.PhyMemMode:0", to_string=True)


def physical(address, size):
    """`size` bytes of physical memory; gdb.MemoryError where there is none."""
    with physical_addresses():
        return bytes(gdb.selected_inferior().read_memory(address, size))


def physical_of(kernel_address):
    """Where a kernel address other than one in the window of stacks lies."""
    return kernel_address - kernel.virtual_offset()


def read_variable(name, file=None):
    """The bytes of a static variable, whatever the selected hart executes."""
    value = kernel.known(name, file)
    return physical(physical_of(kernel.address_of(value)), value.type.sizeof)


def kernel_root():
    """The physical address of the root of the kernel's page table; 0 before there is one."""
    return int.from_bytes(read_variable("kernel_root"), "little")


def register(name):
    """A register of the selected hart, as an unsigned number."""
    return int(gdb.newest_frame().read_register(name)) & (1 << 64) - 1


def root_maps_kernel(root):
    """Does the table that the selected hart has loaded map the kernel?"""
    satp = register("satp")
    if satp >> SATP_MODE_SHIFT != SATP_SV39:
        return False
    return kernel.has("KERNEL_MAP_SHARED") or (satp & SATP_ROOT_MASK) << PAGE_SHIFT == root


def sees_kernel(root):
    return register("priv") == SUPERVISOR and root_maps_kernel(root)


class Selection:
    """The hart and the frame that the user has selected."""

    def __init__(self):
        self.thread = gdb.selected_thread()
        try:
            self.level = gdb.selected_frame().level()
        except gdb.error:
            self.level = 0

    def restore(self):
        self.thread.switch()
        with contextlib.suppress(gdb.error):
            frame = gdb.newest_frame()
            while frame.level() < self.level and frame.older():
                frame = frame.older()
            frame.select()


@contextlib.contextmanager
def selection_kept():
    """Whatever the body selects, the user's hart and frame are selected afterwards."""
    selection = Selection()
    try:
        yield
    finally:
        selection.restore()


def set_translation(satp, mode):
    """Change the selected hart's. satp only if needed: QEMU then forgets translations."""
    gdb.newest_frame().select()
    if register("satp") != satp:
        gdb.execute(f"set $satp = {satp:#x}")
    gdb.execute(f"set $priv = {mode}")


@contextlib.contextmanager
def translating(root):
    """Let the selected hart see the kernel's memory; afterwards it is as it was."""
    number = gdb.selected_thread().num
    own = register("satp"), register("priv")
    satp = own[0] if root_maps_kernel(root) else SATP_SV39 << SATP_MODE_SHIFT | root >> PAGE_SHIFT
    _own_translation[number] = own
    try:
        set_translation(satp, SUPERVISOR)
        yield
    finally:
        del _own_translation[number]
        set_translation(*own)


def mode():
    """The mode that the selected hart really is in."""
    own = _own_translation.get(gdb.selected_thread().num)
    return own[1] if own else register("priv")


def own_view():
    """satp and the mode by which the selected hart sees what it executes, or, from machine mode,
    what it has interrupted."""
    satp = _own_translation.get(gdb.selected_thread().num, (register("satp"),))[0]
    own = mode()
    return satp, register("mstatus") >> MSTATUS_MPP_SHIFT & 3 if own == MACHINE else own


@contextlib.contextmanager
def as_it_is(thread):
    """While this lasts, a hart is selected and sees memory by own_view(), for its backtrace."""
    with selection_kept():
        thread.switch()
        before, wanted = (register("satp"), register("priv")), own_view()
        try:
            if wanted != before:
                set_translation(*wanted)
            yield
        finally:
            thread.switch()
            if wanted != before:
                set_translation(*before)


@contextlib.contextmanager
def kernel_view():
    """While this lasts, a hart is selected through which kernel addresses can be read.

    That is the selected one or another that happens to be in the kernel; if none is, the selected
    one is made to look as if it were. The guest stands still all the time, and the registers are
    put back, so it never knows.
    """
    inferior = guest()
    if not kernel.has("MMU"):
        yield
        return
    root = kernel_root()
    if root == 0:
        raise gdb.GdbError("The kernel has not made its page table yet: there is nothing to show "
                           "before it starts")
    with selection_kept():
        chosen = gdb.selected_thread()
        for thread in [chosen] + sorted(inferior.threads(), key=lambda thread: thread.num):
            thread.switch()
            if sees_kernel(root):
                yield
                return
        chosen.switch()
        with translating(root):
            yield
