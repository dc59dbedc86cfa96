"""Kernels of the nine stages: their builds, and what they show when they are run to their end.

A kind is a set of values for the options that the stages leave open. "plain" is the preset as it
stands; together the kinds of KINDS have every value of BOOT, TIMER_SOURCE, CONSOLE, PAGE_ALLOC,
KERNEL_MAP, SMP and POWEROFF_AT_END once. PRODUCT has them all with each other."""

import contextlib
import functools
import itertools
import re

from support import Guest, custom, variant

SHOWS = range(1, 8)    # stages that end in a show of the kernel's
WITH_DISK = range(5, 10)

# (from which stage on, option)
KINDS = {
    "plain": [],
    "other": [(1, "BOOT_SBI=y"), (1, "TIMER_SBI=y"), (1, "CONSOLE_POLLED=y"),
              (2, "KERNEL_MAP_SHARED=y"), (2, "PAGE_ALLOC_BUDDY=y")],
    "one": [(1, "NR_HARTS=1"), (1, "TIMER_CLINT=y")],
}

CHOICES = [
    ([(1, "BOOT_MMODE=y")], [(1, "BOOT_SBI=y"), (1, "TIMER_SBI=y")]),
    ([(1, "CONSOLE_INTERRUPT=y")], [(1, "CONSOLE_POLLED=y")]),
    ([(2, "PAGE_ALLOC_FREELIST=y")], [(2, "PAGE_ALLOC_BUDDY=y")]),
    ([(2, "KERNEL_MAP_ISOLATED=y")], [(2, "KERNEL_MAP_SHARED=y")]),
    ([(1, "NR_HARTS=1")], [(1, "NR_HARTS=4")]),
]


def product(stage):
    """The kinds of the product that differ for a stage: (name, options)."""
    seen = set()
    for parts in itertools.product(*CHOICES):
        options = tuple(option for part in parts for first, option in part if first <= stage)
        if options not in seen:
            seen.add(options)
            yield f"product{len(seen)}", list(options)


def options_of(stage, kind):
    if kind.startswith("product"):
        return dict(product(stage))[kind]
    options = [option for first, option in KINDS[kind] if first <= stage]
    if kind == "one" and stage in SHOWS:
        options.append("POWEROFF_AT_END=y")
    return options


@functools.cache
def build_of(stage, kind="plain"):
    options = options_of(stage, kind)
    if not options:
        return variant(f"stage{stage}")
    return custom(f"stage{stage}-{kind}", f"stage{stage}", options)


def harts_of(kind_build):
    return [1, 4] if int(kind_build.config()["NR_HARTS"]) > 1 else [1]


class StageGuest(Guest):
    """A guest that may end, and whose panics are looked at."""

    def __init__(self, stage, kind="plain", **arguments):
        super().__init__(build_of(stage, kind), **arguments)
        self.text = ""

    def await_text(self, pattern):
        """Wait for it; everything so far is in self.text."""
        self.text += self.expect(pattern) + self.console.after.replace("\r", "")

    def end(self):
        """Wait for the end of the machine. Returns its status; what it said last is in text."""
        import pexpect
        self.console.expect(pexpect.EOF)
        self.text += self.console.before.replace("\r", "")
        self.console.wait()
        return self.console.exitstatus


# What to wait for, and what to type then. Text that is typed comes back and is in the output.
ANSWERS = {
    1: [("ctrl-D switches off\n", "hello, harts\r\x04")],
    2: [("any other switches off\n", "q")],
    3: [("a key switches off\n", "q")],
    4: [("type a line\n", "hello, kernel\r"), ("Enter switches off\n", "\r")],
    5: [("a key switches off\n", "q")],
    6: [("a key switches off\n", "q")],
    7: [("Enter alone does not\n", "f\r"), ("Enter switches off\n", "\r")],
}


def answers_of(stage, config):
    """Without a wait for keys at the end only what the show itself asks for is answered."""
    if "POWEROFF_AT_END" not in config:
        return ANSWERS[stage]
    return ANSWERS[stage][:1] if stage == 4 else []


def run_to_end(stage, kind, **arguments):
    """(output, status) of a stage that is answered as ANSWERS says."""
    with StageGuest(stage, kind, **arguments) as guest:
        for question, answer in answers_of(stage, guest.config):
            guest.await_text(re.escape(question.rstrip("\n")) + "\r*\n")
            guest.type(answer)
        status = guest.end()
        return guest.text, status


@functools.cache
def shown(stage, kind="plain", harts=None):
    """The output of a stage, which has ended well."""
    text, status = run_to_end(stage, kind, harts=harts)
    assert status == 0, text
    assert "PANIC" not in text, text
    return text


@contextlib.contextmanager
def at_question(stage, kind="plain", **arguments):
    """A guest that has come to the first question of its show."""
    with StageGuest(stage, kind, **arguments) as guest:
        guest.await_text(re.escape(ANSWERS[stage][0][0].rstrip("\n")) + "\r*\n")
        yield guest


def line_of(text, beginning):
    """The rest of the only line that begins so."""
    found = [line[len(beginning):].strip() for line in text.splitlines()
             if line.startswith(beginning)]
    assert len(found) == 1, f"{beginning!r} is in {len(found)} lines of:\n{text}"
    return found[0]


def numbers(text):
    return [int(number) for number in re.findall(r"\d+", text)]
