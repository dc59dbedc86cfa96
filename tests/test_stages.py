"""The nine stages: what each adds works, and what it refuses is refused, seen by what happens."""

import os
import re
import struct
import subprocess

import pytest

from classic_image import ENTRY, INODE, ClassicImage
from runner import guest as guest_runner
from runner import images, qemu, stages
from stage_guest import (KINDS, SHOWS, at_question, build_of, harts_of, line_of, numbers, product,
                         run_to_end, shown)
from support import Guest, exec_guest, top_path

STAGES = range(1, 10)
BLOCK = 1024


def on_worker(*stages):
    """Tests of one stage run in one process, which boots and builds it once."""
    return [pytest.param(stage, marks=pytest.mark.xdist_group(f"stage{stage}"))
            for stage in stages]


def runs_of(stage):
    """Every kind of a stage, with each number of harts."""
    for kind in KINDS:
        for harts in (1, 4) if kind != "one" else (1,):
            yield pytest.param(kind, harts, marks=pytest.mark.xdist_group(f"stage{stage}"))


def each_run(stage):
    return pytest.mark.parametrize("kind, harts", list(runs_of(stage)))


def group(stage):
    return pytest.mark.xdist_group(f"stage{stage}")


# The presets.

def page(stage):
    with open(top_path("doc", "stages", f"{stage}.md"), encoding="utf-8") as file:
        return file.read()


@pytest.mark.parametrize("stage", range(2, 10))
def test_a_stage_has_all_of_the_one_before(stage):
    from kconflib import tree
    before, after = stages.configuration(stage - 1), stages.configuration(stage)
    for symbol in before.unique_defined_syms:
        new = after.syms[symbol.name]
        if symbol.choice or not tree.has_prompt(symbol):
            continue
        if tree.is_bool(symbol):
            assert not (symbol.str_value == "y" and new.str_value == "n"), symbol.name
        elif tree.is_number(symbol) and symbol.str_value:
            assert int(new.str_value) >= int(symbol.str_value), symbol.name
        else:
            assert not symbol.str_value or symbol.str_value == new.str_value, symbol.name


@pytest.mark.parametrize("stage", range(2, 10))
def test_a_choice_changes_only_where_the_page_says_so(stage):
    before, after = stages.configuration(stage - 1), stages.configuration(stage)
    for choice in before.unique_choices:
        old = choice.selection
        new = after.syms[choice.syms[0].name].choice.selection
        if old and new and old.name != new.name:
            assert f"`{new.name}` instead of `{old.name}`" in page(stage)
        elif old and not new:
            assert f"no `{old.name}`" in page(stage)


@pytest.mark.parametrize("stage", range(2, 10))
def test_a_preset_is_the_one_before_and_a_few_lines(stage):
    def lines(number):
        with open(top_path("configs", f"stage{number}_defconfig"), encoding="utf-8") as file:
            return {line for line in file.read().splitlines() if "CONFIG_" in line}
    gone = {line for line in lines(stage - 1) - lines(stage) if "CONFIG_SHOW_" not in line}
    assert not gone
    assert lines(stage) - lines(stage - 1)


# What is in the kernels.

def symbols_of(stage):
    output = subprocess.run(["riscv64-unknown-elf-nm", build_of(stage).kernel],
                            capture_output=True, text=True, check=True).stdout
    return {line.split()[-1] for line in output.splitlines()}


def with_prefix(symbols, *prefixes):
    return {name for name in symbols if name.startswith(prefixes)}


# The first stage that has any symbol that begins so.
FIRST = {
    ("kernel_root", "page_alloc", "pt_"): 2,
    ("sched_", "thread_", "riscv_trap_from_user", "aspace_"): 3,
    ("sys_", "calls", "tty"): 4,
    ("cache", "virtio_blk", "blkdev"): 5,
    ("volume", "journal", "inode_", "path_"): 6,
    ("call_openat", "call_linkat", "fd_close"): 7,
    ("sys_execve", "elf_load"): 8,
    ("sys_pipe2", "pipe_"): 9,
}


