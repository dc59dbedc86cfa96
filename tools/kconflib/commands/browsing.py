"""Looking around among the options."""

import os
import re

import kconfiglib

from .. import reference, tree
from ..inputs import ConfigurationError, shown
from ..outputs import write_if_changed
from .common import present


def search(arguments):
    """List the options whose name, prompt or help match all of the regular expressions."""
    _, merge = present(arguments)
    try:
        patterns = [re.compile(text, re.IGNORECASE) for text in arguments.regex]
    except re.error as error:
        raise ConfigurationError([f"{' '.join(arguments.regex)}: not a regular expression: "
                                  f"{error}"]) from None
    found = [symbol for symbol in merge.kconf.unique_defined_syms
             if all(pattern.search(text_of(symbol)) for pattern in patterns)]
    by_name = [symbol for symbol in found if patterns[0].search(symbol.name)]
    for symbol in by_name + [symbol for symbol in found if symbol not in by_name]:
        value = symbol.str_value if symbol.config_string else "-"
        print(f"{symbol.name:<24} {value:<8} {tree.prompt_of(symbol) or '(no prompt)'}")
    if not found:
        near = tree.nearest_names(merge.kconf, arguments.regex[0])
        raise ConfigurationError([f"{' '.join(arguments.regex)}: nothing found"
                                  + (f"; did you mean {' or '.join(near)}?" if near else "")])
    return 0


def text_of(symbol):
    return f"{symbol.name}\n{tree.prompt_of(symbol)}\n{tree.help_of(symbol)}"


def tree_(arguments):
    """Print the menus with the present values."""
    _, merge = present(arguments)
    wanted = arguments.menu.lower() if arguments.menu else None
    if not print_menu(merge.kconf.top_node.list, 0, wanted is None, wanted, arguments.all):
        menus = ", ".join(node.prompt[0] for node in merge.kconf.node_iter()
                          if node.item is kconfiglib.MENU)
        raise ConfigurationError([f"{arguments.menu}: no such menu; menus: {menus}"])
    return 0


def print_menu(node, depth, inside, wanted, show_all):
    """Print a list of nodes; returns whether anything was inside the wanted menu."""
    found = inside
    while node:
        starts = not inside and node.prompt and node.prompt[0].lower() == wanted
        shown_here = inside or starts
        if shown_here and (show_all or visible(node)) and label(node):
            print(f"{'  ' * depth}{label(node)}")
        if node.list:
            deeper = depth + 1 if shown_here and label(node) else depth
            found |= print_menu(node.list, deeper, shown_here, wanted, show_all)
        found |= bool(starts)
        node = node.next
    return found


def visible(node):
    return node.prompt and kconfiglib.expr_value(node.prompt[1]) \
        and kconfiglib.expr_value(node.dep)


def label(node):
    """What a node shows: a menu's or choice's title, or an option with its value."""
    title = node.prompt[0] if node.prompt else ""
    if not isinstance(node.item, kconfiglib.Symbol):
        return f"{title}:" if title else ""
    symbol = node.item
    mark = {"y": "[*]", "n": "[ ]"}.get(symbol.str_value, f"({symbol.str_value})")
    if symbol.choice:
        mark = {"y": "(X)", "n": "( )"}[symbol.str_value]
    return f"{mark} {title or '(no prompt)'}  {symbol.name}"


def doc(arguments):
    """Write the option reference: one page of HTML that needs nothing else, or Markdown."""
    kconf = tree.load_tree()
    form = arguments.format or ("md" if (arguments.out or "").endswith(".md") else "html")
    target = os.path.abspath(arguments.out) if arguments.out else \
        os.path.join(tree.SOURCE_TREE, "build", f"options.{form}")
    text = reference.html_page(kconf) if form == "html" else reference.markdown(kconf)
    write_if_changed(target, text)
    print(f"{shown(target)} written")
    return 0


def add_commands(add):
    sub = add(search, "kconf search disk 'block.*size'")
    sub.add_argument("regex", nargs="+", metavar="REGEX")
    sub = add(tree_, "kconf tree Memory -B build/shell")
    sub.add_argument("menu", nargs="?", metavar="MENU", help="only this menu")
    sub.add_argument("--all", action="store_true", help="also options that can not be set now")
    sub = add(doc, "kconf doc --out options.html", build=False)
    sub.add_argument("--out", metavar="FILE", help="default: build/options.html or .md")
    sub.add_argument("--format", choices=("html", "md"), help="default: as the file's name ends")
