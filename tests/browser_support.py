"""Scripts that drive headless Chromium (kstatlib.browser)."""

from kstatlib import browser
from support import top_path


def run_script(name, *arguments):
    """Run a script of tests/browser."""
    result = browser.run(top_path("tests", "browser", name), *arguments)
    assert result.returncode == 0, result.stdout + result.stderr