@pytest.mark.xdist_group("stage1")
@pytest.mark.parametrize("prefixes, first", FIRST.items())
def test_a_kernel_holds_nothing_of_later_stages(prefixes, first):
    assert with_prefix(symbols_of(first), *prefixes), "nothing to look for"
    for stage in range(1, first):
        found = with_prefix(symbols_of(stage), *prefixes) - {"thread_current", "sys_exit"}
        # The idle threads of the harts, and the end of a process by a signal.
        found -= {"sys_exit_group", "sys_wait4", "calls.0"}
        assert not found, f"stage {stage}"


def size_of(build):
    output = subprocess.run(["riscv64-unknown-elf-size", "-A", build.kernel],
                            capture_output=True, text=True, check=True).stdout
    return {words[0]: int(words[1]) for words in map(str.split, output.splitlines())
            if len(words) == 3 and words[0].startswith(".")}


@pytest.mark.parametrize("stage, limit", [pytest.param(1, 6 * 1024, marks=group(1)),
                                          pytest.param(2, 12 * 1024, marks=group(2))])
def test_a_kernel_is_small(stage, limit):
    sizes = size_of(build_of(stage))
    assert sizes[".text"] + sizes[".rodata"] <= limit


# Stage 1.

@each_run(1)
def test_harts_check_in(kind, harts):
    text = shown(1, kind, harts)
    assert numbers(line_of(text, "harts: ")) == [harts, harts]
    boot = re.search(r"^Strata on hart (\d+), with 16 MiB$", text, re.M)
    others = re.findall(r"^smp: hart (\d+) is up as number (\d+)$", text, re.M)
    assert sorted([int(boot[1])] + [int(hart) for hart, _ in others]) == list(range(harts))
    assert sorted(int(number) for _, number in others) == list(range(1, harts))


@each_run(1)
def test_ticks_are_counted_and_not_too_early(kind, harts):
    ticks, milliseconds = numbers(line_of(shown(1, kind, harts), "ticks: "))
    assert ticks == 25 and milliseconds >= 250


@pytest.mark.parametrize("kind, harts", [run for run in runs_of(1) if run.values[0] != "one"])
def test_what_is_typed_comes_back(kind, harts):
    text = shown(1, kind, harts)
    assert "\nhello, harts\n" in text
    found = numbers(line_of(text, "typed: "))
    assert found[0] == len("hello, harts\r")
    if kind == "plain":
        assert found[1] >= 1, "no interrupt"
    assert ("interrupts" in line_of(text, "typed: ")) == (kind == "plain")


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=group(1))
                                  for kind in ("plain", "other")])
def test_no_typed_character_is_lost(kind):
    with at_question(1, kind) as guest:
        guest.type("x" * 300 + "\x04")
        assert guest.end() == 0
        assert numbers(line_of(guest.text, "typed: "))[0] == 300
        assert guest.text.count("x") >= 300


@group(1)
def test_harts_and_memory_are_those_of_the_machine():
    with at_question(1, harts=6, memory=24) as guest:
        guest.type("\x04")
        assert guest.end() == 0
    assert ", with 24 MiB" in guest.text
    assert "harts beyond NR_HARTS that stay asleep: 2\n" in guest.text
    assert numbers(line_of(guest.text, "harts: ")) == [4, 4]


# Stage 2.

MAP = re.compile(r"^map: ([0-9a-f]{16}) - ([0-9a-f]{16}) ([-rwx]{3}) (.*)$", re.M)


def kernel_map(text):
    return [(int(start, 16), int(end, 16), rights, what)
            for start, end, rights, what in MAP.findall(text)]


@each_run(2)
def test_the_map_gives_no_more_rights_than_needed(kind, harts):
    ranges = kernel_map(shown(2, kind, harts))
    assert not any("w" in rights and "x" in rights for _, _, rights, _ in ranges)
    assert [rights for _, _, rights, what in ranges if what == "code"] == ["r-x"]
    assert [rights for _, _, rights, what in ranges if what == "constants"] == ["r--"]
    assert not any(start == 0 for start, _, _, _ in ranges), "page 0"
    code, constants = [next(entry for entry in ranges if entry[3] == what)
                       for what in ("code", "constants")]
    assert code[1] == constants[0]
    assert code[0] & 0xffffffff == (0x80200000 if kind == "other" else 0x80000000)
    upper = code[0] >= 0xffffffc000000000
    assert upper == (kind == "other")


