"""A build folder as far as the configuration goes.

    .config                       the whole configuration, made; may also be edited by hand
    .config.old                   the one before
    include/generated/autoconf.h  the same for C, force-included everywhere
    kconf/inputs.json             what it is made from: defconfig, fragments, -D
    kconf/inputs.txt              every file that went in, for CMake
    kconf/user.config             the user's edits as a delta to those inputs
    kconf/generated.config        .config as it was last made, to notice edits by hand

Only the delta keeps what the user decided: when a preset or a default changes, all that was not
decided follows it.
"""

import json
import os

import kconfiglib

from . import layers, sources, tree


class ConfigurationError(Exception):
    """The configuration is not valid; `problems` are lines for people."""

    def __init__(self, problems):
        super().__init__("\n".join(problems))
        self.problems = problems


def shown(path):
    """`path` relative to the source tree when it lies inside."""
    relative = os.path.relpath(path, tree.SOURCE_TREE)
    return path if relative.startswith("..") else relative


def find_defconfig(name):
    """The file that NAME, NAME_defconfig or a path means."""
    base = name[:-len("_defconfig")] if name.endswith("_defconfig") else name
    candidate = os.path.join(tree.SOURCE_TREE, "configs", base + "_defconfig")
    if os.path.sep not in name and os.path.isfile(candidate):
        return candidate
    if os.path.isfile(name):
        return os.path.abspath(name)
    folder = os.path.join(tree.SOURCE_TREE, "configs")
    presets = sorted(entry[:-len("_defconfig")] for entry in os.listdir(folder)
                     if entry.endswith("_defconfig"))
    raise ConfigurationError([f"{name}: no such preset or file; presets: {', '.join(presets)}"])


def find_fragment(name):
    for candidate in (name, os.path.join(tree.SOURCE_TREE, "configs", name),
                      os.path.join(tree.SOURCE_TREE, "configs", name + ".config")):
        if os.path.isfile(candidate):
            return os.path.abspath(candidate)
    raise ConfigurationError([f"{name}: no such fragment"])


def write_if_changed(path, text):
    """Write the file unless it says just that already; returns whether it was written."""
    try:
        with open(path, encoding="utf-8") as file:
            if file.read() == text:
                return False
    except FileNotFoundError:
        pass
    os.makedirs(os.path.dirname(path), exist_ok=True)
    temporary = path + ".new"
    with open(temporary, "w", encoding="utf-8") as file:
        file.write(text)
    os.replace(temporary, path)
    return True


