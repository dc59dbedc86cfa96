"""Whole configurations, random, all yes, all no: they survive savedefconfig, and they build."""

import itertools
import shutil

import pytest

from kconf_support import environment, generate, kconf, option, write
from kconflib import layers, outputs, randomize, sources, tree
from runner.builds import Build
from support import top_path, turn

SEEDS = 500
NOTHING = sources.Layer("", [], [])

# Gates that a coin would open once in a thousand configurations: each kind has its seeds.
PAGING = ["TIMER", "MMU"]
CALLS = ["TIMER", "MMU", "SCHED", "PROC", "SYSCALLS"]
FILES = CALLS + ["BLK", "FS", "FILE_CALLS"]
PROGRAMS = FILES + ["EXEC", "PROG_INIT", "PROG_SH"]
KINDS = ([], PAGING, CALLS, FILES, PROGRAMS)


def constraints(seed):
    return [f"CONFIG_{name}=y" for name in KINDS[seed % len(KINDS)]]


def test_random_configurations_survive_savedefconfig():
    """Strictly: what savedefconfig writes is a preset without a mistake in it."""
    kconf_tree, again = tree.load_tree(), tree.load_tree()
    texts = set()
    for seed in range(SEEDS):
        wishes = sources.parse_lines(constraints(seed), "constraints")
        assert not randomize.set_at_random(kconf_tree, seed, 50, wishes)
        text = outputs.minimal_text(kconf_tree)
        again.unset_values()
        merge = layers.Merge(again)
        merge.add(sources.parse_lines(text.splitlines(), f"seed {seed}"))
        assert not merge.problems, (seed, merge.problems)
        assert tree.assigned_values(again) == tree.assigned_values(kconf_tree), seed
        texts.add(text)
    assert len(texts) == SEEDS


def test_random_configurations_reach_everything():
    """Each option is y in one and n in another, each number has several values. What a stage shows
    takes just its gates and no further one, so that chance does not bring it: the stages do."""
    kconf_tree = tree.load_tree()
    seen = {}
    for seed in range(SEEDS):
        wishes = sources.parse_lines(constraints(seed), "constraints")
        randomize.set_at_random(kconf_tree, seed, 50, wishes)
        for name, value in tree.assigned_values(kconf_tree).items():
            seen.setdefault(name, set()).add(value)
    constant = [symbol.name for symbol in kconf_tree.unique_defined_syms
                if tree.has_prompt(symbol) and not tree.is_string(symbol)
                and not (symbol.choice and symbol.choice.name == "SHOW_CHOICE")
                and len(seen.get(symbol.name, ())) < 2]
    assert not constant


def test_a_seed_gives_the_same_each_time(tmp_path):
    for name, arguments, variables in (
            ("a", ["--seed", "7"], {}), ("b", ["--seed", "0x7"], {}),
            ("c", [], {"KCONFIG_SEED": "7"}), ("d", ["--seed", "8"], {})):
        kconf("randconfig", *arguments, "-B", tmp_path / name, status=0,
              env=environment(**variables))
    texts = [(tmp_path / name / ".config").read_text().splitlines()[1:] for name in "abcd"]
    assert texts[0] == texts[1] == texts[2] != texts[3]


def test_a_seed_is_printed_when_none_is_given(tmp_path):
    printed = kconf("randconfig", "-B", tmp_path / "a", status=0).stdout
    seed = printed.split("--seed ")[1].split()[0]
    kconf("randconfig", "--seed", seed, "-B", tmp_path / "b", status=0)
    assert (tmp_path / "a" / ".config").read_text() == (tmp_path / "b" / ".config").read_text()


def count_yes(folder):
    return (folder / ".config").read_text().count("=y\n")


def test_probability(tmp_path):
    counts = []
    for percent in ("0", "50", "100"):
        folder = tmp_path / percent
        kconf("randconfig", "--seed", "1", "-B", folder, status=0,
              env=environment(KCONFIG_PROBABILITY=percent))
        counts.append(count_yes(folder))
    assert counts == sorted(counts) and counts[0] < counts[1] < counts[2]


def test_constraints_hold(tmp_path):
    path = write(tmp_path / "my.config", "CONFIG_TIMER=y\nCONFIG_MMU=y\nCONFIG_SCHED=y\n"
                 "CONFIG_KERNEL_MAP_ISOLATED=y\nCONFIG_NR_HARTS=5\n# CONFIG_RTC is not set\n")
    for seed in range(10):
        folder = tmp_path / str(seed)
        kconf("randconfig", "--seed", seed, "--constraints", path, "-B", folder, status=0)
        assert option(folder, "SCHED") == "CONFIG_SCHED=y"
        assert option(folder, "KERNEL_MAP_ISOLATED") == "CONFIG_KERNEL_MAP_ISOLATED=y"
        assert option(folder, "NR_HARTS") == "CONFIG_NR_HARTS=5"
        assert option(folder, "RTC") == "# CONFIG_RTC is not set"


