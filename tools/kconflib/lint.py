"""The rules for options: what kconfiglib takes, but nobody should have to read.

A rule is a function that yields problems, each as "file:line: text". Rules on the text of the
Kconfig files are in lint_text.py, those on the sources in lint_sources.py.
"""

import re

import kconfiglib
from kconfiglib import Choice, Symbol, expr_str

from . import harden, lint_sources, lint_text, renames, tree

NAME = re.compile(r"^[A-Z][A-Z0-9]*(_[A-Z0-9]+)*$")
NEGATIVE = re.compile(r"(^|_)(NO|NOT|DISABLE|DISABLED|WITHOUT)(_|$)")
ABILITY = re.compile(r"^(HAVE|ARCH_HAS|CPU_HAS|CC_HAS)_")
VERBS = ("activate", "add", "allow", "build", "check", "choose", "compile", "configure", "disable",
         "do", "enable", "give", "have", "include", "keep", "let", "make", "print", "provide",
         "select", "set", "show", "support", "turn", "use")


def problems():
    """All problems, rule by rule."""
    try:
        kconf = tree.load_tree()
    except tree.KconfigMistake as error:
        return [str(error)]
    found = []
    for rule in RULES:
        found += rule(kconf)
    return found


def at(item, text):
    return f"{tree.place_of(item)}: {item.name or 'choice'}: {text}"


def prompts(kconf):
    """A noun phrase: it does not tell anybody to do something, and it is no sentence."""
    for node in kconf.node_iter():
        if not node.prompt:
            continue
        text, place = node.prompt[0], tree.place(node)
        is_menu = not isinstance(node.item, (Symbol, Choice))
        if not is_menu and text.split()[0].lower() in VERBS:
            yield f"{place}: the prompt {text!r} is not a noun phrase"
        if text[-1] in ".:!?," or text != text.strip():
            yield f"{place}: the prompt {text!r} ends like a sentence"
        if not is_menu and not (node.help or "").strip():
            yield f"{place}: {node.item.name or 'choice'}: has a prompt and no help"


def names(kconf):
    for symbol in kconf.unique_defined_syms:
        if not NAME.match(symbol.name):
            yield at(symbol, "is not a name in upper case with single underscores")
        if NEGATIVE.search(symbol.name):
            yield at(symbol, "is negative; name what y brings")
        if ABILITY.match(symbol.name) and tree.has_prompt(symbol):
            yield at(symbol, "is an ability, which has no prompt")


def selects(kconf):
    for symbol in kconf.unique_defined_syms:
        for target, _ in symbol.selects:
            if tree.has_prompt(target):
                yield at(symbol, f"selects {target.name}, which has a prompt")
            if target.direct_dep is not kconf.y:
                yield at(symbol, f"selects {target.name}, which depends on "
                                 f"{expr_str(target.direct_dep)}")
            if target.selects:
                yield at(symbol, f"selects {target.name}, which selects others")
        for target, _ in symbol.implies:
            if not tree.has_prompt(target):
                yield at(symbol, f"implies {target.name}, which nobody can refuse")


def numbers(kconf):
    """An int or hex has a default, and a range when it can be set; the one lies in the other."""
    for symbol in kconf.unique_defined_syms:
        if not tree.is_number(symbol):
            continue
        if not symbol.defaults:
            yield at(symbol, "has no default")
        if tree.has_prompt(symbol) and not symbol.ranges:
            yield at(symbol, "has no range")
        yield from defaults_in_range(symbol)


def defaults_in_range(symbol):
    for value, _ in symbol.orig_defaults:
        for low, high, condition in symbol.orig_ranges:
            if condition is symbol.kconfig.y and not value.nodes and not (
                    tree.as_number(symbol, low.str_value)
                    <= tree.as_number(symbol, value.str_value)
                    <= tree.as_number(symbol, high.str_value)):
                yield at(symbol, f"default {value.str_value} is out of range "
                                 f"{low.str_value}..{high.str_value}")


def defaults(kconf):
    """What is off or empty without being told needs no default."""
    for symbol in kconf.unique_defined_syms:
        if not symbol.orig_defaults or symbol.choice:
            continue
        value, _ = symbol.orig_defaults[-1]
        if value is kconf.n or tree.is_string(symbol) and expr_str(value) == '""':
            yield at(symbol, f"'default {expr_str(value)}' says nothing")


def choices(kconf):
    for choice in kconf.unique_choices:
        if not choice.name:
            yield at(choice, "has no name")
            continue
        if not choice.orig_defaults:
            yield at(choice, "has no default")
        if len(choice.syms) < 2:
            yield at(choice, "is no choice with one member")
        first = choice.name.split("_")[0] + "_"
        for member in choice.syms:
            if not member.name.startswith(first):
                yield at(member, f"is a member of {choice.name} and does not begin with {first}")


def menus(kconf):
    """A menu has at least two entries; a menuconfig has something in it."""
    for node in kconf.node_iter():
        entries = entries_below(node)
        if node.item is kconfiglib.MENU and entries < 2:
            yield f"{tree.place(node)}: the menu {node.prompt[0]!r} has no two entries"
        if isinstance(node.item, Symbol) and node.is_menuconfig and not entries:
            yield f"{tree.place(node)}: {node.item.name}: is a menuconfig with nothing in it"


def entries_below(node):
    """How many options and choices a menu has, those in menus within it included."""
    count = 0
    node = node.list
    while node:
        count += isinstance(node.item, (Symbol, Choice)) + entries_below(node)
        node = node.next
    return count


def tables(kconf):
    """The tables of wishes and of renamed options name options that are there, or are not."""
    for wish in harden.table():
        if tree.find_symbol(kconf, wish.name) is None:
            yield f"{wish.place}: {wish.name}: {tree.unknown_option(kconf, wish.name)}"
    for old, (new, _, reason) in renames.table().items():
        if tree.find_symbol(kconf, old):
            yield f"configs/renamed: {old}: is still an option"
        if new and not tree.find_symbol(kconf, new):
            yield f"configs/renamed: {old}: {new}: {tree.unknown_option(kconf, new)}"
        if not new and not reason:
            yield f"configs/renamed: {old}: is gone without a reason"


RULES = (prompts, names, selects, numbers, defaults, choices, menus, tables,
         lint_text.problems, lint_sources.undefined, lint_sources.unused)