class Build:
    """One build folder and its configuration."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.config = self.path(".config")
        self.autoconf = self.path("include", "generated", "autoconf.h")
        self.user_delta = self.path("kconf", "user.config")
        self.generated = self.path("kconf", "generated.config")
        self.inputs = self.load_inputs()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def load_inputs(self):
        try:
            with open(self.path("kconf", "inputs.json"), encoding="utf-8") as file:
                return json.load(file)
        except FileNotFoundError:
            name = os.path.basename(self.folder)
            return {"defconfig": name, "fragments": [], "definitions": []}

    def set_inputs(self, defconfig, fragments, definitions):
        """Remember what the configuration is made from, also when it turns out to be wrong, so
        that menuconfig can be started to repair it."""
        self.inputs = {"defconfig": defconfig, "fragments": list(fragments),
                       "definitions": list(definitions)}
        write_if_changed(self.path("kconf", "inputs.json"),
                         json.dumps(self.inputs, indent=2) + "\n")

    def layers(self):
        """The strictly checked layers, in the order of merging."""
        files = [find_defconfig(self.inputs["defconfig"])]
        files += [find_fragment(name) for name in self.inputs["fragments"]]
        result = [sources.read_layer(path, shown(path)) for path in files]
        if self.inputs["definitions"]:
            result.append(sources.command_line_layer(self.inputs["definitions"]))
        return result

    def delta_layer(self):
        try:
            return sources.read_layer(self.user_delta, shown(self.user_delta))
        except FileNotFoundError:
            return sources.Layer(shown(self.user_delta), [], [])

    def load_base(self, strict=True):
        """A tree with everything but the user's edits."""
        kconf = tree.load_tree()
        problems = []
        for layer in self.layers():
            problems += layers.apply_layer(kconf, layer)
        if problems and strict:
            raise ConfigurationError(problems)
        return kconf

    def load(self, strict=True):
        """(tree, notes): the whole configuration; notes tell which edits have no effect now."""
        kconf = self.load_base(strict)
        return kconf, layers.apply_layer(kconf, self.delta_layer(), strict=False)

    def adopt_hand_edits(self):
        """If .config was edited since it was made, take the edits into the delta."""
        try:
            with open(self.config, encoding="utf-8") as file:
                now = file.readlines()
            with open(self.generated, encoding="utf-8") as file:
                before = file.readlines()
        except FileNotFoundError:
            return
        if now == before:
            return
        old = {a.name: a.value for a in sources.parse_lines(before, "").assignments}
        edits = [a for a in sources.parse_lines(now, shown(self.config)).assignments
                 if old.get(a.name, "n") != a.value]
        self.store_delta(self.delta_layer().assignments + edits)

    def store_delta(self, assignments):
        """Write the user's edits, without those that change nothing."""
        latest = {a.name: a for a in assignments}
        wanted = self.values_with(latest.values())
        for name in list(latest):
            rest = [a for a in latest.values() if a.name != name]
            if self.values_with(rest) == wanted:
                del latest[name]
        lines = [f"CONFIG_{a.name}={a.value}\n" for a in latest.values()]
        write_if_changed(self.user_delta, "# Changes to the preset, made in menuconfig.\n"
                         + "".join(lines))

    def values_with(self, assignments):
        kconf = self.load_base(strict=False)
        layers.apply_layer(kconf, sources.Layer("", list(assignments), []), strict=False)
        return tree.assigned_values(kconf)

    def drop_delta(self):
        for path in (self.user_delta, self.generated):
            if os.path.exists(path):
                os.unlink(path)

    def write(self, kconf):
        """Write .config, autoconf.h and the list of inputs; files that stay equal are not
        touched."""
        os.makedirs(self.folder, exist_ok=True)
        kconf.write_config(self.config, header=config_header(self.inputs), save_old=True)
        with open(self.config, encoding="utf-8") as file:
            write_if_changed(self.generated, file.read())
        write_if_changed(self.autoconf, autoconf_text(kconf))
        write_if_changed(self.path("kconf", "inputs.txt"), self.input_files(kconf))

    def input_files(self, kconf):
        files = {os.path.join(tree.SOURCE_TREE, name) for name in kconf.kconfig_filenames}
        files.add(find_defconfig(self.inputs["defconfig"]))
        files.update(find_fragment(name) for name in self.inputs["fragments"])
        files.update(tool_files())
        return "".join(f"{path}\n" for path in sorted(files))


def tool_files():
    here = os.path.dirname(os.path.realpath(__file__))
    yield os.path.join(os.path.dirname(here), "kconf")
    for entry in os.listdir(here):
        if entry.endswith(".py"):
            yield os.path.join(here, entry)


def config_header(inputs):
    parts = [inputs["defconfig"]] + inputs["fragments"] + [f"-D{d}" for d in inputs["definitions"]]
    return f"# Made by tools/kconf from {', '.join(parts)}\n"


def autoconf_text(kconf):
    """autoconf.h: y is 1, n is not defined, numbers are literal, strings are quoted."""
    lines = ["/* Made by tools/kconf; do not edit. */\n"]
    for symbol in kconf.unique_defined_syms:
        value = symbol.str_value
        if not symbol.config_string or (tree.is_bool(symbol) and value == "n"):
            continue
        if tree.is_bool(symbol):
            value = "1"
        elif tree.is_string(symbol):
            value = f'"{kconfiglib.escape(value)}"'
        lines.append(f"#define CONFIG_{symbol.name} {value}\n")
    return "".join(lines)