@each_run(2)
def test_stacks_have_unmapped_pages_below(kind, harts):
    ranges = kernel_map(shown(2, kind, harts))
    ends = {end for _, end, _, _ in ranges}
    stacks = [entry for entry in ranges if entry[3] == "stack"]
    assert len(stacks) == harts - 1
    assert not any(start in ends for start, _, _, _ in stacks)
    data = [entry for entry in ranges if entry[3].startswith("data")]
    assert len(data) == 2 and data[1][0] - data[0][1] == 4096, "the boot stack's"


@each_run(2)
def test_pages_come_and_go(kind, harts):
    free, total, taken, during, after = numbers(line_of(shown(2, kind, harts), "pages: "))
    assert taken == 64 and during == free - taken and after == free < total
    assert "0 pages not given back" in shown(2, kind, harts)


@each_run(2)
def test_translations_are_in_effect(kind, harts):
    text = shown(2, kind, harts)
    alias = re.match(r"0x5742 written at (\w+), 0x5742 read at (\w+)$", line_of(text, "alias: "))
    assert alias and alias[1] != alias[2]
    user = re.match(r"10000 leads to (\w+), through 3 tables;", line_of(text, "user: "))
    assert user and int(user[1], 16) % 4096 == 0 and int(user[1], 16) > 0x80000000


@group(2)
def test_more_memory_gives_more_pages():
    small = numbers(line_of(shown(2), "pages: "))
    text, status = run_to_end(2, "plain", memory=32)
    assert status == 0
    assert numbers(line_of(text, "pages: "))[1] - small[1] == 16 * 256


FAULTS = {
    "w": (r"storing to a constant at (\w+)", "PANIC: trap 15 in the kernel"),
    "x": (r"executing data at (\w+)", "PANIC: trap 12 in the kernel"),
    "l": (r"loading from address (\w+)", "PANIC: trap 13 in the kernel"),
    "s": (r"recursing for ever", "PANIC: kernel stack overflow"),
}


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=group(2))
                                  for kind in ("plain", "other")])
@pytest.mark.parametrize("key", FAULTS)
def test_what_the_map_forbids_traps(kind, key):
    announced, panic = FAULTS[key]
    with at_question(2, kind) as guest:
        guest.type(key)
        assert guest.end() == 125
        where = re.search(announced, guest.text)
        assert where and panic in guest.text
        if where.groups():
            assert f"address {where[1]}\n" in guest.text
        constants = next(entry for entry in kernel_map(guest.text) if entry[3] == "constants")
        if key == "w":
            assert constants[0] <= int(where[1], 16) < constants[1]


# Stage 3.

@each_run(3)
def test_threads_and_a_program_take_turns(kind, harts):
    turns = line_of(shown(3, kind, harts), "turns of threads a and b and program p: ")
    assert len(turns) >= 24
    assert not re.search(r"(.)\1", turns), "somebody had two turns at once"
    for who in "abp":
        assert turns.count(who) >= 6
    rounds = numbers(line_of(shown(3, kind, harts), "rounds: "))
    assert min(rounds[:3]) > 0


@each_run(3)
def test_a_beginning_is_made_once(kind, harts):
    assert numbers(line_of(shown(3, kind, harts), "once: ")) == [2, 1]


@each_run(3)
def test_a_program_that_gets_into_the_kernel_dies(kind, harts):
    text = shown(3, kind, harts)
    start = 0x80200000 if kind == "other" else 0x80000000
    if kind == "other":
        start += 0xffffffc000000000
    assert f"trespass[2]: signal 11 at pc {start:x}, address {start:x}\n" in text
    assert re.search(rf"^trespass\[3\]: signal 11 at pc 1\w+, address {start + 1:x}$", text, re.M)
    assert f"jumps to {start:x} in the kernel has died of signal 11\n" in text
    assert f"loads from {start + 1:x} in the kernel has died of signal 11\n" in text


# Stage 4.

@each_run(4)
def test_calls_on_processes(kind, harts):
    text = shown(4, kind, harts)
    assert "\nwrite: this line was written by a program\nwrite: 42 bytes of 42 " in text
    assert numbers(line_of(text, "getpid: ")) == [1]
    child = numbers(line_of(text, "fork: the child is process "))
    assert child == [2, 2]
    assert numbers(line_of(text, "fork: the parent got ")) == [2, 1]
    assert numbers(line_of(text, "exit: ")) == [2, 42]
    assert numbers(line_of(text, "wait: process ")) == [2, 42]
    signal, pid, result, ended, died_of = numbers(line_of(text, "kill: "))
    assert (signal, result, died_of) == (15, 0, 15) and pid == ended
    first, second = numbers(line_of(text, "wait: after process "))
    assert second == first + 1, "an orphan did not come to the first process"


