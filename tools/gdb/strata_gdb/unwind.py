"""Backtraces that GDB alone could not make: across traps, and of threads that do not run.

The assembly code of traps has no call frame information. While it calls C, sp points at a struct
trap_frame (arch/riscv/include/arch/impl/save.h), which has all registers of what was interrupted:
that is enough to go on there.

A thread that does not run is shown by telling GDB that the caller of whatever the selected hart
executes is where that thread left its hart. No register is written for that: frame 0 is the hart's,
and the thread's frames are those behind it.
"""

import contextlib
import os

import gdb
import gdb.unwinder

from . import kernel, memory

TRAP_FILES = ("trap_shared.S", "trap_isolated.S", "trap_kernel.S")
MACHINE_FILE = "start_mmode.S"
SSTATUS_SPP = 1 << 8  # the trap came out of the kernel
MASK = (1 << 64) - 1
# The registers of struct trap_frame's x[], x1 first, by the names that GDB accepts.
FRAME_REGISTERS = ("ra sp gp tp t0 t1 t2 fp s1 a0 a1 a2 a3 a4 a5 a6 a7 "
                   "s2 s3 s4 s5 s6 s7 s8 s9 s10 s11 t3 t4 t5 t6").split()
SAVED_REGISTERS = "fp s1 s2 s3 s4 s5 s6 s7 s8 s9 s10 s11".split()


def is_first_function(pc):
    """Is it in thread_begin()? riscv_context_switch() came there by a return, so nobody called it,
    and its return address is its own beginning."""
    begin = kernel.label("thread_begin")
    block = gdb.block_for_pc(begin) if begin else None
    return block is not None and block.start <= pc < block.end


class FrameId:
    def __init__(self, sp, pc):
        self.sp = sp
        self.pc = pc


def source_file(pc):
    """The name, without folders, of the source file that an address comes from."""
    symtab = gdb.find_pc_line(pc).symtab
    return os.path.basename(symtab.filename) if symtab else ""


class StrataUnwinder(gdb.unwinder.Unwinder):
    def __init__(self):
        super().__init__("strata")
        self.saved = None           # registers by name of the thread shown instead of the hart
        self.innermost = None       # while one is shown: (pc, sp) of the hart
        self.return_points = set()  # addresses in trap code behind calls of C
        self.ends = True            # does a backtrace end where a program or nobody is the caller?

    def __call__(self, pending):
        try:
            registers = self.registers_of_caller(pending)
        except gdb.error:
            return None
        return unwind_info(pending, registers) if registers else None

    def registers_of_caller(self, pending):
        """The registers, by name, of the frame that called or was interrupted; None: GDB knows."""
        pc = int(pending.read_register("pc"))
        if self.saved and (pc, int(pending.read_register("sp"))) == self.innermost:
            return self.saved
        if pending.level() == 0 and source_file(pc) == MACHINE_FILE:
            return machine_registers(pending)
        if pending.level() == 0 and pc == kernel.label("riscv_trap_entry"):
            return entry_registers(pending)
        if self.is_return_point(pending, pc):
            return self.interrupted_registers(int(pending.read_register("sp")))
        if self.ends and pending.level() > 0 and is_first_function(pc):
            return {"sp": int(pending.read_register("sp"))}
        return None

    def is_return_point(self, pending, pc):
        """In trap code a caller's frame always has the trap's frame at sp. The innermost frame has
        it too where a call has just returned, as after `finish`."""
        if pending.level() == 0:
            return pc in self.return_points
        if pc > 0 and source_file(pc - 1) in TRAP_FILES:
            self.return_points.add(pc)
            return True
        return False

    def interrupted_registers(self, sp):
        """Those in the trap frame at sp. From the kernel a program's stack can not be followed: GDB
        shall end there, which it does at a frame that has not saved the pc."""
        registers = trap_registers(sp)
        if self.ends and not int(kernel.at(sp, "struct trap_frame")["status"]) & SSTATUS_SPP:
            del registers["pc"]
        return registers


def unwind_info(pending, registers):
    """GDB gives up where a caller's frame lies below that of the function it called. Stacks of
    threads have no such order, so the frame is told to lie where its caller's is, at most."""
    sp = int(pending.read_register("sp")) & MASK
    if "pc" in registers:
        sp = min(sp, registers["sp"])
    info = pending.create_unwind_info(FrameId(gdb.Value(sp), pending.read_register("pc")))
    for name, value in registers.items():
        info.add_saved_register(name, gdb.Value(value).cast(pending.read_register(name).type))
    return info


def trap_registers(sp):
    """The registers in the trap frame at that address."""
    frame = kernel.at(sp, "struct trap_frame")
    registers = {name: int(frame["x"][index]) for index, name in enumerate(FRAME_REGISTERS)}
    registers["pc"] = int(frame["pc"])
    return registers


def present_registers(pending, pc_register, clobbered=()):
    registers = {name: int(pending.read_register(name)) & MASK
                 for name in FRAME_REGISTERS if name not in clobbered}
    registers["pc"] = int(pending.read_register(pc_register))
    return registers


def entry_registers(pending):
    """At its first instruction a trap has changed nothing but the pc."""
    return present_registers(pending, "sepc")


def machine_registers(pending):
    """Machine mode interrupts the supervisor between two instructions, and uses a0 to a3. None
    while it has not yet been in any other mode."""
    registers = present_registers(pending, "mepc", ("a0", "a1", "a2", "a3"))
    return registers if registers["pc"] else None


def older(frame):
    """The next frame outwards, or None: the last one, or the stack behind it can not be read."""
    try:
        return frame.older()
    except gdb.error:
        return None


def caller_of_innermost():
    """The caller of the innermost function, which may show as several frames: inlined calls."""
    frame = gdb.newest_frame()
    while frame is not None and frame.type() == gdb.INLINE_FRAME:
        frame = older(frame)
    return frame and older(frame)


UNWINDER = StrataUnwinder()


def register():
    gdb.unwinder.register_unwinder(None, UNWINDER, replace=True)
    gdb.invalidate_cached_frames()


@contextlib.contextmanager
def walked():
    """While this lasts, no frame is without a pc: gdb.Frame.older() gives not even the last frame
    before such a one. Who walks sees to the end himself."""
    UNWINDER.ends = False
    gdb.invalidate_cached_frames()
    try:
        yield
    finally:
        UNWINDER.ends = True
        gdb.invalidate_cached_frames()


@contextlib.contextmanager
def shown_instead(context, address):
    """While this lasts, the frames behind the hart's innermost function are those of the thread at
    `address`, which was saved in `context`, a struct arch_thread. Gives the first of them."""
    saved = {name: int(context["s"][index]) for index, name in enumerate(SAVED_REGISTERS)}
    saved.update(pc=int(context["ra"]), ra=int(context["ra"]), sp=int(context["sp"]), tp=address)
    UNWINDER.innermost = memory.register("pc"), memory.register("sp")
    UNWINDER.saved = saved
    gdb.invalidate_cached_frames()
    try:
        yield caller_of_innermost()
    finally:
        UNWINDER.saved = None
        gdb.invalidate_cached_frames()
