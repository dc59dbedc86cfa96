"""Running tools/kconf in tests."""

import contextlib
import io
import os
import shutil
import subprocess

from kconflib import cli
from support import top_path

KCONF = top_path("tools", "kconf")
LEFT_OUT = shutil.ignore_patterns("build", ".git", "__pycache__", "*.img")


def kconf(*arguments, status=None, program=None, env=None, cwd=None):
    """Run kconf; with `status`, it has to end with that. It runs in this process, which is quicker,
    unless it is to be another copy of it or is to run elsewhere."""
    words = [str(argument) for argument in arguments]
    if program is None and env is None and cwd is None:
        result = run_here(words)
    else:
        result = subprocess.run([program or KCONF, *words], capture_output=True, text=True, env=env,
                                cwd=cwd)
    if status is not None:
        assert result.returncode == status, result.stdout + result.stderr
    return result


def run_here(words):
    output, errors = io.StringIO(), io.StringIO()
    with contextlib.redirect_stdout(output), contextlib.redirect_stderr(errors):
        try:
            status = cli.main(words)
        except SystemExit as stop:
            status = stop.code
    return subprocess.CompletedProcess(words, status, output.getvalue(), errors.getvalue())


def generate(folder, *arguments, **more):
    return kconf("gen", "-B", folder, *arguments, **more)


def write(path, text):
    path.write_text(text)
    return str(path)


def option(folder, name):
    """The line of .config that speaks of an option."""
    for line in (folder / ".config").read_text().splitlines():
        if line.startswith(f"CONFIG_{name}=") or line == f"# CONFIG_{name} is not set":
            return line
    return None


def edits(folder):
    """The lines of the user's edits."""
    path = folder / "kconf" / "user.config"
    lines = path.read_text().splitlines() if path.exists() else []
    return [line for line in lines if line.startswith("CONFIG_") or line.endswith("is not set")]


def copy_tree(target):
    """A copy of the sources, to change."""
    shutil.copytree(top_path(), target, ignore=LEFT_OUT, symlinks=True)
    return target


def environment(**more):
    """The environment without variables that change what kconf does, and with others."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith("KCONFIG_")}
    return {**kept, **more}
