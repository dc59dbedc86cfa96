"""A walk from stage to stage for a person at the keyboard: what the page says first, then the stage
itself, then the next one. It can be left at any question, and each stage by Ctrl-A X."""

import os
import re
import shutil
import subprocess
import sys
import termios
import textwrap
import tty

from . import images, qemu, stages

WIDEST = 80
LEAVE = "q\x03\x04\x1b"


def first_paragraph(stage):
    """The first paragraph of the page, as plain text."""
    with open(stages.page_path(stage), encoding="utf-8") as file:
        text = file.read()
    paragraph = text.split("\n\n")[1]
    paragraph = re.sub(r"\[([^]]*)\]\([^)]*\)", r"\1", paragraph)
    return paragraph.replace("`", "").replace("**", "")


def width():
    return min(shutil.get_terminal_size((WIDEST, 24)).columns, WIDEST)


def say(text=""):
    print(text, flush=True)


def introduce(stage):
    say("\n" + "-" * (width() - 1))
    say(f"Stage {stage} of {len(stages.STAGES)}: {stages.title_of(stage)}\n")
    for line in textwrap.wrap(" ".join(first_paragraph(stage).split()), width() - 1):
        say(line)
    say(f"\nMore is in doc/stages/{stage}.md.")


def read_key():
    """One key, without waiting for Enter. At the end of the input: as if the tour were left."""
    descriptor = sys.stdin.fileno()
    saved = termios.tcgetattr(descriptor) if sys.stdin.isatty() else None
    try:
        if saved:
            # What was typed since the question came is kept.
            tty.setcbreak(descriptor, termios.TCSADRAIN)
        return os.read(descriptor, 1).decode("ascii", "replace") or "q"
    except KeyboardInterrupt:
        return "q"
    finally:
        if saved:
            termios.tcsetattr(descriptor, termios.TCSADRAIN, saved)


def ask(question):
    """Wait for a key. Returns it in lower case, and whether it is one that leaves."""
    print(f"\n{question} ", end="", flush=True)
    key = read_key()
    say()
    return key.lower(), key in LEAVE or key == "Q"


def boot(stage):
    """Build the stage and let it have the terminal until it switches off."""
    build = stages.build_of(stage)
    say("building ...")
    build.make()
    config = build.config()
    saved = termios.tcgetattr(sys.stdin) if sys.stdin.isatty() else None
    with images.maybe_private_copy(build) as disk:
        line = qemu.command(build.kernel, config, image=disk, console="terminal")
        try:
            return subprocess.run(line).returncode
        finally:
            if saved:
                termios.tcsetattr(sys.stdin, termios.TCSADRAIN, saved)


def walk():
    """The whole walk. Returns the exit status."""
    say("A walk through the nine stages of Strata. Each boots; when it has switched\n"
        "off, or when you press Ctrl-A and then X, the walk goes on.")
    for stage in stages.STAGES:
        introduce(stage)
        key, leaves = ask("Enter boots it, n goes on to the next, q leaves:")
        while not leaves and key != "n":
            boot(stage)
            key, leaves = ask("Enter goes on, a boots it again, q leaves:")
            if key != "a":
                break
        if leaves:
            return 0
    say("That was the last stage. ./strata run gives the whole system.")
    return 0
