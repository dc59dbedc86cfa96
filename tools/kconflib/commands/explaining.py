"""Questions about options: what is it, why has it this value, what would happen if."""

import textwrap

from kconfiglib import expr_str

from .. import facts, origin, solve, sources, tree, uses, values
from ..inputs import ConfigurationError
from .common import named_symbol, present

WIDTH = 100


def info(arguments):
    """Tell all about an option: help, dependencies and present values, files, calls, cost."""
    _, merge = present(arguments)
    for index, name in enumerate(arguments.name):
        if index:
            print()
        show_info(merge, named_symbol(merge.kconf, name))
    return 0


def show_info(merge, symbol):
    print(f"{symbol.name} = {symbol.str_value or '(empty)'}"
          f"    {tree.prompt_of(symbol) or '(no prompt)'}")
    menus = " > ".join(tree.menu_path(symbol.nodes[0]))
    print(f"  {tree.type_name(symbol)}, {tree.place_of(symbol)}" + (menus and f", in {menus}"))
    for line in tree.help_of(symbol).splitlines():
        print(f"    {line}".rstrip())
    for title, lines in sections(merge, symbol):
        if lines:
            print(f"{title}:")
            for line in lines:
                print(filled(line, "  "))


def filled(text, indent):
    """Lines of at most WIDTH columns; those that follow stand deeper."""
    return textwrap.fill(text, WIDTH, initial_indent=indent, subsequent_indent=indent + "  ",
                         break_long_words=False, break_on_hyphens=False)


def sections(merge, symbol):
    """(title, lines) of what `info` tells beside the help text."""
    kconf = merge.kconf
    dependents = tree.dependents(kconf)
    found = origin.of(merge, symbol)
    yield "value", [f"{found.text} ({found.place})"]
    yield "choice", choice_lines(symbol)
    yield "range", [f"{low.str_value} to {high.str_value}" + condition_text(kconf, condition)
                    for low, high, condition in symbol.orig_ranges]
    yield "defaults", [expr_str(value) + condition_text(kconf, condition)
                       for value, condition in symbol.orig_defaults]
    yield "depends on", joined(filter(None, [tree.dependency_text(symbol, tree.with_value)]))
    yield "selects", [expr_str(target) + condition_text(kconf, condition)
                      for target, condition in symbol.orig_selects]
    yield "selected by", [expr_str(term, tree.with_value) for term in tree.selecting_terms(symbol)]
    yield "wanted by", joined(tree.with_value(other) for other in dependents.get(symbol, []))
    on, off = uses.files_gated_by(symbol.name)
    yield "compiled with y", joined(on)
    yield "compiled with n", joined(off)
    yield "named in", joined(f"{path}:{','.join(map(str, lines))}"
                             for path, lines in uses.files_naming(symbol.name).items())
    yield "system calls", joined(f"{name} ({number})"
                                 for number, name in facts.calls_of(kconf, symbol))
    yield "programs", joined(facts.programs_of(dependents, symbol))
    yield "presets", preset_lines(symbol.name)
    yield "measured cost", facts.cost_lines(symbol.name)


def joined(parts):
    parts = list(parts)
    return [", ".join(parts)] if parts else []


def condition_text(kconf, condition):
    return "" if condition is kconf.y else f" if {expr_str(condition, tree.with_value)}"


def choice_lines(symbol):
    if not symbol.choice:
        return []
    members = ", ".join(tree.with_value(member) for member in symbol.choice.syms)
    return [f"{symbol.choice.name}: {members}"]


def preset_lines(name):
    """The value in each preset, on one line."""
    shown = []
    for preset, merge in facts.preset_merges().items():
        symbol = tree.find_symbol(merge.kconf, name)
        shown.append(f"{preset} {symbol.str_value if symbol.config_string else '-'}")
    return joined(shown)


def why(arguments):
    """Tell where an option's value comes from."""
    build, merge = present(arguments)
    for name in arguments.name:
        symbol = named_symbol(merge.kconf, name)
        found = origin.of(merge, symbol)
        print(f"{symbol.name} is {symbol.str_value or 'empty'}: {found.text} ({found.place})")
        if found.kind != "nothing" and tree.dependency_terms(symbol):
            print(f"  depends on {tree.dependency_text(symbol, tree.with_value)}")
    return 0


def whynot(arguments):
    """Tell why an option is not on, or not there, and what would turn it on."""
    build, merge = present(arguments)
    for name in arguments.name:
        symbol = named_symbol(merge.kconf, name)
        if symbol.str_value == "y" or not tree.is_bool(symbol) and symbol.visibility:
            print(f"{symbol.name} is {symbol.str_value}; `kconf why {symbol.name}` tells why")
            continue
        print(f"{symbol.name} is {symbol.str_value if tree.is_bool(symbol) else 'not there'}: "
              f"{origin.of(merge, symbol).text}")
        for line in chain(symbol, 1, {symbol}):
            print(line)
        tell_ways(build, symbol)
    return 0


def chain(symbol, depth, seen):
    """Lines for what is missing, and for what that is missing in turn."""
    for term in tree.unmet_expressions(symbol):
        for other in sorted(tree.symbols_in(term), key=lambda item: item.name):
            if other in seen or other.str_value == "y":
                continue
            seen.add(other)
            reasons = ", ".join(tree.unmet_terms(other))
            state = f"wants {reasons}" if reasons else "can be set"
            yield f"{'  ' * depth}{other.name} is {other.str_value}: {state}"
            yield from chain(other, depth + 1, seen)


def tell_ways(build, symbol):
    wanted = "y" if tree.is_bool(symbol) else None
    found = solve.working_plans(build, symbol.name, wanted, {})
    for plan in found:
        print(f"`kconf enable {symbol.name}` sets {' '.join(solve.typed(plan))}" if len(found) == 1
              else f"one way: {' '.join(solve.typed(plan))}")
    if not found:
        print("nothing that can be set turns it on")


def whatif(arguments):
    """Tell what would change if options were set so; nothing is written."""
    build, before = present(arguments)
    after = build.load(strict=False)
    after.problems.clear()
    after.add(sources.typed_layer(arguments.assignment, "command line"))
    old, new = tree.assigned_values(before.kconf), tree.assigned_values(after.kconf)
    changed = values.differences(old, new, values.order_of(after.kconf))
    for line in consequences(after, changed):
        print(line)
    if not changed and not after.problems:
        print("nothing would change")
    if after.problems:
        raise ConfigurationError(after.problems)
    return 0


def consequences(after, changed):
    """Lines about changes: values that become others, with the reason, then what comes and goes."""
    for name, old, new in changed:
        if old is not None and new is not None:
            reason = origin.of(after, after.kconf.syms[name]).text
            yield f"{values.changes_line(name, old, new).strip():<40} {reason}"
    for title, names in (
            ("no longer there", [name for name, _, new in changed if new is None]),
            ("newly there", [f"{name}={new}" for name, old, new in changed
                             if old is None and new not in ("n", "")])):
        if names:
            yield filled(f"{title}: {', '.join(names)}", "")


def add_commands(add):
    for function, example in (
            (info, "kconf info FS_LOG"), (why, "kconf why NR_HARTS -B build/shell"),
            (whynot, "kconf whynot MM_COW -B build/tiny")):
        sub = add(function, example)
        sub.add_argument("name", nargs="+", metavar="OPTION")
    sub = add(whatif, "kconf whatif FS=n -B build/full")
    sub.add_argument("assignment", nargs="+", metavar="OPTION=VALUE")
