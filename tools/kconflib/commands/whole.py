"""Configurations that a rule makes: all no, all yes, all defaults, the smallest, random ones."""

import argparse
import os
import random

from .. import randomize, sources, tree
from ..build import Build
from ..inputs import (SUFFIX, ConfigurationError, Inputs, find_fragment, presets_folder, shown)
from ..outputs import minimal_text, write_if_changed
from .making import start_from

TINY = "tiny.config"


def allnoconfig(arguments):
    """Start again with every option n, as far as that is possible."""
    return make(arguments, "allnoconfig", lambda kconf: randomize.set_all(kconf, "n"))


def allyesconfig(arguments):
    """Start again with every option y, as far as that is possible."""
    return make(arguments, "allyesconfig", lambda kconf: randomize.set_all(kconf, "y"))


def alldefconfig(arguments):
    """Start again with every option at its default."""
    return make(arguments, "alldefconfig", lambda kconf: None)


def tinyconfig(arguments):
    """Start again with the smallest kernel: allnoconfig with configs/tiny.config."""
    path = os.path.join(presets_folder(), TINY)

    def smallest(kconf):
        randomize.set_all(kconf, "n")
        check(randomize.constrain(kconf, sources.read_layer(path, shown(path))))

    return make(arguments, "tinyconfig", smallest)


def randconfig(arguments):
    """Start again with a random configuration; the same seed gives the same one."""
    seed = arguments.seed if arguments.seed is not None else random.randrange(1 << 32)
    constraints = constraints_of(arguments, "rand")
    print(f"randconfig: --seed {seed}")
    return make(arguments, f"randconfig-{seed}",
                lambda kconf: check(randomize.set_at_random(
                    kconf, seed, arguments.probability, constraints)))


def make(arguments, name, fill):
    """Make the folder's configuration from a fresh tree that `fill` has set."""
    build = Build(arguments.build)
    kconf = tree.load_tree()
    fill(kconf)
    if not name.startswith("randconfig"):
        check(constrain_whole(kconf, constraints_of(arguments, name.removesuffix("config"))))
    target = build.path("kconf", name + SUFFIX)
    write_if_changed(target, f"# Made by tools/kconf {name}.\n" + minimal_text(kconf))
    start_from(build, Inputs(target))
    print(f"{shown(build.config)} made by {name}")
    return 0


def constrain_whole(kconf, constraints):
    return randomize.constrain(kconf, constraints) \
        or randomize.unmet_constraints(kconf, constraints)


def check(problems):
    if problems:
        raise ConfigurationError(problems)


def constraints_of(arguments, kind):
    """The Layer of --constraints, or of KCONFIG_ALLCONFIG, with Linux's meaning: a file, or 1 for
    all{no,yes,def,random}.config or all.config in the folder one is in."""
    name = arguments.constraints or os.environ.get("KCONFIG_ALLCONFIG")
    if name is None:
        return sources.Layer("", [], [])
    if name in ("", "1"):
        kind = "allrandom" if kind == "rand" else kind
        candidates = [f"{kind}.config", "all.config"]
        name = next((entry for entry in candidates if os.path.isfile(entry)), None)
        if name is None:
            raise ConfigurationError(
                [f"KCONFIG_ALLCONFIG is set, but there is no {' and no '.join(candidates)}"])
    path = find_fragment(name)
    return sources.read_layer(path, shown(path))


def percentage(text):
    if not text.isdecimal() or int(text) > 100:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number from 0 to 100")
    return int(text)


def seed_number(text):
    try:
        return int(text, 0)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a number") from None


def add_constraints(parser):
    parser.add_argument("--constraints", metavar="FILE",
                        help="options that are given (default: $KCONFIG_ALLCONFIG)")


def add_commands(add):
    for function in (allnoconfig, allyesconfig, alldefconfig, tinyconfig):
        add_constraints(add(function, f"kconf {function.__name__} -B build/try"))
    sub = add(randconfig, "kconf randconfig -B build/try --seed 7")
    add_constraints(sub)
    sub.add_argument("--seed", type=seed_number, metavar="N",
                     default=os.environ.get("KCONFIG_SEED"),
                     help="default: $KCONFIG_SEED, or another each time")
    sub.add_argument("--probability", type=percentage, metavar="PERCENT",
                     default=os.environ.get("KCONFIG_PROBABILITY", "50"),
                     help="of a bool to be y (default: $KCONFIG_PROBABILITY, or 50)")