@each_run(4)
def test_calls_on_time_and_memory(kind, harts):
    text = shown(4, kind, harts)
    asked, slept = numbers(line_of(text, "sleep: "))
    assert slept * 10 >= asked == 50
    assert line_of(text, "uptime: ").endswith("hundredths of a second")
    heap = re.match(r"the heap grew from (\w+) to (\w+); its last word was 0 and is 5742; "
                    r"it shrank to (\w+)$", line_of(text, "sbrk: "))
    start, end, shrunk = (int(group, 16) for group in heap.groups())
    assert end - start == 8192 and shrunk == start


@each_run(4)
def test_a_line_is_read(kind, harts):
    assert '\nread: 14 bytes: "hello, kernel"\n' in shown(4, kind, harts)


@each_run(4)
def test_wrong_calls_give_errors(kind, harts):
    text = shown(4, kind, harts)
    for beginning, error in (("write to descriptor 9", "EBADF"), ("write from address 8", "EFAULT"),
                             ("kill of process 99", "ESRCH"), ("wait without", "ECHILD"),
                             ("openat", "ENOSYS")):
        assert error in line_of(text, f"errors: {beginning}")
    assert "init ended with status 0: the system stops" in text


# Stage 5.

@each_run(5)
def test_blocks_come_back_from_the_disk(kind, harts):
    text = shown(5, kind, harts)
    assert numbers(line_of(text, "blocks: ")) == [200, 200]
    assert numbers(line_of(text, "disk: vda, ")) == [4096, 1024]


@each_run(5)
def test_the_cache_counts(kind, harts):
    """The last block read is there still; the first one has made room for others."""
    hits, misses, all_hits, all_misses = numbers(
        line_of(shown(5, kind, harts), "cache: ").replace("three", ""))
    assert (hits, misses) == (2, 1)
    assert all_hits >= hits and all_misses >= 200


@each_run(5)
def test_a_sleeping_lock_keeps_a_block_whole(kind, harts):
    threads, rounds, counter, waits = numbers(line_of(shown(5, kind, harts), "lock: "))
    assert counter == threads * rounds and waits > 0


@each_run(5)
def test_the_disk_interrupts(kind, harts):
    assert numbers(line_of(shown(5, kind, harts), "interrupts: "))[0] > 0


@group(5)
def test_blocks_are_on_the_host_and_stay(tmp_path):
    image = str(tmp_path / "disk.img")
    images.copy_sparse(build_of(5).image, image)
    for start in (1, 2, 3):
        text, status = run_to_end(5, "plain", image=image)
        assert status == 0 and numbers(line_of(text, "starts: ")) == [start]
    with open(image, "rb") as file:
        data = file.read()
    assert struct.unpack_from("<I", data, 0)[0] == 3
    assert struct.unpack_from("<I", data, BLOCK)[0] == 60
    for block in range(2, 202):
        wanted = bytes((block * 31 + i + 3) % 256 for i in range(BLOCK))
        assert data[block * BLOCK:(block + 1) * BLOCK] == wanted


@group(5)
def test_a_small_disk_is_used_to_its_end(tmp_path):
    image = tmp_path / "small.img"
    image.write_bytes(bytes(64 * BLOCK))
    text, status = run_to_end(5, "plain", image=str(image))
    assert status == 0 and numbers(line_of(text, "blocks: ")) == [62, 62]


@group(5)
def test_a_disk_that_is_too_small_is_an_error(tmp_path):
    image = tmp_path / "small.img"
    image.write_bytes(bytes(2 * BLOCK))
    text, status = run_with(5, image)
    assert status == 1 and "the disk is too small: error 28" in text and "PANIC" not in text


@pytest.mark.parametrize("stage", on_worker(5, 6))
def test_no_disk_is_an_error(stage):
    build = build_of(stage)
    result = guest_runner.run_to_end(qemu.command(build.kernel, build.config()), 60)
    assert result.status == 1 and b"there is no disk: error 19" in result.output


