"""The report in a browser without a window: Debian's chromium, driven by playwright-core from npm,
which is put into the build folder when it is first wanted."""

import fcntl
import os
import shutil
import subprocess

from runner.builds import TOP

from .errors import UserError

PLAYWRIGHT = "playwright-core"
HERE = os.path.dirname(os.path.realpath(__file__))


def playwright():
    """The folder of playwright-core."""
    home = os.path.join(TOP, "build", "chromium")
    package = os.path.join(home, "node_modules", "playwright-core")
    os.makedirs(home, exist_ok=True)
    with open(os.path.join(home, ".lock"), "w", encoding="utf-8") as lock:
        # Whoever wants it at the same time waits until it is whole.
        fcntl.flock(lock, fcntl.LOCK_EX)
        if os.path.exists(os.path.join(package, "package.json")):
            return package
        result = subprocess.run(["npm", "install", "--no-save", "--no-audit", "--no-fund",
                                 "--prefix", home, PLAYWRIGHT], capture_output=True, text=True)
        if result.returncode != 0:
            raise UserError(f"npm could not install {PLAYWRIGHT}: {result.stderr.strip()}")
    return package


def run(script, *words, timeout=600):
    """Run a script of Node's that finds the browser in CHROMIUM and the library in PLAYWRIGHT.
    Returns the finished process, with its output as text."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    missing = [package for package, there in (
        ("chromium", chromium), ("nodejs", shutil.which("node")), ("npm", shutil.which("npm")))
        if not there]
    if missing:
        raise UserError(f"a browser is needed for this: apt install {' '.join(missing)}")
    environment = dict(os.environ, PLAYWRIGHT=playwright(), CHROMIUM=chromium)
    return subprocess.run(["node", script, *map(str, words)], env=environment, text=True,
                          capture_output=True, timeout=timeout)


def screenshots(report, folder):
    """Pictures of all parts of a report in a folder."""
    os.makedirs(folder, exist_ok=True)
    result = run(os.path.join(HERE, "report", "screenshots.mjs"), os.path.abspath(report), folder)
    if result.returncode != 0:
        raise UserError(f"the browser failed: {result.stderr.strip()}")
