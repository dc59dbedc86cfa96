"""What all tests share: the path to the tools, the option --all, and builds made only once.

The outcomes of the tests that use a preset are kept in its build folder, in tests.json, where
tools/kstat counts them."""

import collections
import json
import os
import signal
import sys

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
for folder in (os.path.join(TOP, "tools"), os.path.dirname(os.path.realpath(__file__))):
    if folder not in sys.path:
        sys.path.insert(0, folder)

import pytest  # noqa: E402

from support import used_presets, variant  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="run the tests marked `slow` as well")


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: only with --all")
    restore_signals()


def restore_signals():
    """Whoever started the tests may ignore signals (nohup, a shell's background job); the programs
    that tests start are to have them all."""
    for number in signal.valid_signals() - {signal.SIGPIPE}:
        if signal.getsignal(number) == signal.SIG_IGN:
            signal.signal(number, signal.SIG_DFL)


def pytest_terminal_summary(terminalreporter):
    """A line for each that failed, however long its message (the summary of pytest has all of it
    when CI is set)."""
    failed = [report for kind in ("failed", "error")
              for report in terminalreporter.getreports(kind)]
    if failed:
        terminalreporter.section("failed")
    for report in failed:
        crash = getattr(report.longrepr, "reprcrash", None)
        reason = (crash.message if crash else str(report.longrepr)).partition("\n")[0]
        terminalreporter.write_line(f"{report.nodeid}: {reason}"[:200])


def pytest_collection_modifyitems(config, items):
    """`-k full` also selects what uses the build of that name, and `-k stage3` what belongs to that
    stage."""
    for item in items:
        item.extra_keyword_matches.update({"full", "shell"} & set(item.fixturenames))
        for group in item.iter_markers("xdist_group"):
            item.extra_keyword_matches.update(group.args)
    if config.getoption("--all"):
        return
    skip = pytest.mark.skip(reason="only with --all")
    for item in items:
        if item.get_closest_marker("slow"):
            item.add_marker(skip)


def pytest_runtest_setup(item):
    used_presets.clear()
    used_presets.update({"full", "shell"} & set(item.fixturenames))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    if call.when == "call":
        item.user_properties += [("preset", name) for name in sorted(used_presets)]
    yield


outcomes = collections.defaultdict(dict)


def pytest_runtest_logreport(report):
    if report.when == "call":
        for key, preset in report.user_properties:
            if key == "preset":
                outcomes[preset][report.nodeid] = report.outcome


def pytest_sessionfinish(session):
    """The latest outcome of each test; after a run of all tests only those that there are."""
    config = session.config
    if hasattr(config, "workerinput"):
        return
    everything = not (config.option.keyword or config.option.markexpr
                      or any("::" in word or word.endswith(".py") for word in config.args))
    for preset, latest in outcomes.items():
        path = os.path.join(TOP, "build", preset, "tests.json")
        if not everything and os.path.exists(path):
            with open(path, encoding="utf-8") as file:
                latest = dict(json.load(file), **latest)
        with open(path, "w", encoding="utf-8") as file:
            json.dump(latest, file, indent=1, sort_keys=True)


@pytest.fixture(scope="session")
def top():
    return TOP


@pytest.fixture(scope="session")
def full():
    """The preset `full`, built."""
    return variant("full")


@pytest.fixture(scope="session")
def shell():
    """The preset `shell`, built."""
    return variant("shell")