def run_with(stage, image):
    """(output, status) of a stage that gives up."""
    build = build_of(stage)
    line = qemu.command(build.kernel, build.config(), image=str(image))
    result = guest_runner.run_to_end(line, 60)
    return (result.output + result.messages).decode().replace("\r", ""), result.status


# Stage 6.

def listed(text, folder):
    """name -> (type, inode, bytes, links)"""
    found = re.findall(rf"^list: {folder}: (\w+), inode (\d+), (\d+) bytes, (\d+) links: (.+)$",
                       text, re.M)
    return {name: (kind, int(inode), int(size), int(links))
            for kind, inode, size, links, name in found}


@each_run(6)
def test_the_root_directory_is_that_of_the_image(kind, harts):
    text = shown(6, kind, harts)
    entries = listed(text, "/")
    wanted = set(os.listdir(build_of(6).path("rootfs"))) | {"dev", "proc", "tmp", ".", ".."}
    assert set(entries) == wanted
    assert entries["."] == entries[".."] and entries["."][1] == 1
    assert all(kind == "directory" for kind, _, _, _ in entries.values())
    with open(top_path("user", "rootfs.manifest"), encoding="utf-8") as file:
        nodes = re.findall(r"^node /dev/(\w+) c ", file.read(), re.M)
    assert {name: entry[0] for name, entry in listed(text, "/dev").items()} == dict(
        {node: "device" for node in nodes}, **{".": "directory", "..": "directory"})


@each_run(6)
def test_paths_lead_where_they_should(kind, harts):
    text = shown(6, kind, harts)
    with open(top_path("user", "rootfs", "etc", "motd"), encoding="utf-8") as file:
        motd = file.read()
    straight = numbers(line_of(text, "path: /etc/motd leads to inode "))
    assert straight == numbers(line_of(text, "path: etc/../dev/../etc/./motd leads to inode "))
    assert straight[1:] == [len(motd), 1]
    assert line_of(text, "path: /etc/none: ") == "error 2"
    assert line_of(text, "path: /etc/motd/none: ") == "error 20"
    assert "\n" + motd in text
    assert numbers(line_of(text, "device: "))[0] == numbers(line_of(text, "device: "))[1] \
        == len(motd)


@each_run(6)
def test_a_new_file_is_a_transaction(kind, harts):
    starts, blocks, inodes, transactions = numbers(
        line_of(shown(6, kind, harts), "starts: /starts says "))
    assert (starts, blocks, inodes, transactions) == (1, 1, 1, 1)


