"""What a configuration is made from: a preset or file, fragments over it, and -D."""

import contextlib
import os

from . import sources, tree

SUFFIX = "_defconfig"
DEFAULT_PRESET = "full"


class ConfigurationError(Exception):
    """The configuration is not valid; `problems` are lines for people."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


def shown(path):
    """`path` relative to the source tree when it lies inside."""
    relative = os.path.relpath(path, tree.SOURCE_TREE)
    return path if relative.startswith("..") else relative


def presets_folder():
    return os.path.join(tree.SOURCE_TREE, "configs")


def preset_names():
    """The names of configs/*_defconfig, sorted."""
    return sorted(entry[:-len(SUFFIX)] for entry in os.listdir(presets_folder())
                  if entry.endswith(SUFFIX))


def preset_path(name):
    """The file of the preset NAME or NAME_defconfig, or None when there is none."""
    base = name[:-len(SUFFIX)] if name.endswith(SUFFIX) else name
    path = os.path.join(presets_folder(), base + SUFFIX)
    return path if os.path.sep not in name and os.path.isfile(path) else None


def find_defconfig(name):
    """The file that NAME, NAME_defconfig or a path means."""
    path = preset_path(name)
    if path:
        return path
    if os.path.isfile(name):
        return os.path.abspath(name)
    near = tree.nearest(name, preset_names())
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ConfigurationError(
        [f"{name}: no such preset or file{hint}; presets: {', '.join(preset_names())}"])


def fragment_names():
    return sorted(entry for entry in os.listdir(presets_folder()) if entry.endswith(".config"))


def find_fragment(name):
    """The file that a path, or a name in configs/ with or without .config, means."""
    for candidate in (name, os.path.join(presets_folder(), name),
                      os.path.join(presets_folder(), name + ".config")):
        if os.path.isfile(candidate):
            return os.path.abspath(candidate)
    near = tree.nearest(name, fragment_names())
    hint = f"; did you mean {' or '.join(near)}?" if near else ""
    raise ConfigurationError([f"{name}: no such fragment{hint}"])


def whole_path(name):
    return os.path.abspath(name) if os.path.isfile(name) else name


class Inputs:
    """The inputs of one configuration."""

    def __init__(self, defconfig, fragments=(), definitions=()):
        self.defconfig = defconfig
        self.fragments = list(fragments)
        self.definitions = list(definitions)

    def __eq__(self, other):
        return isinstance(other, Inputs) and self.as_dictionary() == other.as_dictionary()

    def settled(self):
        """The same with whole paths for files that are named from the present folder."""
        defconfig = self.defconfig if preset_path(self.defconfig) else whole_path(self.defconfig)
        return Inputs(defconfig, map(whole_path, self.fragments), self.definitions)

    def as_dictionary(self):
        return {"defconfig": self.defconfig, "fragments": self.fragments,
                "definitions": self.definitions}

    @classmethod
    def from_dictionary(cls, values):
        return cls(values["defconfig"], values["fragments"], values["definitions"])

    def preset(self):
        """What to call the preset: its name, or that of its file."""
        name = os.path.basename(self.defconfig)
        return name[:-len(SUFFIX)] if name.endswith(SUFFIX) else name

    def describe(self):
        """All inputs in a line, without folders of this machine."""
        parts = [self.preset()] + [os.path.basename(name) for name in self.fragments]
        return ", ".join(parts + [f"-D{definition}" for definition in self.definitions])

    def files(self):
        """The files that go in, as far as they exist."""
        found = []
        for find, name in [(find_defconfig, self.defconfig)] \
                + [(find_fragment, name) for name in self.fragments]:
            with contextlib.suppress(ConfigurationError):
                found.append(find(name))
        return found

    def layers(self):
        """(layers in the order of merging, problems with the inputs themselves)"""
        layers, problems = [], []
        wanted = [("preset", find_defconfig, self.defconfig)]
        wanted += [("fragment", find_fragment, name) for name in self.fragments]
        for kind, find, name in wanted:
            try:
                path = find(name)
                layers.append(sources.read_layer(path, shown(path), kind))
            except ConfigurationError as error:
                problems += error.problems
            except OSError as error:
                problems.append(f"{name}: can not be read: {error}")
        if self.definitions:
            layers.append(sources.command_line_layer(self.definitions))
        return layers, problems
