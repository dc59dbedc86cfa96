"""What a changed option builds anew: the files that name it and no others; and the result is, bit
for bit, that of a build from nothing."""

import functools
import os
import re
import shutil
import subprocess

import pytest

from kconf_support import kconf, write
from kconflib import tree, uses
from runner.builds import Build, run_tool
from support import top_path

pytestmark = pytest.mark.xdist_group("rebuild")


@pytest.fixture(scope="module", autouse=True)
def one_time_for_images():
    """With FS_TIMES an image has times in it."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SOURCE_DATE_EPOCH", "1700000000")
        yield


def ninja(build, *arguments):
    """What Ninja did, as a list of descriptions."""
    result = subprocess.run(["ninja", "-C", build.folder, *arguments], capture_output=True,
                            text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    return [line.partition("] ")[2] for line in result.stdout.splitlines()
            if re.match(r"^\[\d+/\d+\] (Building|Linking|Making|Generating)", line)]


def configured(name, preset="shell"):
    """A fresh folder for a preset."""
    build = Build(preset, name=f"test-{name}")
    shutil.rmtree(build.folder, ignore_errors=True)
    return build


def configure(build, *arguments):
    run_tool(["cmake", "-G", "Ninja", "-S", top_path(), "-B", build.folder,
              f"-DSTRATA_PRESET={build.preset}", *arguments], None)


def products(build):
    """path -> bytes of all that a build is for."""
    found = {}
    for name in ("strata.elf", "fs.img"):
        if os.path.exists(build.path(name)):
            found[name] = digest(build.path(name))
    for parent, _, names in os.walk(build.path("programs")):
        for name in names:
            path = os.path.join(parent, name)
            found[os.path.relpath(path, build.folder)] = digest(path)
    return found


def digest(path):
    return subprocess.run(["sha256sum", path], capture_output=True, check=True).stdout.split()[0]


def wanted_products(build):
    """Those that the present configuration makes; others may lie there from before."""
    with open(build.path("build.ninja"), encoding="utf-8") as file:
        text = file.read()
    return {name: value for name, value in products(build).items()
            if re.search(rf"^build {re.escape(name)}\b", text, re.M)}


@functools.lru_cache
def incremental():
    """The folder in which options change, and its products before they do."""
    build = configured("toggle")
    configure(build)
    ninja(build)
    return build, wanted_products(build)


def from_nothing(build):
    """The products of the same configuration in a fresh folder."""
    fresh = configured("toggle-fresh")
    os.makedirs(fresh.path("kconf"))
    shutil.copy(build.path("kconf", "user.config"), fresh.path("kconf", "user.config"))
    configure(fresh)
    ninja(fresh)
    result = wanted_products(fresh)
    shutil.rmtree(fresh.folder)
    return result


def check_toggle(*assignments):
    """There: equal to a build from nothing. Back: equal to before."""
    build, before = incremental()
    kconf("set", *assignments, "-B", build.folder, status=0)
    ninja(build)
    assert ninja(build) == []
    changed = wanted_products(build)
    expected = from_nothing(build)
    assert changed == expected, [name for name in set(changed) | set(expected)
                                 if changed.get(name) != expected.get(name)]
    assert changed["strata.elf"] != before["strata.elf"]
    kconf("reset", "-B", build.folder, status=0)
    ninja(build)
    assert wanted_products(build) == before


# Ten options, two at a time that have little in common: numbers, members of choices, things that
# choose files, flags, programs, the image.
TEN = [("NPROC=65", "FS_SYMLINKS=y"), ("KERNEL_MAP_SHARED=y", "PROG_WC=n"),
       ("PAGE_ALLOC_BUDDY=y", "PIPES=n"), ("MM_COW=y", "FS_TIMES=y"),
       ("NR_HARTS=2", "FS_IMAGE_MIB=5")]


@pytest.mark.parametrize("options", TEN, ids="+".join)
def test_ten_options(options):
    check_toggle(*options)


def test_an_option_of_a_kernel_that_names_its_functions():
    """Its table of names comes from a link before the last one."""
    build, _ = incremental()
    names = ("PANIC_REGISTERS=y", "KALLSYMS=y")
    check_toggle(*names)
    kconf("set", *names, "-B", build.folder, status=0)
    ninja(build)
    check = wanted_products(build)
    kconf("set", "FS_SYMLINKS=y", "-B", build.folder, status=0)
    ninja(build)
    assert wanted_products(build) == from_nothing(build) != check
    assert ninja(build) == []
    kconf("reset", "-B", build.folder, status=0)
    ninja(build)


def other_values(symbol):
    """The assignments that give a symbol of `shell` another value."""
    if symbol.choice:
        return [f"{symbol.name}=y"] if symbol.str_value == "n" else []
    if tree.is_bool(symbol):
        return [f"{symbol.name}={'n' if symbol.str_value == 'y' else 'y'}"]
    if tree.is_number(symbol):
        low, high = tree.active_range(symbol)
        value = int(symbol.str_value)
        return [f"{symbol.name}={value + 1 if value < high else low}"]
    return [f"{symbol.name}=tests/programs"]


def all_options():
    kconf_tree = tree.load_tree()
    kconf_tree.load_config(top_path("configs", "shell_defconfig"))
    return [assignment for symbol in kconf_tree.unique_defined_syms
            if tree.has_prompt(symbol) and symbol.visibility
            for assignment in other_values(symbol)]


@pytest.mark.slow
@pytest.mark.parametrize("assignment", all_options())
def test_every_option(assignment):
    check_toggle(assignment)


def inputs_of(build, output):
    """The files that an output was made from, as Ninja has noted."""
    printed = subprocess.run(["ninja", "-C", build.folder, "-t", "deps", output],
                             capture_output=True, text=True, check=True).stdout
    return [os.path.relpath(line.strip(), top_path()) for line in printed.splitlines()[1:]
            if line.strip()]


def test_nproc_builds_only_what_names_it():
    build = configured("exact", "full")
    configure(build)
    ninja(build, "strata.elf")
    kconf("set", "NPROC=65", "-B", build.folder, status=0)
    done = ninja(build, "strata.elf")
    naming = set(uses.files_naming("NPROC"))
    compiled = [line.split()[-1] for line in done if "Building" in line]
    notes = [name for name in compiled if re.search(r"/config_\w+\.S", name)]
    others = [name for name in compiled if name not in notes]
    assert 0 < len(others) < 10
    for name in others:
        assert naming & set(inputs_of(build, name)), name
    assert done[-1] == "Linking C executable strata.elf"
    assert len(done) == len(compiled) + 1

    kconf("set", "QEMU_MEMORY=300", "-B", build.folder, status=0)
    done = ninja(build, "strata.elf")
    assert len(done) == len(notes) + 1, done
    kconf("set", "QEMU_MEMORY=300", "-B", build.folder, status=0)
    assert ninja(build, "strata.elf") == []
    shutil.rmtree(build.folder)


def test_without_fixdep_everything_is_built_and_is_the_same(tmp_path):
    exact, plain = configured("with-fixdep", "tiny"), configured("without-fixdep", "tiny")
    configure(exact)
    configure(plain, "-DKCONF_FIXDEP=OFF")
    all_files = len(ninja(plain))
    ninja(exact)
    assert not os.path.exists(plain.path("tools", "fixdep"))
    for build in (exact, plain):
        kconf("set", "BOOT_MEMORY_MIB=17", "-B", build.folder, status=0)
    assert len(ninja(exact)) < 5 < all_files - 3 <= len(ninja(plain))
    assert wanted_products(exact) == wanted_products(plain)


def test_a_file_that_stops_to_be_laid_over_the_image(tmp_path):
    """The file below it is older than the copy of the one above, and comes back all the same."""
    overlay = tmp_path / "overlay" / "etc"
    overlay.mkdir(parents=True)
    covered = sorted(os.listdir(top_path("user", "rootfs", "etc")))[0]
    write(overlay / covered, "over it\n")
    root = tmp_path / "root"
    folders = [top_path("user", "rootfs"), str(tmp_path / "overlay")]

    def stage(*names):
        subprocess.run([top_path("tools", "stage"), str(root), "--folders", *names], check=True)
        return (root / "etc" / covered).read_bytes()

    with open(top_path("user", "rootfs", "etc", covered), "rb") as file:
        original = file.read()
    assert stage(folders[0]) == original
    assert stage(*folders) == b"over it\n"
    assert stage(folders[0]) == original


def test_mkfs_makes_the_same_image_at_another_time(tmp_path):
    build, _ = incremental()
    mkfs = build.path("tools", "mkfs")
    folder = tmp_path / "files"
    folder.mkdir()
    images = []
    for name, stamp in (("a", 1710000000), ("b", 1720000000)):
        write(folder / "file", "text\n")
        os.utime(folder / "file", (stamp, stamp))
        os.utime(folder, (stamp, stamp))
        images.append(tmp_path / name)
        subprocess.run([mkfs, "--size", "4", "--feature", "times", images[-1], folder], check=True)
    assert images[0].read_bytes() == images[1].read_bytes()


@pytest.mark.parametrize("text", ["", "soon", "-1", "1e9", "99999999999"])
def test_mkfs_refuses_a_time_that_is_none(tmp_path, text):
    build, _ = incremental()
    result = subprocess.run([build.path("tools", "mkfs"), tmp_path / "i"], capture_output=True,
                            text=True, env={**os.environ, "SOURCE_DATE_EPOCH": text})
    assert result.returncode == 1
    assert "SOURCE_DATE_EPOCH" in result.stderr
