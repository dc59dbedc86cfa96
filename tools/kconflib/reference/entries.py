"""What the option reference tells of each option, free of any format.

Expressions are texts in which each option's name stands between two MARKs, so that a format can
make links of them."""

from dataclasses import dataclass, field

import kconfiglib
from kconfiglib import Choice, Symbol, expr_str

from .. import facts, tree, uses

MARK = "\x00"
OTHER = "Other options"


@dataclass
class Entry:
    """An option or a choice. `members` are (name, prompt) of a choice's options, `details` (title,
    texts), `values` preset -> value or None."""
    name: str
    prompt: str
    kind: str
    place: str
    depth: int
    help: list
    members: list = field(default_factory=list)
    details: list = field(default_factory=list)
    values: dict = field(default_factory=dict)


@dataclass
class Section:
    """A menu at the top: its title and its entries, in order."""
    title: str
    entries: list


def read(kconf):
    """The Sections of the reference."""
    merges = facts.preset_merges()
    dependents = tree.dependents(kconf)
    sections = []
    walk(kconf.top_node.list, 0, None, sections,
         lambda node, depth: make_entry(node, depth, dependents, merges))
    return sections


def walk(node, depth, section, sections, make):
    """Collect nodes in the order of the menus; options outside of all menus go to OTHER."""
    while node:
        if node.item is kconfiglib.MENU and section is None:
            inside = Section(node.prompt[0], [])
            sections.append(inside)
            walk(node.list, 0, inside, sections, make)
        else:
            target = section or other_section(sections)
            if isinstance(node.item, (Symbol, Choice)):
                target.entries.append(make(node, depth))
            walk(node.list, depth + 1, target, sections, make)
        node = node.next


def other_section(sections):
    found = next((section for section in sections if section.title == OTHER), None)
    if found is None:
        found = Section(OTHER, [])
        sections.append(found)
    return found


def make_entry(node, depth, dependents, merges):
    item = node.item
    is_choice = isinstance(item, Choice)
    entry = Entry(item.name, tree.prompt_of(item), "choice" if is_choice else tree.type_name(item),
                  tree.place(node), depth, paragraphs(tree.help_of(item)))
    if is_choice:
        entry.members = [(member.name, tree.prompt_of(member)) for member in item.syms]
        entry.details = compact(choice_details(item))
    else:
        entry.details = compact(symbol_details(item, dependents))
        entry.values = {name: preset_value(merge, item.name) for name, merge in merges.items()}
    return entry


def preset_value(merge, name):
    symbol = merge.kconf.syms[name]
    return symbol.str_value if symbol.config_string else None


def paragraphs(text):
    return [" ".join(part.split()) for part in text.split("\n\n") if part.strip()]


def compact(details):
    """Without those that have nothing to tell."""
    return [(title, list(texts)) for title, texts in details if texts]


def marked(name):
    return f"{MARK}{name}{MARK}"


def expression(value):
    """The text of an expression, with marked names."""
    return expr_str(value, marked_item)


def marked_item(item):
    if isinstance(item, Symbol) and item.nodes and not item.is_constant:
        return marked(item.name)
    if isinstance(item, Choice):
        return marked(item.name)
    return kconfiglib.standard_sc_expr_str(item)


def with_condition(text, condition):
    is_always = isinstance(condition, Symbol) and condition.is_constant
    return text if is_always else f"{text} if {expression(condition)}"


def depends(item):
    text = tree.dependency_text(item, marked_item)
    return [text] if text else []


def choice_details(choice):
    yield "Depends on", depends(choice)
    yield "Default", [with_condition(expression(symbol), condition)
                      for symbol, condition in choice.orig_defaults]


def symbol_details(symbol, dependents):
    kconf = symbol.kconfig
    if symbol.choice:
        yield "One of", [marked(symbol.choice.name)]
    yield "Depends on", depends(symbol)
    yield "Default", default_texts(symbol)
    yield "Range", [with_condition(f"{expression(low)} to {expression(high)}", condition)
                    for low, high, condition in symbol.orig_ranges]
    yield "Selects", [with_condition(expression(target), condition)
                      for target, condition in symbol.orig_selects]
    yield "Selected by", [expression(term) for term in tree.selecting_terms(symbol)]
    yield "Wanted by", [marked(other.name) for other in dependents.get(symbol, [])]
    yield "System calls", [name for _, name in facts.calls_of(kconf, symbol)]
    yield "Programs", [] if symbol.name.startswith("PROG_") \
        else facts.programs_of(dependents, symbol)
    on, off = uses.files_gated_by(symbol.name)
    yield "Files with y", on
    yield "Files with n", off
    yield "Named in", list(uses.files_naming(symbol.name))
    yield "Measured", facts.cost_lines(symbol.name)


def default_texts(symbol):
    if symbol.choice:
        return []
    texts = [with_condition(expression(value), condition)
             for value, condition in symbol.orig_defaults]
    return texts or (["n"] if tree.is_bool(symbol) and tree.has_prompt(symbol) else [])
