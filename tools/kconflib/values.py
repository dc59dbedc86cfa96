"""Comparing the values of two configurations."""

import os

from . import layers, note, sources, tree
from .build import Build
from .inputs import ConfigurationError, Inputs


def differences(before, after, order):
    """[(name, old value or None, new value or None)] of two dictionaries, in the order given and
    then that of the alphabet."""
    names = [name for name in order if name in before or name in after]
    names += sorted((set(before) | set(after)) - set(names))
    return [(name, before.get(name), after.get(name)) for name in names
            if before.get(name) != after.get(name)]


def changes_line(name, old, new):
    """A line as Linux's diffconfig writes it."""
    if old is None:
        return f"+{name} {new}"
    if new is None:
        return f"-{name} {old}"
    return f" {name} {old} -> {new}"


def order_of(kconf):
    return [symbol.name for symbol in kconf.unique_defined_syms]


def load_named(name):
    """The Merge of a preset, a file, a build folder or a strata.elf; what is wrong in it is a
    note."""
    if os.path.isdir(name):
        return Build(name).load(strict=False)
    if os.path.isfile(name) and note.is_elf(name):
        merge = layers.Merge(tree.load_tree())
        merge.add(sources.parse_lines(note.read(name).config.splitlines(), name), strict=False)
        return merge
    merge = layers.Merge(tree.load_tree())
    read, problems = Inputs(name).layers()
    if problems:
        raise ConfigurationError(problems)
    for layer in read:
        merge.add(layer, strict=False)
    return merge
