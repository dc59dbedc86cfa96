"""A set of configurations that covers every pair of values that can occur together.

allpairspy proposes rows as if every combination were possible. Each row is carried out as far as
dependencies allow, and what the configuration then really has is what counts. The pairs that are
missing after that are wished for one by one: what a pair needs is set, the rest decided at random
in favour of other missing pairs. A pair is impossible when no attempt has brought it about; that no
larger number of attempts would is the assumption.

A base is set in every configuration of a set; the pairs are then those that can occur with it.
"""

import random

from allpairspy import AllPairs

from kconflib import outputs, randomize, solve, sources, tree

from . import space

ATTEMPTS = 12  # for each pair that is still missing
CANDIDATES = 6  # configurations of which the best is taken
ROUNDS = 6  # over the pairs that are known to be possible and still missing
SAMPLES = 600


class Cover:
    """The set: `rows` are (minimal configuration as text, vector); `possible` and `covered` are
    sets of pairs. `base` makes name -> value from the tree, of what is set in all of them."""

    def __init__(self, base=None, seed=3):
        self.kconf = tree.load_tree()
        self.make_base = base
        self.base = base(self.kconf) if base else {}
        self.random = random.Random(seed)
        self.factors = space.factors(self.kconf, self.base)
        self.rows = []
        self.covered = set()
        self.possible = set()

    def build(self):
        self.sample()
        for wishes in self.proposals():
            self.carry_out(dict(enumerate(wishes)))
            self.take()
        self.cover_pairs(self.pairs_of(self.reachable_values()) - self.covered)
        # What an attempt at one pair shows to be possible, and no row has got yet.
        for number in range(1, ROUNDS + 1):
            self.cover_pairs(self.missing(), number)
        return self

    def cover_pairs(self, pairs, patience=1):
        for pair in sorted(pairs, key=str):
            if pair not in self.covered:
                self.cover_pair(pair, patience)

    def reachable_values(self):
        """The values that occur at all, as a list of (index, value) for each factor."""
        seen = {value for pair in self.possible for value in pair}
        every = [[(index, value) for value in factor.values]
                 for index, factor in enumerate(self.factors)]
        return [[value for value in values if value in seen or self.can_reach(value)]
                for values in every]

    def can_reach(self, value):
        """Whether a configuration with this value is found; what it shows to be possible counts."""
        plans = self.plans_for((value,))
        for attempt in range(ATTEMPTS if plans else 0):
            self.carry_out(self.wishes((value,)), plans[attempt % len(plans)])
            found = self.own_pairs()
            self.possible |= found
            if any(value in pair for pair in found):
                return True
        return False

    @staticmethod
    def pairs_of(every):
        """Every pair there could be of these values if nothing depended on anything."""
        return {(a, b) for index, first in enumerate(every) for second in every[index + 1:]
                for a in first for b in second}

    def sample(self, seeds=range(SAMPLES)):
        """What random configurations show to be possible."""
        base = sources.Layer("base", [sources.Assignment(name, value, "base")
                                      for name, value in self.base.items()], [])
        for seed in seeds:
            problems = randomize.set_at_random(self.kconf, seed, (20, 50, 80)[seed % 3], base)
            assert not problems, problems
            self.possible |= self.own_pairs()

    def own_pairs(self):
        """Pairs of the present configuration, among the values that are factors' own."""
        return {pair for pair in space.pairs(space.vector(self.kconf, self.factors))
                if all(value in self.factors[index].values for index, value in pair)}

    def proposals(self):
        return AllPairs([factor.values for factor in self.factors])

    def carry_out(self, wishes, first=None):
        """Make a configuration with the plan `first`, then the wishes as they become settable."""
        first = {**self.base, **(first or {})}
        self.kconf.unset_values()
        for name, value in reversed(first.items()):
            self.kconf.syms[name].set_value(value)
        left = dict(wishes)
        while True:
            settable = [index for index in left
                        if self.factors[index].is_settable(self.kconf)
                        and not self.is_fixed(index, first)]
            if not settable:
                break
            for index in settable:
                self.factors[index].assign(self.kconf, left.pop(index))
        space.add_means(self.kconf)

    def is_fixed(self, index, first):
        factor = self.factors[index]
        names = [member.name for member in factor.choice.syms] if factor.choice is not None \
            else [factor.name]
        return any(name in first for name in names)

    def take(self):
        """Keep the present configuration if it has pairs that no other has."""
        pairs = self.own_pairs()
        self.possible |= pairs
        if not pairs - self.covered:
            return
        self.covered |= pairs
        self.rows.append((outputs.minimal_text(self.kconf),
                          space.vector(self.kconf, self.factors)))

    def plans_for(self, pair):
        """What can be set to bring the pair about: the plans of its values put together."""
        self.kconf.unset_values()
        found = [self.base]
        for index, value in pair:
            factor = self.factors[index]
            name, wanted = (value, "y") if factor.choice is not None else (factor.name, value)
            # What is off has to be where it could be on.
            reached = "y" if wanted == "n" else wanted
            plans = solve.plans(self.kconf.syms[name], reached) or [{}]
            plans = [{**plan, name: wanted} for plan in plans]
            found = [{**earlier, **plan} for earlier in found for plan in plans
                     if all(earlier.get(key, choice) == choice for key, choice in plan.items())]
        return found

    def cover_pair(self, pair, patience):
        plans = self.plans_for(pair)
        if not plans and pair in self.possible:
            plans = [{}]
        best, best_gain = None, 0
        tries = patience * CANDIDATES if pair in self.possible else ATTEMPTS
        for attempt in range(tries if plans else 0):
            wishes = self.wishes(pair)
            self.carry_out(wishes, plans[attempt % len(plans)])
            found = self.own_pairs()
            self.possible |= found
            gain = len(found - self.covered)
            if pair in found and gain > best_gain:
                best, best_gain = (wishes, plans[attempt % len(plans)]), gain
        if best:
            self.carry_out(*best)
            self.take()

    def wishes(self, pair):
        """Random values, those of missing pairs with the pair's own values more often."""
        wanted = {}
        for a, b in self.missing():
            for here, there in ((a, b), (b, a)):
                if here in pair:
                    wanted.setdefault(there[0], []).append(there[1])
        # Sorted: sets have another order in each process, and the matrix is to be the same.
        return {index: self.random.choice(sorted(wanted.get(index, factor.values)))
                for index, factor in enumerate(self.factors)} | dict(pair)

    def missing(self):
        return self.possible - self.covered


def check(cover):
    """The proof: read the configurations back, and count the pairs in what they really are. Returns
    the set of pairs."""
    kconf = tree.load_tree()
    all_factors = space.factors(kconf, cover.make_base(kconf) if cover.make_base else {})
    found = set()
    for text, values in cover.rows:
        kconf.unset_values()
        for assignment in sources.parse_lines(text.splitlines(), "row").assignments:
            value, _ = sources.decode_value(kconf.syms[assignment.name], assignment.value, True)
            kconf.syms[assignment.name].set_value(value)
        assert space.vector(kconf, all_factors) == values
        found |= {pair for pair in space.pairs(values)
                  if all(value in all_factors[index].values for index, value in pair)}
    return found


def covers():
    """The two sets of the matrix: of all configurations, and of those that can run all tests."""
    return [Cover().build(), Cover(space.system).build()]


def texts_of(sets):
    """Their configurations, each once."""
    return list(dict.fromkeys(text for cover in sets for text, _ in cover.rows))
