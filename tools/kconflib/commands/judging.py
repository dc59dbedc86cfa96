"""Judging configurations and the Kconfig files themselves."""

from .. import harden as hardening
from .. import layers, lint as rules, lint_text, sources, tree
from ..inputs import ConfigurationError, find_defconfig, preset_names, shown
from ..outputs import header_of, minimal_text
from .common import present


def harden(arguments):
    """Compare a configuration with what a cautious user wants, and say why."""
    _, merge = present(arguments)
    rows = [(wish, merge.kconf.syms[wish.name]) for wish in hardening.table()]
    wanting = 0
    for wish, symbol in rows:
        state = wish.state(symbol)
        wanting += state == "unmet"
        if state == "unmet" or arguments.all:
            value = symbol.str_value if state != "off" else "not there"
            print(f"{state:<6} {wish.name + wish.relation + wish.value:<24} now {value:<10} "
                  f"{wish.reason}")
    print(f"{len(rows) - wanting} of {len(rows)} are as a cautious user wants them")
    return 0


def lint(arguments):
    """Check the Kconfig files, the presets and the use of options in the sources."""
    if arguments.fix:
        for name in lint_text.fix(tree.load_tree()):
            print(f"{name}: help texts broken anew")
    problems = rules.problems()
    for name in preset_names():
        problems += check_preset(find_defconfig(name))
    if problems:
        raise ConfigurationError(problems)
    return 0


def check(arguments):
    """Check presets without a build folder: valid, and as short as savedefconfig makes them."""
    problems = []
    for name in arguments.name or preset_names():
        problems += check_preset(find_defconfig(name))
    if problems:
        raise ConfigurationError(problems)
    return 0


def check_preset(path):
    merge = layers.Merge(tree.load_tree())
    merge.add(sources.read_layer(path, shown(path)))
    with open(path, encoding="utf-8") as file:
        present_text = file.read()
    problems = merge.problems + merge.notes
    if not problems and present_text != header_of(path) + minimal_text(merge.kconf):
        problems.append(f"{shown(path)}: is not minimal or not in order; "
                        "run tools/kconf savedefconfig --update")
    return problems


def add_commands(add):
    sub = add(harden, "kconf harden -B build/full --all")
    sub.add_argument("--all", action="store_true", help="also what is as it should be")
    sub = add(lint, "kconf lint", build=False)
    sub.add_argument("--fix", action="store_true", help="break help texts that are too wide anew")
    sub = add(check, "kconf check shell", build=False)
    sub.add_argument("name", nargs="*", metavar="NAME", help="presets (default: all)")
