"""The Kconfig tree, and questions about its symbols that kconfiglib does not answer directly."""

import difflib
import os

import kconfiglib
from kconfiglib import AND, BOOL, HEX, INT, STRING, TRISTATE, expr_str, expr_value, split_expr

SOURCE_TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
YES, NO = 2, 0


def load_tree():
    """Parse the Kconfig files; a mistake in them is raised as kconfiglib.KconfigError."""
    os.environ["srctree"] = SOURCE_TREE
    kconf = kconfiglib.Kconfig(os.path.join(SOURCE_TREE, "Kconfig"),
                               warn=True, warn_to_stderr=False)
    if kconf.warnings:
        raise kconfiglib.KconfigError("\n".join(kconf.warnings))
    kconf.warn = False
    return kconf


def find_symbol(kconf, name):
    """The symbol of that name if a Kconfig file defines it, else None."""
    symbol = kconf.syms.get(name)
    return symbol if symbol is not None and symbol.nodes else None


def nearest_names(kconf, name):
    """Names of existing options that look like `name`, best first."""
    known = [symbol.name for symbol in kconf.unique_defined_syms]
    return difflib.get_close_matches(name, known, n=3, cutoff=0.6)


def has_prompt(symbol):
    return any(node.prompt for node in symbol.nodes)


def is_bool(symbol):
    return symbol.orig_type in (BOOL, TRISTATE)


def is_number(symbol):
    return symbol.orig_type in (INT, HEX)


def is_string(symbol):
    return symbol.orig_type == STRING


def active_range(symbol):
    """(low, high) as integers, or None when no range applies at the moment."""
    base = 16 if symbol.orig_type == HEX else 10
    for low, high, condition in symbol.ranges:
        if expr_value(condition):
            return int(low.str_value, base), int(high.str_value, base)
    return None


def with_value(item):
    """A symbol in a printed expression, with what it is at the moment: `SMP (=n)`."""
    text = kconfiglib.standard_sc_expr_str(item)
    if isinstance(item, kconfiglib.Symbol) and not item.is_constant:
        return f"{text} (={item.str_value})" if item.nodes else f"{text} (not defined)"
    return text


def unmet_terms(symbol):
    """The terms of the prompt's condition that are not satisfied, as text with present values."""
    terms = []
    for node in symbol.nodes:
        if not node.prompt:
            continue
        for term in split_expr(node.prompt[1], AND):
            text = expr_str(term, with_value)
            if expr_value(term) == NO and text not in terms:
                terms.append(text)
    return terms


def selecting_symbols(symbol):
    """Names of the symbols that select this one now."""
    return [expr_str(term) for term in split_expr(symbol.rev_dep, kconfiglib.OR)
            if expr_value(term)]


def assigned_values(kconf):
    """name -> value of all symbols that a configuration file would show."""
    return {symbol.name: symbol.str_value for symbol in kconf.unique_defined_syms
            if symbol.config_string}
