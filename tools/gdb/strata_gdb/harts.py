"""What each hart executes now. To be used inside memory.kernel_view()."""

import gdb

from . import kernel, memory

MODES = {memory.USER: "user mode", memory.SUPERVISOR: "the kernel",
         memory.MACHINE: "machine mode"}
SSTATUS_SIE = 2


class Hart:
    """A hart that has entered the kernel, as it was when the command began."""

    def __init__(self, thread, registers, cpu):
        self.thread = thread
        self.mode = registers["mode"]
        self.tp = registers["tp"]
        self.masked = not registers["mstatus"] & SSTATUS_SIE
        self.cpu = cpu
        self.number = int(cpu["index"])

    @property
    def mode_name(self):
        return MODES.get(self.mode, f"mode {self.mode}")

    def current(self, threads):
        """The address of the thread whose registers are in the hart. cpu->current changes shortly
        before the registers do; in the kernel tp is the thread that executes."""
        if self.mode != memory.USER and self.tp in threads:
            return self.tp
        return int(self.cpu["current"])


def online_cpus():
    """struct cpu by what the machine calls the hart, for those that have entered the kernel."""
    cpus = kernel.known("cpus")
    count = cpus.type.range()[1] + 1
    return {int(cpus[index]["hart_id"]): cpus[index] for index in range(count)
            if cpus[index]["online"]}


def registers_of(thread):
    """Those that tell what a hart does. The hart stays selected."""
    thread.switch()
    values = {name: memory.register(name) for name in ("tp", "mstatus", "mhartid")}
    values["mode"] = memory.mode()
    return values


def harts():
    """All harts that have entered the kernel, by number."""
    with memory.selection_kept():
        found = [(thread, registers_of(thread)) for thread in gdb.selected_inferior().threads()]
    # Values of the kernel's are read here, through the hart that kernel_view() has selected.
    cpus = online_cpus()
    present = [Hart(thread, registers, cpus[registers["mhartid"]])
               for thread, registers in found if registers["mhartid"] in cpus]
    return sorted(present, key=lambda hart: hart.number)
