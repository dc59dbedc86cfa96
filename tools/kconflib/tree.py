"""The Kconfig tree, and questions about its symbols that kconfiglib does not answer directly."""

import difflib
import os

import kconfiglib
from kconfiglib import AND, BOOL, HEX, INT, OR, STRING, TRISTATE, expr_str, expr_value, split_expr

SOURCE_TREE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
YES, NO = 2, 0
TYPE_NAMES = {BOOL: "bool", TRISTATE: "bool", INT: "int", HEX: "hex", STRING: "string"}

KconfigMistake = kconfiglib.KconfigError


def load_tree():
    """Parse the Kconfig files; a mistake in them is raised as KconfigMistake."""
    os.environ["srctree"] = SOURCE_TREE
    os.environ["CONFIG_"] = "CONFIG_"
    os.environ["KCONFIG_WARN_UNDEF"] = "y"
    kconf = kconfiglib.Kconfig(os.path.join(SOURCE_TREE, "Kconfig"),
                               warn=True, warn_to_stderr=False)
    if kconf.warnings:
        raise KconfigMistake("\n".join(kconf.warnings))
    kconf.warn = False
    return kconf


def find_symbol(kconf, name):
    """The symbol of that name if a Kconfig file defines it, else None."""
    symbol = kconf.syms.get(name)
    return symbol if symbol is not None and symbol.nodes else None


def nearest(name, known):
    """Those of `known` that look like `name`, best first. Names that only say less or more, as
    SYMLINKS for FS_SYMLINKS, count as well as misspelt ones."""
    close = difflib.get_close_matches(name.upper(), [word.upper() for word in known], n=3,
                                      cutoff=0.75)
    result = [word for match in close for word in known if word.upper() == match]
    parts = [word for word in known if len(name) > 3 and name.upper() in word.upper()]
    result += [word for word in parts if word not in result]
    if not result:
        result = difflib.get_close_matches(name, known, n=2, cutoff=0.6)
    return result[:4]


def nearest_names(kconf, name):
    """Names of existing options that look like `name`, best first."""
    return nearest(name, [symbol.name for symbol in kconf.unique_defined_syms])


def unknown_option(kconf, name):
    """What to say when there is no option `name`."""
    choice = next((choice for choice in kconf.unique_choices if choice.name == name), None)
    if choice:
        members = ", ".join(symbol.name for symbol in choice.syms)
        return f"is a choice, not an option: set one of {members} to y"
    near = nearest_names(kconf, name)
    return "no such option" + (f"; did you mean {' or '.join(near)}?" if near else "")


def has_prompt(symbol):
    return any(node.prompt for node in symbol.nodes)


def prompt_of(item):
    """The first prompt's text, or ""."""
    return next((node.prompt[0] for node in item.nodes if node.prompt), "")


def help_of(item):
    """The help text without its line end, or ""."""
    return next((node.help.rstrip() for node in item.nodes if node.help), "")


def place(node):
    """Where a node of the tree stands, as file:line."""
    return f"{os.path.relpath(os.path.join(SOURCE_TREE, node.filename), SOURCE_TREE)}:{node.linenr}"


def place_of(item):
    """Where a symbol or choice is defined first."""
    return place(item.nodes[0])


def is_bool(symbol):
    return symbol.orig_type in (BOOL, TRISTATE)


def is_number(symbol):
    return symbol.orig_type in (INT, HEX)


def is_string(symbol):
    return symbol.orig_type == STRING


def type_name(symbol):
    return TYPE_NAMES[symbol.orig_type]


def as_number(symbol, text):
    """The number that `text` is for an int or hex symbol; ValueError if it is none."""
    return int(text, 16 if symbol.orig_type == HEX else 10)


def active_range(symbol):
    """(low, high) as integers, or None when no range applies at the moment."""
    for low, high, condition in symbol.ranges:
        if expr_value(condition):
            return as_number(symbol, low.str_value), as_number(symbol, high.str_value)
    return None


def with_value(item):
    """A symbol in a printed expression, with what it is at the moment: `SMP (=n)`."""
    text = kconfiglib.standard_sc_expr_str(item)
    if isinstance(item, kconfiglib.Symbol) and not item.is_constant:
        return f"{text} (={item.str_value})" if item.nodes else f"{text} (not defined)"
    return text


def prompt_conditions(symbol):
    """The conditions under which its prompts are shown."""
    return [node.prompt[1] for node in symbol.nodes if node.prompt]


def unmet_expressions(symbol):
    """The terms of the prompt's condition that are not satisfied; in place of a choice that is not
    there, what that wants."""
    terms = [term for condition in prompt_conditions(symbol)
             for term in split_expr(condition, AND) if expr_value(term) == NO]
    return [inner for term in terms
            for inner in (unmet_expressions(term) if isinstance(term, kconfiglib.Choice)
                          else [term])]


def unmet_terms(symbol):
    """The same as text, with present values."""
    terms = []
    for term in unmet_expressions(symbol):
        text = expr_str(term, with_value)
        if text not in terms:
            terms.append(text)
    return terms


def selecting_terms(symbol):
    """The terms that can select this symbol: expressions that begin with the one selecting."""
    if symbol.rev_dep is symbol.kconfig.n:
        return []
    return split_expr(symbol.rev_dep, OR)


def selecting_symbols(symbol):
    """Names of the symbols that select this one now."""
    return [expr_str(term) for term in selecting_terms(symbol) if expr_value(term)]


def symbols_in(expression):
    """The defined symbols that an expression names."""
    return {item for item in kconfiglib.expr_items(expression)
            if isinstance(item, kconfiglib.Symbol) and item.nodes and not item.is_constant}


def dependency_terms(item):
    """The parts that a symbol's or choice's dependencies join by &&, without its own choice."""
    return [term for term in split_expr(item.direct_dep, AND)
            if term is not item.kconfig.y and term is not getattr(item, "choice", None)]


def dependency_text(item, show):
    """The dependencies as a text, "" without any; `show` prints symbols."""
    terms = dependency_terms(item)
    return " && ".join(f"({expr_str(term, show)})" if isinstance(term, tuple) and term[0] is OR
                       and len(terms) > 1 else expr_str(term, show) for term in terms)


def dependents(kconf):
    """symbol -> the symbols whose dependencies name it, in the order of the tree."""
    result = {}
    for symbol in kconf.unique_defined_syms:
        named = symbols_in(symbol.direct_dep)
        if symbol.choice:
            named |= symbols_in(symbol.choice.direct_dep)
        for other in named:
            result.setdefault(other, []).append(symbol)
    return result


def assigned_values(kconf):
    """name -> value of all symbols that a configuration file would show."""
    return {symbol.name: symbol.str_value for symbol in kconf.unique_defined_syms
            if symbol.config_string}


def config_line(name, value, quoted=False):
    """The line of a configuration file for a value."""
    if value == "n":
        return f"# CONFIG_{name} is not set"
    return f'CONFIG_{name}="{kconfiglib.escape(value)}"' if quoted else f"CONFIG_{name}={value}"


def menu_path(node):
    """The prompts of the menus above a node, from the top."""
    path = []
    node = node.parent
    while node and node.parent:
        if node.prompt:
            path.append(node.prompt[0])
        node = node.parent
    return path[::-1]