def fsck(build, image):
    result = subprocess.run([build.path("tools", "fsck"), image], capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr


def image_of(stage, tmp_path):
    image = str(tmp_path / "disk.img")
    images.copy_sparse(build_of(stage).image, image)
    return image


@group(6)
def test_files_stay_on_the_disk(tmp_path):
    image = image_of(6, tmp_path)
    for start in (1, 2):
        text, status = run_to_end(6, "plain", image=image)
        assert status == 0
        assert numbers(line_of(text, "starts: /starts says "))[0] == start
        assert start == 1 or "starts" in listed(text, "/")
        fsck(build_of(6), image)


def patch(image, offset, data):
    with open(image, "r+b") as file:
        file.seek(offset)
        file.write(data)


@group(6)
@pytest.mark.parametrize("offset, data", [
    pytest.param(BLOCK, b"\0\0\0\0", id="magic"),
    pytest.param(BLOCK + 4, struct.pack("<I", 1 << 30), id="size"),
    pytest.param(BLOCK + 20, struct.pack("<I", 1 << 20), id="log outside"),
    pytest.param(BLOCK + 32, struct.pack("<I", 1), id="feature"),
    pytest.param(BLOCK + 32, struct.pack("<I", 1 << 20), id="unknown feature"),
])
def test_a_damaged_superblock_is_refused(tmp_path, offset, data):
    image = image_of(6, tmp_path)
    patch(image, offset, data)
    text, status = run_with(6, image)
    assert status == 1 and "PANIC" not in text
    assert "the root file system can not be mounted: error 22" in text
    reason = [line for line in text.splitlines() if line.startswith("fs: ")]
    assert reason, "no reason is given"


def superblock(image):
    with open(image, "rb") as file:
        file.seek(BLOCK)
        return struct.unpack("<8I", file.read(32))


def block_with(image, text):
    with open(image, "rb") as file:
        return file.read().index(text) // BLOCK


@group(6)
def test_the_log_is_replayed(tmp_path):
    """A committed transaction that did not get home before the power went."""
    image = image_of(6, tmp_path)
    log_start = superblock(image)[5]
    home = block_with(image, b"Strata. Programs are")
    new = b"This line was in the log.\n"
    patch(image, (log_start + 1) * BLOCK, new.ljust(81, b" ") + bytes(BLOCK - 81))
    patch(image, log_start * BLOCK, struct.pack("<II", 1, home))
    text, status = run_to_end(6, "plain", image=image)
    assert status == 0
    assert "fs: 1 blocks replayed from the log\n" in text
    assert "\nThis line was in the log.\n" in text
    fsck(build_of(6), image)


# Stage 7.

FILE_LINES = {
    "mkdirat: /stage7": "0", "mkdirat: again": "EEXIST (File exists)", "chdir: /stage7": "0",
    "openat: /stage7/a, made": "descriptor 3", "write": "12 bytes", "lseek": "to byte 8",
    "read": '4 bytes: "once"', "fstat": "0: a file, 12 bytes, 1 links", "close": None,
    "dup: descriptor 3": None, "dup3": "descriptor 3 again as 9", "linkat": "b is a: 0; 2 links",
    "newfstatat": "of b: 0; it is the inode of a", "unlinkat: a": "0; b has 1 link",
    "openat: a": "ENOENT (No such file or directory)", "mknodat": "c: 0; a device, 5:1",
    "openat: c": "ENXIO (No such device or address)", "getdents64": None,
    "unlinkat: /stage7": "0",
}


@each_run(7)
def test_each_call_on_files(kind, harts):
    text = shown(7, kind, harts)
    for beginning, wanted in FILE_LINES.items():
        if wanted is not None:
            assert line_of(text, beginning + ":") == wanted, beginning
    assert "\nclose: 0\nclose: again: EBADF" in text
    assert '\ndup: descriptor 3 again as 4\ndup: "writt" read by one, then "en once" by' in text
    assert set(line_of(text, "getdents64: ").split(": ")[1].split()) == {".", "..", "b", "c"}


@each_run(7)
def test_bad_descriptors_and_other_errors(kind, harts):
    text = shown(7, kind, harts)
    for beginning, error in (
            ("read of descriptor 40", "EBADF"), ("write of descriptor -1", "EBADF"),
            ("write to what was opened for reading", "EBADF"), ("read to address 8", "EFAULT"),
            ("chdir to a file", "ENOTDIR"), ("unlinkat of a directory", "EISDIR"),
            ("openat behind descriptor 63", "EMFILE"), ("pipe2", "ENOSYS")):
        assert line_of(text, f"errors: {beginning}: ").startswith(error)


@pytest.mark.parametrize("kind, harts", [run for run in runs_of(7) if run.values[0] != "one"])
def test_a_full_directory_on_a_full_disk(kind, harts):
    text = shown(7, kind, harts)
    kib, files = numbers(line_of(text, "full: the disk took "))[:2]
    free = int(re.search(r"^fs: .* (\d+) free$", text, re.M)[1])
    # An indirect block for each long file, the directory's own block, and that of /full.
    assert free - 2 * files <= kib <= free - files
    names = numbers(line_of(text, "full: the directory took "))[0]
    assert names == BLOCK // ENTRY.size - len([".", "..", "file"])
    assert text.count("ENOSPC (No space left on device)") == 3
    assert "full: emptied and removed: 0\n" in text


@group(7)
def test_a_directory_that_is_as_long_as_one_can_be(tmp_path):
    image = ClassicImage()
    image.add("/full/file", b"")
    number, entries = image.folder("/full")
    inode = entries[2][1]
    entries += [(b"%d" % i, inode) for i in range(268 * BLOCK // ENTRY.size - 3)]
    image.put_inode(inode, 2, len(entries) - 2)
    image.save(str(tmp_path / "full.img"))
    text, status = run_to_end(7, "plain", image=str(tmp_path / "full.img"))
    assert status == 0
    assert line_of(text, "full: the directory took ").startswith("0 names: ENOSPC")
    assert "full: emptied and removed: ENOTEMPTY" in text


@group(7)
def test_the_disk_is_as_before(tmp_path):
    image = image_of(7, tmp_path)
    free = []
    for _ in range(2):
        text, status = run_to_end(7, "plain", image=image)
        assert status == 0
        free.append(int(re.search(r"^fs: .* (\d+) free$", text, re.M)[1]))
        fsck(build_of(7), image)
    assert free[0] == free[1]


# Stages 8 and 9.

def shells(stage):
    for kind in KINDS:
        for harts in (1, 4) if kind != "one" else (1,):
            yield pytest.param(kind, harts, marks=group(stage))


@pytest.mark.parametrize("kind, harts", list(shells(8)))
def test_programs_run_from_the_disk(kind, harts):
    build = build_of(8, kind)
    result = exec_guest(build, "ls /bin; echo one two > /f; wc -w /f; /bin/none; echo $?; "
                        "echo > /dev/console; ls | wc; echo not reached", harts=harts)
    lines = result.text.splitlines()
    assert {"sh", "ls", "wc"} <= set(result.text.split())
    assert "2 /f" in [line.strip() for line in lines]
    assert "127" in lines
    assert "sh: /dev/console: No such device or address" in lines
    assert lines[-1] == "sh: cannot make a pipe: Function not implemented"
    assert result.status == 2


@pytest.mark.parametrize("kind", [pytest.param("plain", marks=group(8)),
                                  pytest.param("other", marks=group(8))])
def test_a_shell_refuses_a_pipe_and_goes_on(kind):
    with Guest(build_of(8, kind)) as guest:
        guest.boot()
        assert guest.run("ls | wc") == "sh: cannot make a pipe: Function not implemented\n"
        assert guest.status() == 2
        assert guest.run("echo still here") == "still here\n"


@pytest.mark.parametrize("kind, harts", list(shells(9)))
def test_pipes_and_devices(kind, harts):
    build = build_of(9, kind)
    result = exec_guest(build, "ls /bin | wc > /f & wait; cat /f; ls /bin > /g; wc < /g; "
                        "echo hello > /dev/console; yes | head -n 2 | sort | wc -l; "
                        "echo gone > /dev/null", harts=harts)
    lines = [line.split() for line in result.text.splitlines()]
    assert lines[0] == lines[1] and int(lines[0][0]) >= 20
    assert lines[2] == ["hello"] and lines[3] == ["2"]
    assert result.status == 0 and len(lines) == 4


@pytest.mark.parametrize("kind", [pytest.param(kind, marks=group(9))
                                  for kind in ("plain", "other")])
def test_init_opens_the_console(kind, tmp_path):
    """An image without the node gets one: nobody else has opened the console."""
    image = image_of(9, tmp_path)
    assert exec_guest(build_of(9, kind), "rm /dev/console; sync", image=image).status == 0
    result = exec_guest(build_of(9, kind), "ls /dev; echo seen", image=image)
    assert "console" in result.text and "seen" in result.text.splitlines()


@pytest.mark.parametrize("stage, running", [pytest.param(8, 1, marks=group(8)),
                                            pytest.param(9, 3, marks=group(9))])
def test_threads_run_on_several_harts_from_stage_nine_on(stage, running):
    """Three loops that never wait, and how many of them ^P finds running: on one hart never more
    than one. On several a loop may just then be on its way to a hart, so the most of some looks
    counts."""
    with Guest(build_of(stage), harts=4) as guest:
        guest.boot()
        for _ in range(3):
            guest.run("while true; do :; done &")
        most = 0
        for _ in range(20):
            guest.type("\x10")
            guest.expect(r"1 +0 ")
            states = guest.expect(r"(.* sh\s*\n){4}") + str(guest.console.after)
            most = max(most, states.count(" running "))
            if most == 3:
                break
        assert most == running


# Every combination.

def combinations():
    for stage in STAGES:
        for name, options in product(stage):
            yield pytest.param(stage, name, id=f"stage{stage}-" + "-".join(
                option.removesuffix("=y") for option in options))


@pytest.mark.slow
@pytest.mark.parametrize("stage, kind", combinations())
def test_every_combination_of_a_stage(stage, kind):
    build = build_of(stage, kind)
    for harts in harts_of(build):
        if stage in SHOWS:
            text, status = run_to_end(stage, kind, harts=harts)
            assert status == 0 and "PANIC" not in text, text
        else:
            assert exec_guest(build, "echo one two > /f; wc -w < /f",
                              harts=harts).text.split() == ["2"]
