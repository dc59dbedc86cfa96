"""The factors of the matrix: options and choices, each with the values to combine.

A bool has y and n, a choice its members, a number its smallest, largest and default values, unless
PRACTICAL says otherwise. Where what an option depends on is missing it has no value: a kernel
without a file system has no log that is off. Programs are no factors: their options change nothing
in the kernel. A configuration that can start programs gets the few that trials need, and one that
shows in no other way how its start ended gets the message about it.
"""

import os
import sys

from kconfiglib import expr_value

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
sys.path.insert(0, os.path.join(TOP, "tools"))

from kconflib import solve, tree  # noqa: E402

# Values of numbers where the ends of the range could not run in a trial, with the reason.
PRACTICAL = {
    "NR_HARTS": ["1", "2", "8", "64"],  # of which a trial gives it four at most
    "NPROC": ["8", "64", "4096"],  # init, shell and what a trial starts
    "NOFILE": ["12", "64", "160", "224"],  # likewise; the largest is what others leave
    "NFILE": ["24", "256", "4096"],
    "NINODE": ["24", "256", "4096"],
    "USER_STACK_KIB": ["32", "128"],  # without MM_DEMAND all of it is taken at once
    "KSTACK_SHIFT": ["12", "13", "14"],  # more only takes memory
    "LOG_SHIFT": ["10", "14", "20"],
    "FS_NBUF": None,
    "BOOT_MEMORY_MIB": ["16", "64"],  # what QEMU is given
}
# With usertests numbers have one value each, the default or this, for it knows by their sizes when
# pools are to be out: tests/test_pools.py is for these. The stack is one that all can have.
WITH_USERTESTS = {
    "NR_HARTS": ["1", "8"],
    "NPROC": ["64"],
    "NFILE": ["1024"],
    "NINODE": ["1024"],
    "PIPE_PAGES": ["16"],
    "USER_STACK_KIB": ["128"],
}
# About the machine or the image, not about the code; or a matter of the trial itself.
NO_FACTORS = {"QEMU_MEMORY", "FS_IMAGE_MIB"}
# What a trial with programs is made of. usertests comes where the calls that it needs are built.
PROGRAMS = ["INIT", "SH", "CAT", "ECHO", "FALSE", "GREP", "LS", "WC", "POWEROFF", "MKDIR", "RM",
            "SLEEP", "TRUE"]
USERTESTS_NEEDS = ["CALLS_FILES", "CALLS_PROCESS", "CALLS_SYSTEM", "PIPES", "PROCFS",
                   "CHARDEV_NODES", "FS_SYMLINKS", "FS_LONG_NAMES", "FS_LARGE_FILES", "FS_TIMES"]
# And pools of which a test can take what it needs without having them to itself.
USERTESTS_ROOM = {"NPROC": 64, "NOFILE": 64, "NFILE": 256, "NINODE": 256}
# With these on all tests can run, and the machine be switched off.
SYSTEM = [*USERTESTS_NEEDS, "EXEC", "CALL_REBOOT", "FDT"]


class Factor:
    """Something to combine: `name` is an option's or a choice's."""

    def __init__(self, name, values, choice=None):
        self.name = name
        self.values = values
        self.choice = choice

    def value_in(self, kconf):
        """Its value in a configuration, or None where it does not exist."""
        if self.choice is not None:
            selected = kconf.named_choices[self.name].selection
            return selected.name if selected and selected.str_value == "y" else None
        symbol = kconf.syms[self.name]
        if tree.is_bool(symbol):
            return symbol.str_value if expr_value(symbol.direct_dep) else None
        return symbol.str_value if symbol.visibility else None

    def assign(self, kconf, value):
        if self.choice is not None:
            kconf.syms[value].set_value("y")
        else:
            kconf.syms[self.name].set_value(value)

    def is_settable(self, kconf):
        item = kconf.named_choices[self.name] if self.choice is not None \
            else kconf.syms[self.name]
        return bool(item.visibility)


def defaults_of(symbol):
    return [tree.as_number(symbol, value.str_value) for value, _ in symbol.orig_defaults]


def number_values(symbol):
    if PRACTICAL.get(symbol.name):
        return PRACTICAL[symbol.name]
    lows = [tree.as_number(symbol, low.str_value) for low, _, _ in symbol.orig_ranges]
    highs = [tree.as_number(symbol, high.str_value) for _, high, _ in symbol.orig_ranges]
    return [str(value) for value in sorted({min(lows), *defaults_of(symbol), max(highs)})]


def system(kconf):
    """name -> value of all that has to be set for SYSTEM."""
    kconf.unset_values()
    plan = {}
    for name in SYSTEM:
        plan |= {name: "y", **solve.plans(kconf.syms[name], "y")[0]}
    return plan


def factors(kconf, base):
    """All factors, in the order of the tree. What is set by the base has that value only."""
    found, choices = [], set()
    for symbol in kconf.unique_defined_syms:
        if not tree.has_prompt(symbol) or symbol.name in NO_FACTORS \
                or symbol.name.startswith("PROG_") or tree.is_string(symbol):
            continue
        if symbol.choice:
            if symbol.choice.name not in choices:
                choices.add(symbol.choice.name)
                members = [member.name for member in symbol.choice.syms]
                found.append(Factor(symbol.choice.name, members, symbol.choice))
        elif symbol.name in base:
            found.append(Factor(symbol.name, [base[symbol.name]]))
        elif tree.is_bool(symbol):
            found.append(Factor(symbol.name, ["n", "y"]))
        else:
            values = WITH_USERTESTS.get(symbol.name, [str(defaults_of(symbol)[0])]) if base \
                else number_values(symbol)
            found.append(Factor(symbol.name, values))
    return found


def has_commands(config):
    """Can one run commands in it and know how they ended? `config` is a set of names."""
    return config >= {"EXEC", "PROG_INIT", "PROG_SH", "CALL_REBOOT", "FDT"}


def shows_its_start(config):
    """Is to be seen from outside that all was started?"""
    return not config.isdisjoint({"EXEC", "SHOW", "POWEROFF_AT_END", "BOOT_SUMMARY"})


def add_means(kconf):
    """Give a configuration what its trial needs: programs, or the message at the start's end."""
    for name in PROGRAMS:
        kconf.syms[f"PROG_{name}"].set_value("y")
    if all(kconf.syms[name].str_value == "y" for name in USERTESTS_NEEDS) \
            and all(int(kconf.syms[name].str_value) >= least
                    for name, least in USERTESTS_ROOM.items()):
        kconf.syms["PROG_USERTESTS"].set_value("y")
        kconf.syms["QEMU_MEMORY"].set_value("256")
        kconf.syms["FS_IMAGE_MIB"].set_value("64")
    if not shows_its_start({name for name, symbol in kconf.syms.items()
                            if symbol.str_value == "y"}):
        kconf.syms["BOOT_SUMMARY"].set_value("y")


def vector(kconf, all_factors):
    """The values that a configuration really has, factor by factor."""
    return tuple(factor.value_in(kconf) for factor in all_factors)


def pairs(values):
    """The pairs that occur in a vector, as ((index, value), (index, value))."""
    present = [(index, value) for index, value in enumerate(values) if value is not None]
    return {(a, b) for place, a in enumerate(present) for b in present[place + 1:]}
