"""A build folder as far as the configuration goes.

    .config                       the whole configuration, made; may also be edited by hand
    .config.old                   the one before
    include/generated/autoconf.h  the same for C, force-included everywhere
    include/config/NAME           a file for each option, as old as its last change
    kconf/inputs.json             what it is made from: defconfig, fragments, -D
    kconf/inputs.txt              every file that went in, for CMake
    kconf/user.config             the user's edits as a delta to those inputs
    kconf/generated.config        .config as it was last made, to notice edits by hand
    kconf/base.config             what randconfig and its like made, when it is the defconfig
    kconf/embedded.config         the shortest form, and kconf/embedded.preset its preset: what
                                  strata.elf carries

Only the delta keeps what the user decided: when a preset or a default changes, all that was not
decided follows it.
"""

import json
import os

from . import inputs, layers, outputs, sources, tree
from .inputs import ConfigurationError, Inputs, shown
from .outputs import write_if_changed

DELTA_HEADER = "# Changes to the preset, made in menuconfig and with `kconf set`.\n"


class Build:
    """One build folder and its configuration. `notes` are things to tell the user about it."""

    def __init__(self, folder):
        self.folder = os.path.abspath(folder)
        self.config = self.path(".config")
        self.autoconf = self.path("include", "generated", "autoconf.h")
        self.user_delta = self.path("kconf", "user.config")
        self.generated = self.path("kconf", "generated.config")
        self.base = self.path("kconf", "base.config")
        self.notes = []
        self.inputs, self.given = self.load_inputs()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    # Inputs. `inputs` are in force; `given` is what CMake gave last. They differ once a command
    # such as `kconf defconfig` has chosen others, until CMake is given something new.

    def load_inputs(self):
        path = self.path("kconf", "inputs.json")
        try:
            with open(path, encoding="utf-8") as file:
                values = json.load(file)
            if "inputs" not in values:
                return Inputs.from_dictionary(values), Inputs.from_dictionary(values)
            given = values.get("given")
            return (Inputs.from_dictionary(values["inputs"]),
                    given and Inputs.from_dictionary(given))
        except FileNotFoundError:
            pass
        except (OSError, ValueError, KeyError, TypeError, AttributeError):
            self.notes.append(f"{shown(path)}: is damaged and is ignored")
        name = os.path.basename(self.folder)
        return Inputs(name if inputs.preset_path(name) else inputs.DEFAULT_PRESET), None

    def take_inputs(self, given, explicit):
        """Take what CMake gives. `explicit` is false when it only gives its default, which does
        not stand against what was chosen before CMake ran for the first time."""
        chosen = self.inputs != self.given and os.path.exists(self.path("kconf", "inputs.json"))
        if not chosen or (self.given and given != self.given) or (not self.given and explicit):
            self.inputs = given
        self.given = given
        self.save_inputs()

    def choose_inputs(self, chosen):
        self.inputs = chosen
        self.save_inputs()

    def save_inputs(self):
        """Remember them, also when they turn out to be wrong, so that menuconfig can be started to
        repair the configuration."""
        values = {"inputs": self.inputs.as_dictionary(),
                  "given": self.given and self.given.as_dictionary()}
        write_if_changed(self.path("kconf", "inputs.json"), json.dumps(values, indent=2) + "\n")

    # Reading.

    def delta_layer(self):
        """The user's edits."""
        title = shown(self.user_delta)
        try:
            with open(self.user_delta, encoding="utf-8", errors="replace") as file:
                return sources.parse_lines(file.readlines(), title, "edit")
        except FileNotFoundError:
            return sources.Layer(title, [], [], "edit")

    def load_base(self, strict=True):
        """A Merge of everything but the user's edits. Not strict, what is wrong is a note."""
        merge = layers.Merge(tree.load_tree())
        read, problems = self.inputs.layers()
        merge.problems += problems
        for layer in read:
            merge.add(layer)
        if merge.problems and strict:
            raise ConfigurationError(merge.problems)
        merge.notes += merge.problems
        return merge

    def load(self, strict=True):
        """A Merge of the whole configuration; its notes tell which edits have no effect now."""
        merge = self.load_base(strict)
        merge.notes[:0] = self.notes
        merge.add(self.delta_layer(), strict=False)
        return merge

    # The user's edits.

    def adopt_hand_edits(self):
        """If .config was edited since it was made, take the edits into the delta."""
        try:
            with open(self.config, encoding="utf-8", errors="replace") as file:
                now = file.readlines()
            with open(self.generated, encoding="utf-8", errors="replace") as file:
                before = file.readlines()
        except OSError:
            return
        if now == before:
            return
        layer = sources.parse_lines(now, shown(self.config))
        old = {a.name: a.value for a in sources.parse_lines(before, "").assignments}
        edits = [a for a in layer.assignments if old.get(a.name, "n") != a.value]
        deleted = set(old) - {a.name for a in layer.assignments}
        self.notes += [message for _, message in layer.problems]
        kept = [a for a in self.delta_layer().assignments if a.name not in deleted]
        self.store_delta(kept + self.understood(edits))

    def understood(self, edits):
        """Those edits that name an option which can be set and a value of its type; the others
        become notes."""
        kconf = tree.load_tree()
        result = []
        for edit in edits:
            problem = layers.apply_assignment(kconf, edit, strict=True)
            if problem:
                self.notes.append(edit.problem(problem)[1])
            else:
                result.append(edit)
        return result

    def store_delta(self, assignments):
        """Write the user's edits, without those that change nothing. One that has no effect at
        present, because what it depends on is off, is kept."""
        latest = {a.name: a for a in assignments}
        merge = self.with_edits(latest.values())
        wanted = tree.assigned_values(merge.kconf)
        for name in list(latest):
            symbol = tree.find_symbol(merge.kconf, name)
            if symbol is not None and not symbol.visibility:
                continue
            rest = [a for a in latest.values() if a.name != name]
            if tree.assigned_values(self.with_edits(rest).kconf) == wanted:
                del latest[name]
        lines = [tree.config_line(a.name, a.value) + "\n" for a in latest.values()]
        write_if_changed(self.user_delta, DELTA_HEADER + "".join(lines))

    def with_edits(self, assignments):
        """A Merge of the inputs and these edits."""
        merge = self.load_base(strict=False)
        merge.add(sources.Layer("", list(assignments), []), strict=False)
        return merge

    def drop_delta(self):
        for path in (self.user_delta, self.generated):
            if os.path.exists(path):
                os.unlink(path)

    # Writing.

    def write(self, kconf):
        """Write .config, autoconf.h and what else is made; files that stay equal are not
        touched."""
        os.makedirs(self.folder, exist_ok=True)
        header = f"# Made by tools/kconf from {self.inputs.describe()}\n"
        text = outputs.config_text(kconf, header)
        outputs.write_keeping_old(self.config, text)
        write_if_changed(self.generated, text)
        write_if_changed(self.autoconf, outputs.autoconf_text(kconf))
        outputs.write_stamps(kconf, self.path("include", "config"))
        write_if_changed(self.path("kconf", "embedded.config"), outputs.minimal_text(kconf))
        write_if_changed(self.path("kconf", "embedded.preset"), self.inputs.preset())
        write_if_changed(self.path("kconf", "inputs.txt"), self.input_files(kconf))

    def input_files(self, kconf):
        files = {os.path.join(tree.SOURCE_TREE, name) for name in kconf.kconfig_filenames}
        files.update(self.inputs.files())
        files.add(os.path.join(tree.SOURCE_TREE, "configs", "renamed"))
        files.update(tool_files())
        return "".join(f"{path}\n" for path in sorted(files))


def tool_files():
    """The files of this tool: another version may make something else."""
    here = os.path.dirname(os.path.realpath(__file__))
    yield os.path.join(os.path.dirname(here), "kconf")
    for parent, _, names in os.walk(here):
        for name in names:
            if name.endswith(".py"):
                yield os.path.join(parent, name)
