"""The prefix command `strata`, and what its commands share."""

import gdb

from . import kernel, walk


class Report:
    """Collects what was found damaged, each text once."""

    def __init__(self):
        self.texts = []

    def __call__(self, text):
        if text not in self.texts:
            self.texts.append(text)

    def print(self):
        for text in self.texts:
            print(f"! {text}")


class Strata(gdb.Command):
    """Look into the Strata kernel: processes, threads, page tables, the log, locks.

The commands read the stopped guest, whatever its harts were stopped at, and leave it as it was.
Lines that begin with ! tell of kernel data that is damaged."""

    def __init__(self):
        super().__init__("strata", gdb.COMMAND_STATUS, gdb.COMPLETE_NONE, True)

    def invoke(self, argument, from_tty):
        if argument:
            raise gdb.GdbError(f"No command `strata {argument}`; `help strata` lists them")
        gdb.execute("help strata")


class Command(gdb.Command):
    """A command `strata NAME`: a subclass gives `name` and run(arguments, report)."""

    def __init__(self):
        super().__init__(f"strata {self.name}", gdb.COMMAND_STATUS, gdb.COMPLETE_NONE)

    def invoke(self, argument, from_tty):
        self.dont_repeat()
        report = Report()
        try:
            self.run(gdb.string_to_argv(argument), report)
        except walk.Damaged as damage:
            report(str(damage))
        except gdb.MemoryError as error:
            report(f"kernel memory can not be read: {error}")
        finally:
            report.print()

    def run(self, arguments, report):
        raise NotImplementedError


def no_arguments(arguments, name):
    if arguments:
        raise gdb.GdbError(f"`strata {name}` takes no argument")


def pid_argument(text):
    if not text.isdigit():
        raise gdb.GdbError(f"{text!r} is not a pid")
    return int(text)


def table(rows, right=()):
    """Print rows of texts in columns; those whose numbers are in `right` end at the same place, and
    the last column is as long as it is."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    for row in rows:
        cells = [text.rjust(width) if column in right else text.ljust(width)
                 for column, (text, width) in enumerate(zip(row, widths))]
        print("  ".join(cells).rstrip())


def register():
    from . import backtraces, locks, log, pagetable, ps
    Strata()
    for command in (ps.Ps, backtraces.Threads, pagetable.PageTable, log.Log, locks.Locks):
        command()
    gdb.events.new_objfile.connect(lambda event: kernel.forget())
    gdb.events.clear_objfiles.connect(lambda event: kernel.forget())