def test_allconfig_file_in_the_folder(tmp_path):
    """KCONFIG_ALLCONFIG=1 means what it means for Linux."""
    write(tmp_path / "allno.config", "CONFIG_RTC=y\n")
    write(tmp_path / "all.config", "CONFIG_FDT=y\n")
    run = {"env": environment(KCONFIG_ALLCONFIG="1"), "cwd": tmp_path, "status": 0}
    kconf("allnoconfig", "-B", tmp_path / "no", **run)
    kconf("alldefconfig", "-B", tmp_path / "def", **run)
    assert option(tmp_path / "no", "RTC") == "CONFIG_RTC=y"
    assert option(tmp_path / "no", "FDT") == "# CONFIG_FDT is not set"
    assert option(tmp_path / "def", "FDT") == "CONFIG_FDT=y"


def test_constraints_that_can_not_hold(tmp_path):
    path = write(tmp_path / "my.config", "CONFIG_BOOT_SBI=y\nCONFIG_TIMER_CLINT=y\n")
    result = kconf("randconfig", "--constraints", path, "-B", tmp_path / "b", status=1)
    assert "my.config:2: CONFIG_TIMER_CLINT: its dependencies are not met" in result.stderr
    assert not (tmp_path / "b").exists()


def test_all_yes_all_no_and_the_smallest(tmp_path):
    for name in ("allyesconfig", "allnoconfig", "alldefconfig", "tinyconfig"):
        kconf(name, "-B", tmp_path / name, status=0)
    assert option(tmp_path / "allyesconfig", "PROG_USERTESTS") == "CONFIG_PROG_USERTESTS=y"
    assert count_yes(tmp_path / "allyesconfig") > 90
    assert count_yes(tmp_path / "allnoconfig") < 6
    assert option(tmp_path / "tinyconfig", "OPT_SIZE") == "CONFIG_OPT_SIZE=y"
    assert option(tmp_path / "tinyconfig", "POWEROFF_AT_END") \
        == "# CONFIG_POWEROFF_AT_END is not set"
    assert option(tmp_path / "alldefconfig", "FS_IMAGE_MIB") is None


def test_such_a_configuration_stands_when_cmake_runs(tmp_path):
    """Unless CMake is given another preset than before."""
    folder = tmp_path / "b"
    kconf("randconfig", "--seed", "4", "-B", folder, status=0)
    before = (folder / ".config").read_text()
    generate(folder, "--defconfig", "full", "--default", status=0)
    assert (folder / ".config").read_text() == before
    generate(folder, "--defconfig", "full", status=0)
    assert (folder / ".config").read_text() == before
    generate(folder, "--defconfig", "shell", status=0)
    assert (folder / ".config").read_text() != before


def build_and_remove(name, *command):
    """Configure with kconf and CMake, build everything, and take the folder away again."""
    build = Build("full", name=f"test-{name}")
    shutil.rmtree(build.folder, ignore_errors=True)
    kconf(*command, "-B", build.folder, status=0)
    with build.locked():
        from runner.builds import run_tool
        run_tool(["cmake", "-G", "Ninja", "-S", top_path(), "-B", build.folder], None)
        run_tool(["ninja", "-C", build.folder], None)
    shutil.rmtree(build.folder)


def build_random(seed, tmp_path):
    path = write(tmp_path / "my.config", "".join(f"{line}\n" for line in constraints(seed)))
    print(f"seed {seed}: tools/kconf randconfig --seed {seed} -B build/rand --constraints FILE; "
          f"FILE has {constraints(seed)}")
    build_and_remove(f"rand-{seed}", "randconfig", "--seed", seed, "--constraints", path)


def seeds_of_these_files():
    """Five others when a file changes; the number of a test is the seed."""
    return range(5 * turn(), 5 * turn() + 5)


@pytest.mark.parametrize("seed", seeds_of_these_files())
def test_random_configurations_build(seed, tmp_path):
    build_random(seed, tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(100))
def test_a_hundred_random_configurations_build(seed, tmp_path):
    build_random(seed, tmp_path)


@pytest.mark.parametrize("name", ["allnoconfig", "alldefconfig", "tinyconfig", "allyesconfig"])
def test_whole_configurations_build(name):
    build_and_remove(name, name)


def test_the_sample_has_all_kinds():
    """Of the gates: one of each, whatever the first seed is."""
    kinds = [seed % len(KINDS) for seed in itertools.islice(seeds_of_these_files(), 5)]
    assert sorted(kinds) == list(range(len(KINDS)))
