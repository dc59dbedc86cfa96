"""Build folders: a preset or a variant of one, configured with CMake and built with Ninja."""

import contextlib
import fcntl
import os
import re
import subprocess

TOP = os.path.dirname(os.path.dirname(os.path.dirname(os.path.realpath(__file__))))
CONFIG_LINE = re.compile(r'^CONFIG_(\w+)=(?:"(.*)"|(.*))$')


class BuildError(Exception):
    """Configuring or building failed; the text is what the tools said."""


def preset_names():
    """The names of configs/*_defconfig, sorted."""
    suffix = "_defconfig"
    return sorted(name[:-len(suffix)] for name in os.listdir(os.path.join(TOP, "configs"))
                  if name.endswith(suffix))


class Build:
    """A build folder. `options` are assignments NAME=value over the preset; with options the
    folder has to have a name of its own."""

    def __init__(self, preset, options=(), name=None):
        self.preset = preset
        self.options = list(options)
        self.folder = os.path.join(TOP, "build", name or preset)

    def path(self, *names):
        return os.path.join(self.folder, *names)

    @property
    def kernel(self):
        return self.path("strata.elf")

    @property
    def image(self):
        return self.path("fs.img")

    def config(self):
        """The options as a dictionary without the prefix; options that are off are missing."""
        values = {}
        with open(self.path(".config"), encoding="utf-8") as file:
            for line in file:
                match = CONFIG_LINE.match(line.rstrip("\n"))
                if match:
                    values[match[1]] = match[2] if match[2] is not None else match[3]
        return values

    @contextlib.contextmanager
    def locked(self):
        """Only one process at a time configures or builds in a folder."""
        os.makedirs(self.folder, exist_ok=True)
        with open(self.path(".lock"), "w", encoding="utf-8") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            yield

    def has_other_options(self):
        """Whether the folder of a variant was configured with options that are no longer its
        own; a preset's folder belongs to the user."""
        if not self.options:
            return False
        try:
            with open(self.path("variant.txt"), encoding="utf-8") as file:
                return file.read().split() != [self.preset] + self.options
        except FileNotFoundError:
            return True

    def configure(self, output=None):
        """Run CMake, and forget what an earlier configuration was given."""
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path("CMakeCache.txt"))
        command = ["cmake", "-G", "Ninja", "-S", TOP, "-B", self.folder,
                   f"-DSTRATA_PRESET={self.preset}"]
        command += [f"-DCONFIG_{option}" for option in self.options]
        run_tool(command, output)
        if self.options:
            with open(self.path("variant.txt"), "w", encoding="utf-8") as file:
                file.write("\n".join([self.preset] + self.options))

    def make(self, *targets, jobs=None, output=None):
        """Configure if needed and build. `output` None keeps the tools quiet unless they fail;
        otherwise it is where they write to."""
        with self.locked():
            if not os.path.exists(self.path("build.ninja")) or self.has_other_options():
                self.configure(output)
            command = ["ninja", "-C", self.folder]
            if jobs:
                command += ["-j", str(jobs)]
            run_tool(command + list(targets), output)


def run_tool(command, output):
    if output is None:
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
                                stderr=subprocess.STDOUT, text=True, errors="replace")
    else:
        result = subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output,
                                stderr=subprocess.STDOUT)
    if result.returncode != 0:
        raise BuildError(f"{' '.join(command)}\n{without_progress(result.stdout or '')}".rstrip())


def without_progress(text):
    """What the tools said, without Ninja's lines about what went well."""
    return "".join(line for line in text.splitlines(keepends=True)
                   if not re.match(r"\[\d+/\d+\] ", line))
