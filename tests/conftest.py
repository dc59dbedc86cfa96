"""What all tests share: the path to the tools, the option --all, and builds made only once."""

import os
import sys

sys.dont_write_bytecode = True
TOP = os.path.dirname(os.path.dirname(os.path.realpath(__file__)))
for folder in (os.path.join(TOP, "tools"), os.path.dirname(os.path.realpath(__file__))):
    if folder not in sys.path:
        sys.path.insert(0, folder)

import pytest  # noqa: E402

from support import variant  # noqa: E402


def pytest_addoption(parser):
    parser.addoption("--all", action="store_true", help="run the tests marked `slow` as well")


def pytest_configure(config):
    config.addinivalue_line("markers", "slow: only with --all")


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
