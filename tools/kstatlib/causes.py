"""Which options differ only because another one does.

An option follows another when it refers to it (depends on it, is selected by it, takes its default
from it) and has one value for each value of the other. It is then shown below it.
"""

import kconfiglib

from kconflib import tree


def referred(symbol):
    """The names of the symbols that a symbol's value can depend on."""
    items = set(kconfiglib.expr_items(symbol.direct_dep))
    items |= kconfiglib.expr_items(symbol.rev_dep)
    for value, condition in symbol.defaults:
        items |= kconfiglib.expr_items(value) | kconfiglib.expr_items(condition)
    if symbol.choice:
        for value, condition in symbol.choice.defaults:
            items |= {value} | kconfiglib.expr_items(condition)
    return [item.name for item in items if isinstance(item, kconfiglib.Symbol)
            and not item.is_constant and item is not symbol and item.nodes]


class Causes:
    """The differing options of several configurations, in the order of the Kconfig files."""

    def __init__(self, configurations):
        self.configurations = configurations
        try:
            symbols = tree.load_tree().unique_defined_syms
        except kconfiglib.KconfigError:
            symbols = []
        self.symbols = {symbol.name: symbol for symbol in symbols}
        self.order = list(self.symbols)
        self.order += sorted({name for options in configurations for name in options}
                             - set(self.order))

    def values(self, name):
        """The option's value in each configuration; "n" where it cannot be chosen at all."""
        return [options.get(name, "n") for options in self.configurations]

    def shown_values(self, name):
        """The values as they are shown: None where an option that is no bool cannot be chosen."""
        symbol = self.symbols.get(name)
        absent = "n" if symbol is not None and tree.is_bool(symbol) else None
        return [options.get(name, absent) for options in self.configurations]

    def differing(self):
        return [name for name in self.order if len(set(self.values(name))) > 1]

    def follows(self, name, cause):
        values = {}
        for mine, other in zip(self.values(name), self.values(cause)):
            if values.setdefault(other, mine) != mine:
                return False
        return True

    def tree(self):
        """[(name, [the same below it])] of the options that differ."""
        names = self.differing()
        below = {}
        for name in names:
            cause = self.cause(name, names)
            # Never a circle: an option stands only below one that comes earlier in its chain.
            if cause and name not in self.chain(cause, below):
                below[name] = cause

        def branch(name):
            return name, [branch(other) for other in names if below.get(other) == name]

        return [branch(name) for name in names if name not in below]

    def chain(self, name, below):
        result = [name]
        while below.get(result[-1]) and below[result[-1]] not in result:
            result.append(below[result[-1]])
        return result

    def cause(self, name, names):
        """The option that this one follows: of several the last in the order of the files, which
        is the nearest."""
        if name not in self.symbols:
            return None
        others = [other for other in referred(self.symbols[name])
                  if other in names and self.follows(name, other)]
        return max(others, key=self.order.index, default=None)


def count(branches):
    """How many options stand below."""
    return sum(1 + count(below) for _, below in branches)
