"""Headless Chromium, driven by playwright-core under Node: installed when a test wants it."""

import os
import shutil
import subprocess

from support import top_path

PACKAGES = {"node": "nodejs", "npm": "npm", "chromium": "chromium"}
PLAYWRIGHT = top_path("build", "chromium", "node_modules", "playwright-core")


def install():
    """(folder of playwright-core, path of chromium). Debian's packages come by apt-get, as root or
    with sudo, playwright-core by npm into a folder below build/."""
    missing = [package for command, package in PACKAGES.items() if not shutil.which(command)]
    if missing:
        sudo = [] if os.getuid() == 0 else ["sudo"]
        run(sudo + ["apt-get", "update", "-q"])
        run(sudo + ["apt-get", "install", "-q", "-y", "--no-install-recommends", *missing])
    if not os.path.isdir(PLAYWRIGHT):
        folder = os.path.dirname(os.path.dirname(PLAYWRIGHT))
        os.makedirs(folder, exist_ok=True)
        run(["npm", "install", "--no-save", "--no-audit", "--no-fund", "playwright-core"],
            cwd=folder)
    return PLAYWRIGHT, shutil.which("chromium")


def run(command, **more):
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
                            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"}, **more)
    assert result.returncode == 0, f"{' '.join(command)}\n{result.stdout}"


def run_script(name, *arguments):
    """Run a script of tests/browser; it gets the folder of playwright-core and Chromium first."""
    run(["node", top_path("tests", "browser", name), *install(), *map(str, arguments)])
