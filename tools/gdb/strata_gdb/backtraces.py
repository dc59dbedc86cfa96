"""strata threads"""

import gdb

from . import kernel, memory, objects, programs, unwind
from .commands import Command, pid_argument
from .threads import all_threads

DEEPEST = 64
FRAME_COMMAND = ("with print frame-info location -- with print entry-values if-needed -- "
                 "with print elements 32 -- frame")
# The outermost functions of the kernel: what GDB makes of the stack behind them means nothing.
OUTERMOST = ("thread_begin", "kernel_main", "secondary_main", "riscv_trap_from_user")


class Threads(Command):
    """All threads with their backtraces, those that do not run included.

Usage: strata threads [PID...]

A thread that a hart executes is shown with that hart's registers, any other from where it left its
hart. With pids only the threads of these processes are shown."""

    name = "threads"

    def run(self, arguments, report):
        pids = [pid_argument(text) for text in arguments]
        kernel.require("SCHED", "threads", "Its harts run their start-up code, one after the "
                       "other: `info threads` and `backtrace` show where.")
        with memory.kernel_view():
            names = objects.queue_names(objects.all_objects(report))
            threads = all_threads(report)
            missing = set(pids) - {thread.pid for thread in threads}
            if missing:
                raise gdb.GdbError("There is no process " + ", ".join(map(str, sorted(missing))))
            for thread in threads:
                if not pids or thread.pid in pids:
                    show(thread, names, report)


def show(thread, names, report):
    try:
        print(f"{thread.name()}, thread {thread.address:#x}: {situation(thread, names)}")
        for line in backtrace(thread):
            print("  " + line)
    except gdb.MemoryError as error:
        report(f"the thread at {thread.address:#x} can not be read: {error}")
    print()


def situation(thread, names):
    if thread.hart is not None:
        return f"on hart {thread.hart.number}, in {thread.hart.mode_name}"
    if thread.is_idle:
        return f"hart {thread.cpu_index} runs another"
    state = thread.state
    if state in ("sleeping", "blocked"):
        state += f" in {objects.queue_name(thread, names)}"
    last = thread.cpu_index
    return state if last is None else f"{state}; last on hart {last}"


def backtrace(thread):
    """The lines of a thread's backtrace."""
    trap = user_frame(thread)
    if thread.hart is not None:
        program = program_of(thread)
        with memory.as_it_is(thread.hart.thread), unwind.walked():
            return list(hart_lines(thread.hart, program, trap))
    context = thread.value["arch"]
    if int(context["ra"]) == kernel.label("thread_begin"):
        return [f"has not run yet; begins in {function_at(int(thread.value['entry']))}"]
    with unwind.walked(), unwind.shown_instead(context, thread.address) as frame:
        return list(frame_lines(frame, trap))


def program_of(thread):
    return kernel.text_of(thread.process["name"]) if thread.process is not None else ""


def user_frame(thread):
    """(program, address of the frame in which its registers are saved when it is in the kernel)"""
    return program_of(thread), int(thread.value["arch"]["kernel_sp"])


def hart_lines(hart, program, trap):
    """Those of what the selected hart executes."""
    pc = memory.register("pc")
    if hart.mode != memory.USER:
        yield from frame_lines(gdb.newest_frame(), trap)
    elif programs.is_loaded_at(program, pc):
        yield from frame_lines(gdb.newest_frame(), trap, in_program=True)
    else:
        yield user_line(program, pc, memory.register("sp"))


def function_at(address):
    """The kernel's function there, or the address."""
    symbol = gdb.block_for_pc(address)
    return str(symbol.function) if symbol and symbol.function else f"{address:#x}"


def frame_lines(frame, trap, in_program=False):
    for number in range(DEEPEST):
        if frame is None or frame.pc() == 0:
            return
        yield f"#{number:<2} {frame_line(frame)}"
        if frame.name() in OUTERMOST and frame.type() != gdb.INLINE_FRAME:
            if frame.name() == "riscv_trap_from_user":
                yield from trap_lines(*trap)
            return
        if frame.name() is None and not in_program:
            return
        try:
            following = frame.older()
        except gdb.error as error:
            yield f"({error})"
            return
        if following is None:
            yield from end_lines(frame)
        frame = following
    yield f"(more than {DEEPEST} frames: given up)"


def frame_line(frame):
    """As `backtrace` prints it, without the number."""
    frame.select()
    text = gdb.execute(FRAME_COMMAND, to_string=True)
    return " ".join(text.split()[1:])


def end_lines(frame):
    """Why there is no further frame, unless that is in order."""
    reason = frame.unwind_stop_reason()
    if reason not in (gdb.FRAME_UNWIND_NO_REASON, gdb.FRAME_UNWIND_OUTERMOST):
        yield f"({gdb.frame_stop_reason_string(reason)})"


def trap_lines(program, address):
    """Where the program called the kernel or was interrupted."""
    registers = unwind.trap_registers(address)
    yield user_line(program, registers["pc"], registers["sp"])


def user_line(program, pc, sp):
    return f"in user mode: {programs.place_in(program, pc)}, sp {sp:#x}"
