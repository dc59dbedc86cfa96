"""Rules on options in the sources: none is named that is not there, none is there for nothing."""

import re

from . import tree, uses

PLACEHOLDERS = ("X", "NAME")
BARE = re.compile(r"\bIS_ENABLED\((?!CONFIG_|option\b)(\w+)")
ENABLED = re.compile(r"\bIS_ENABLED\(CONFIG_(\w+)\)")


def is_known(name, known):
    """A name that ends in _ is the common beginning of several."""
    if name.endswith("_"):
        return any(option.startswith(name) for option in known)
    return name in known or name in PLACEHOLDERS


def undefined(kconf):
    """Names in C, assembly, CMake and the tools that are no options; IS_ENABLED of a word without
    the prefix or of something that is no bool, which is 0 without a word from the compiler."""
    known = {symbol.name for symbol in kconf.unique_defined_syms}
    for table in (uses.mentions(), uses.tool_mentions()):
        for name, places in table.items():
            if not is_known(name, known):
                for path, line in places:
                    yield f"{path}:{line}: CONFIG_{name}: {tree.unknown_option(kconf, name)}"
    for path in uses.source_files():
        for number, line in enumerate(uses.lines_of(path), 1):
            for name in BARE.findall(line):
                if not line.lstrip().startswith("#define"):
                    yield f"{path}:{number}: IS_ENABLED({name}) lacks the prefix CONFIG_"
            for name in ENABLED.findall(line):
                symbol = tree.find_symbol(kconf, name)
                if symbol is not None and not tree.is_bool(symbol):
                    yield f"{path}:{number}: IS_ENABLED(CONFIG_{name}) of an option that is no bool"


def unused(kconf):
    """Options that neither sources nor tools name, and that no other option follows."""
    followed = {other for symbol in kconf.unique_defined_syms for other in referenced(symbol)}
    named = set(uses.mentions()) | set(uses.tool_mentions())
    named |= {name for use in uses.compiled() for name in use.options()}
    for symbol in kconf.unique_defined_syms:
        if symbol.name not in named and symbol not in followed \
                and not is_default_member(symbol, named | {other.name for other in followed}):
            yield f"{tree.place_of(symbol)}: {symbol.name}: nothing in the sources names it"


def referenced(symbol):
    """The symbols that decide about this one's value or visibility."""
    found = set()
    for expression in [symbol.direct_dep] + [part for pair in symbol.defaults for part in pair]:
        found |= tree.symbols_in(expression)
    return found - {symbol}


def is_default_member(symbol, used):
    """One member of a choice may be what the code does without the others."""
    return symbol.choice and all(other is symbol or other.name in used
                                 for other in symbol.choice.syms)
