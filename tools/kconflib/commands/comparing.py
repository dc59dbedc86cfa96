"""Comparing configurations, and where all values come from."""

import argparse
import json

from .. import origin, tree, values
from ..build import Build
from .common import present, tell


def diff(arguments):
    """Compare configurations: presets, files, build folders or strata.elf files. With one, it is
    compared with the folder of -B; with none, the folder's edits are shown."""
    if not arguments.configuration:
        return show_edits(arguments)
    before = values.load_named(arguments.configuration[0])
    if len(arguments.configuration) == 2:
        after = values.load_named(arguments.configuration[1])
        tell(after.notes)
    else:
        _, after = present(arguments)
    tell(before.notes)
    show(before, after, arguments.merge)
    return 0


def show_edits(arguments):
    """The folder's edits as a difference to what it is made from."""
    build = Build(arguments.build)
    before = build.load_base(strict=False)
    after = build.load(strict=False)
    tell(after.notes)
    show(before, after, arguments.merge)
    return 0


def show(before, after, as_fragment):
    changes = values.differences(tree.assigned_values(before.kconf),
                                 tree.assigned_values(after.kconf),
                                 values.order_of(after.kconf))
    for name, old, new in changes:
        symbol = after.kconf.syms[name]
        if not as_fragment:
            print(values.changes_line(name, old, new))
        elif new is not None and tree.has_prompt(symbol):
            print(tree.config_line(name, new, quoted=tree.is_string(symbol)))


def trace(arguments):
    """Tell of every option what its value is and where it comes from."""
    _, merge = present(arguments)
    rows = [trace_row(merge, symbol) for symbol in merge.kconf.unique_defined_syms
            if symbol.config_string]
    if arguments.json:
        print(json.dumps(rows, indent=2))
    elif arguments.md:
        print("| option | value | source | where |\n|---|---|---|---|")
        for row in rows:
            text = row["text"].replace("|", "\\|")
            print(f"| `{row['option']}` | {row['value']} | {text} | {row['place']} |")
    else:
        for row in rows:
            print(f"{row['option']:<24} {row['value']:<12} {row['kind']:<13} "
                  f"{row['text']} ({row['place']})")
    return 0


def trace_row(merge, symbol):
    found = origin.of(merge, symbol)
    return {"option": symbol.name, "value": symbol.str_value, "kind": found.kind,
            "text": found.text, "place": found.place}


class AtMostTwo(argparse.Action):
    """An argument that may be there once or twice, or not at all."""

    def __call__(self, parser, namespace, words, option=None):
        if len(words) > 2:
            parser.error("at most two configurations can be compared")
        setattr(namespace, self.dest, words)


def add_commands(add):
    sub = add(diff, "kconf diff shell full")
    sub.add_argument("configuration", nargs="*", metavar="CONFIGURATION", action=AtMostTwo)
    sub.add_argument("-m", dest="merge", action="store_true",
                     help="as lines of a fragment that makes the second from the first")
    sub = add(trace, "kconf trace -B build/full --md")
    form = sub.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="as JSON")
    form.add_argument("--md", action="store_true", help="as a table in Markdown")
