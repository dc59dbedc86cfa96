"""Mapped memory with the options beside it on and off, and what is left of it without."""

import re
import shutil
import subprocess

import pytest

from runner import images
from support import compiled_program, custom, exec_guest, top_path, variant


def mapping_tests():
    with open(top_path("user", "usertests", "mmap.c"), encoding="utf-8") as file:
        return re.findall(r"^\tTEST\((\w+), ", file.read(), re.MULTILINE)


@pytest.mark.slow
@pytest.mark.parametrize("name, options", [
    ("eager", ["MM_COW=n", "MM_DEMAND=n", "KERNEL_MAP_ISOLATED=y", "PAGE_ALLOC_FREELIST=y"]),
    ("no-cow", ["MM_COW=n"]),
    ("no-demand", ["MM_DEMAND=n"]),
])
def test_other_options_change_no_result(name, options):
    names = mapping_tests()
    assert len(names) > 50
    build = custom(f"mmap-{name}", "full", options)
    result = exec_guest(build, f"usertests {' '.join(names)}", harts=2)
    assert f"{len(names)} tests passed, 0 failed" in result.text, result.text


def test_nothing_is_left_without_the_options():
    """A kernel that has none of them has none of their functions."""
    symbols = subprocess.run(["riscv64-unknown-elf-nm", variant("shell").kernel],
                             capture_output=True, text=True, check=True).stdout
    assert re.search(r" aspace_add$", symbols, re.MULTILINE)
    assert not re.findall(r" (?:aspace_(?:map|unmap|remap|get|peek)$|regions_|mapped_|shared_|"
                          r"page_(?:share|refs|tree)|trace_|proc_maps|sys_(?:mmap|prctl)).*",
                          symbols, re.MULTILINE)


def test_written_pages_are_on_the_disk_after_the_power_off(full, tmp_path):
    """The program that wrote is still there, with its mapping, when the machine goes off."""
    image = str(tmp_path / "disk.img")
    folder = tmp_path / "added"
    folder.mkdir()
    shutil.copy(compiled_program(full, "holder"), folder / "holder")
    images.copy_sparse(full.image, image)
    images.install(full, image, str(folder))
    first = exec_guest(full, "/holder > /said & until grep -q ready /said; do sleep 0.02; done",
                       harts=2, image=image)
    assert first.status == 0, first.text
    second = exec_guest(full, "tail -c 3192 /held", harts=1, image=image)
    assert second.output == b"written to memory".ljust(3192, b"\0")
