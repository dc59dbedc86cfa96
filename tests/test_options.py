"""What options do that no other test looks at: presets and variants that have and lack things, seen
from a program and in the image."""

import functools
import os
import re
import shutil
import subprocess

import pytest
from elftools.elf.elffile import ELFFile

import disks
from kstatlib import linkmap
from runner import guest as guest_runner
from runner import images, qemu
from support import Guest, compiled_program, custom, exec_guest, variant

LOOKS = """
test -e /proc/config && echo has IKCONFIG
ln -s /init /link && test -h /link && echo has FS_SYMLINKS
echo a > /a-name-that-is-longer-than-fourteen-bytes && echo has FS_LONG_NAMES
head -c 2000000 /dev/zero | cat > /large && echo has FS_LARGE_FILES
sh -c 'while :; do :; done' & kill -STOP $! && echo has SIGNALS; kill -KILL $!
touch /new; stat /new | grep Modify | grep -v 1970 > /dev/null && echo has FS_TIMES
grep VmRSS /proc/self/status
grep stack /proc/self/maps
dmesg
(head -c 60000 /dev/zero; echo done >&2) | (sleep 2; echo reads >&2; wc -c)
echo end
"""
SEEN = {"IKCONFIG", "FS_SYMLINKS", "FS_LONG_NAMES", "FS_LARGE_FILES", "SIGNALS", "FS_TIMES"}

# struct superblock of fs/include/fs/format.h.
LOG_BLOCKS_AT = 16

# option -> a build with it, one without, and a file of code that only the former has.
FILES = {
    "PAGE_ALLOC_BUDDY": ("full", "full-isolated", "page_buddy.c"),
    "PAGE_ALLOC_FREELIST": ("full-isolated", "full", "page_freelist.c"),
    "PAGE_CACHE": ("full-perhart", "full", "page_cache.c"),
    "PAGE_POISON": ("debug", "full", "page_poison.c"),
    "SCHED_PERHART": ("full-perhart", "full", "run_queue_perhart.c"),
    "SCHED_GLOBAL": ("full", "full-perhart", "run_queue_global.c"),
    "KERNEL_MAP_ISOLATED": ("full-isolated", "full", "trap_isolated.S"),
    "KERNEL_MAP_SHARED": ("full", "full-isolated", "trap_shared.S"),
    "CONSOLE_INTERRUPT": ("full", "full-bare", "uart_interrupt.c"),
    "CONSOLE_POLLED": ("full-bare", "full", "uart_polled.c"),
    "BOOT_MMODE": ("full", "full-sbi", "start_mmode.S"),
    "BOOT_SBI": ("full-sbi", "full", "start_sbi.S"),
    "TIMER": ("stage1", "tiny", "time_sstc.c"),
    "TIMER_SSTC": ("full", "full-clint", "time_sstc.c"),
    "TIMER_CLINT": ("full-clint", "full", "time_clint.c"),
    "TIMER_SBI": ("full-sbi", "full", "time_sbi.c"),
    "FDT": ("stage1", "tiny", "fdt.c"),
    "FDT_DEVICES": ("full", "shell", "platform.c"),
    "LOG_RING": ("full", "shell", "log_ring.c"),
    "PANIC_REGISTERS": ("full", "shell", "panic_registers.c"),
    "BOOT_STATISTICS": ("full", "shell", "boot.c"),
    "BOOT_SUMMARY": ("stage8", "shell", "summary.c"),
    "SCHED": ("stage3", "stage2", "sched.c"),
    "PROC": ("stage3", "stage2", "process.c"),
    "SYSCALLS": ("stage4", "stage3", "syscall.c"),
    "EXEC": ("stage8", "stage7", "exec.c"),
    "CALLS_FILES": ("full", "shell", "sys_files_more.c"),
    "CALLS_PROCESS": ("full", "shell", "sys_process_more.c"),
    "CALLS_SYSTEM": ("full", "shell", "sys_system.c"),
    "CALL_REBOOT": ("shell", "stage7", "sys_reboot.c"),
    "PROCFS": ("full", "shell", "procfs.c"),
    "THREADS": ("full", "shell", "task.c"),
    "SHOW_HARTS": ("stage1", "stage2", "harts.c"),
    "SHOW_MEMORY": ("stage2", "stage3", "memory.c"),
    "SHOW_THREADS": ("stage3", "stage4", "threads.c"),
    "SHOW_CALLS": ("stage4", "stage5", "calls.c"),
    "SHOW_BLOCKS": ("stage5", "stage6", "blocks.c"),
    "MMU": ("stage2", "stage1", "pagetable.c"),
    "PLIC": ("stage1", "tiny", "plic.c"),
    "RTC": ("full", "shell", "rtc.c"),
    "BLK": ("stage5", "stage4", "blkdev.c"),
    "FS": ("stage6", "stage5", "inode.c"),
    "FILE_CALLS": ("stage7", "stage6", "sys_files.c"),
    "FS_LARGE_FILES": ("full", "full-bare", "map.c"),
    "FS_NAME_CACHE": ("full", "shell", "names.c"),
    "CHARDEV_NODES": ("stage9", "stage8", "null.c"),
    "PIPES": ("stage9", "stage8", "pipe.c"),
    "FORMAT_MINIMAL": ("shell", "full", "format_minimal.c"),
    "BLK_RAMDISK": ("full-bare", "full", "ramdisk.c"),
    "BLK_VIRTIO": ("full", "full-bare", "virtio_blk.c"),
    "FPU": ("full", "full-bare", "fpu_state.S"),
    "FRAME_POINTER": ("full", "full-bare", "backtrace.c"),
    "FS_LOG": ("full", "full-bare", "log.c"),
    "FS_SYMLINKS": ("full", "full-bare", "symlink.c"),
    "FS_LONG_NAMES": ("full", "full-bare", "entries_long.c"),
    "MM_COW": ("full", "full-bare", "cow.c"),
    "MM_MMAP": ("full", "full-bare", "sys_mmap.c"),
    "SIGNALS": ("full", "full-bare", "signal_deliver.c"),
    "STRACE": ("full", "full-bare", "trace.c"),
}


def looks(name):
    """What a guest shows: the options that a program sees, and all of the text."""
    text = exec_guest(variant(name), LOOKS, harts=2).text
    assert text.endswith("\nend\n"), text
    return set(re.findall(r"^has (\w+)$", text, re.M)), text


def stack_size(text):
    """KiB of the stack's line in /proc/self/maps."""
    begin, end = re.search(r"^(\w+)-(\w+) .*\[stack\]$", text, re.M).groups()
    return (int(end, 16) - int(begin, 16)) // 1024


def resident(text):
    return int(re.search(r"^VmRSS:\s+(\d+) kB$", text, re.M)[1])


@pytest.mark.xdist_group("full-bare")
def test_programs_see_what_is_there():
    """On both sides: each option that a program can notice is noticed, and only then."""
    seen, text = looks("full")
    assert seen == SEEN, text
    bare_seen, bare_text = looks("full-bare")
    assert not bare_seen, bare_text
    assert "blocks of 4096 bytes" in text and "blocks of 2048 bytes" in bare_text
    assert "\nvda: " in text and "\nram0: " in bare_text and "vda" not in bare_text
    # Without MM_DEMAND all of the stack is there from the start.
    assert resident(bare_text) >= resident(text) + 32
    assert stack_size(text) == 8192 and stack_size(bare_text) < 8192
    assert "with 256 MiB" in text and "vda: 2048 MiB" in text and "ram0: 16384 KiB" in bare_text
    # PIPE_PAGES: 16 pages hold it all before anybody reads, two do not.
    assert text.index("done") < text.index("reads")
    assert bare_text.index("reads") < bare_text.index("done")


def units_of(kernel):
    """What the compiler has noted of each file that it compiled."""
    with open(kernel, "rb") as file:
        info = ELFFile(file).get_dwarf_info()
        return [{name: attribute.value for name, attribute in
                 unit.get_top_DIE().attributes.items()} for unit in info.iter_CUs()]


@functools.cache
def sources(name):
    """The files that code or variables in the image come from. With LTO the linker's map does not
    know them."""
    build = variant(name)
    if "LTO" in build.config():
        return {os.path.basename(unit["DW_AT_name"].decode()) for unit in units_of(build.kernel)}
    sections = linkmap.read(build.path("strata.map"))
    return {re.sub(r"\.obj$", "", piece.object.rpartition("/")[2])
            for section in sections.values() if section.address for piece in section.pieces}


@pytest.mark.parametrize("option", FILES)
def test_code_is_there_exactly_with_its_option(option):
    having, lacking, file = FILES[option]
    assert file in sources(having)
    assert file not in sources(lacking)


@functools.cache
def symbol_sizes(kernel):
    """Name to size of what has one."""
    text = subprocess.run(["riscv64-unknown-elf-nm", "-S", kernel], capture_output=True, text=True,
                          check=True).stdout
    fields = [line.split() for line in text.splitlines()]
    return {line[3]: int(line[1], 16) for line in fields if len(line) == 4}


def test_pages_that_a_hart_keeps():
    """PAGE_CACHE_SIZE: an array of page numbers in each hart's structure."""
    build = variant("full-perhart")
    harts = int(build.config()["NR_HARTS"])
    size = symbol_sizes(build.kernel)["cpus"] - symbol_sizes(variant("full").kernel)["cpus"]
    assert build.config()["PAGE_CACHE_SIZE"] == "64"
    assert harts * 64 * 8 <= size < harts * 100 * 8


def test_assertions_are_compiled_in():
    for name, there in (("debug", True), ("full", False)):
        with open(variant(name).kernel, "rb") as file:
            assert (b"%s:%d: %s does not hold" in file.read()) == there


@pytest.fixture(scope="module")
def other_shell(tmp_path_factory):
    """`shell` with options that are seldom changed, each changed."""
    folder = tmp_path_factory.mktemp("overlay")
    (folder / "etc").mkdir()
    (folder / "etc" / "note").write_text("from the host\n")
    (folder / "bin").mkdir()
    shutil.copy(variant("shell").path("rootfs", "bin", "poweroff"), folder / "bin")
    return custom("other-shell", "shell", [
        f'ROOTFS_OVERLAY="{folder}"', "CALL_REBOOT=n", "KSTACK_SHIFT=14", "LOG_RING=y",
        "LOG_SHIFT=10", "LTO=n", "FS_LOG_BLOCKS=40", "PROG_WC=n", "TTY_MODES=y"])


def stack_of_the_boot_hart(build):
    with open(build.kernel, "rb") as file:
        return ELFFile(file).get_section_by_name(".stacks")["sh_size"]


def test_sizes_in_the_image(shell, full, other_shell):
    """KSTACK_SHIFT and LOG_SHIFT."""
    assert stack_of_the_boot_hart(shell) == 8192
    assert stack_of_the_boot_hart(other_shell) == 16384
    assert symbol_sizes(full.kernel)["ring"] == 16384
    assert symbol_sizes(other_shell.kernel)["ring"] == 1024


def test_files_of_the_host_are_on_the_disk_and_programs_can_not_switch_off(other_shell):
    """ROOTFS_OVERLAY and CALL_REBOOT."""
    with Guest(other_shell) as guest:
        guest.boot()
        assert guest.run("cat /etc/note") == "from the host\n"
        assert "Function not implemented" in guest.run("poweroff")
        assert guest.run("echo still there") == "still there\n"


def log_blocks(build):
    """What the superblock, which is the second KiB of the disk, says of the log's length."""
    with open(build.image, "rb") as image:
        image.seek(1024 + LOG_BLOCKS_AT)
        return int.from_bytes(image.read(4), "little")


def test_the_log_on_the_disk(shell, full, other_shell):
    """FS_LOG_BLOCKS, to which the header comes."""
    assert [log_blocks(build) for build in (shell, full, other_shell)] == [31, 257, 41]


def test_modes_of_the_terminal(shell, full):
    """TTY_MODES."""
    for build, status in ((full, 0), (shell, 1)):
        program = compiled_program(build, "modes")
        assert exec_guest(build, "modes", additions=[f"{program}:/bin/modes"]).status == status


@pytest.mark.parametrize("name", ["full", "shell", "stage8"])
def test_programs_on_the_disk(name):
    """PROG_*: all that are chosen, and no other."""
    build = variant(name)
    chosen = {option.removeprefix("PROG_").lower() for option in build.config()
              if option.startswith("PROG_")}
    assert set(exec_guest(build, "ls /bin").text.split()) == chosen - {"init"}


REQUESTS = "cat /proc/interrupts; cat /bin/* > /dev/null; cat /proc/interrupts /proc/meminfo"


@pytest.mark.xdist_group("full-clint")
def test_the_cache_reads_ahead_and_is_as_large_as_it_may_be():
    """FS_READ_AHEAD and FS_NBUF, in the disk's interrupts and in the memory of the cache."""
    seen = {}
    for name in ("full", "full-clint"):
        text = exec_guest(variant(name), REQUESTS, harts=1).text
        before, after = map(int, re.findall(r"^ *\d+: +(\d+) .* vda$", text, re.M))
        seen[name] = after - before, int(re.search(r"^Buffers: +(\d+) kB$", text, re.M)[1])
    assert seen["full-clint"][0] > 2 * seen["full"][0], seen
    assert seen["full-clint"][1] == 256 * 4 < seen["full"][1], seen


@pytest.mark.xdist_group("full-clint")
@pytest.mark.parametrize("name, kept", [("full", True), ("full-clint", False)])
def test_how_long_a_change_may_be_lost(name, kept):
    """FS_COMMIT_MS: a second in the one, a minute in the other. The power goes after three."""
    build = variant(name)
    with images.private_copy(build) as image:
        disks.run_until_killed(build, image, "echo kept > /kept; sleep 3; echo $((3 + 4)) seconds; "
                               "sleep 1000", lambda output: b"7 seconds" in output)
        result = exec_guest(build, "cat /kept", image=image)
    assert (result.text == "kept\n") == kept, result.text


def boot_messages(build, **arguments):
    line = qemu.command(build.kernel, build.config(), **arguments)
    return guest_runner.run_to_end(line, 30)


def test_memory_without_a_device_tree_and_the_end():
    """BOOT_MEMORY_MIB, and POWEROFF_AT_END: the machine ends by itself."""
    build = custom("other-tiny", "tiny", ["BOOT_MEMORY_MIB=24", "POWEROFF_AT_END=y", "LTO=n"])
    result = boot_messages(build, memory="64")
    assert result.status == 0 and b"with 24 MiB" in result.output, result.output


def test_the_whole_program_is_optimized(shell, other_shell):
    """LTO: code that the linker had made, from the compiler's own notation."""
    for build, there in ((shell, True), (other_shell, False)):
        makers = {unit["DW_AT_producer"].split()[1] for unit in units_of(build.kernel)}
        assert (b"GIMPLE" in makers) == there


@pytest.mark.parametrize("name, flag", [("full", "-O2"), ("shell", "-Os"), ("debug", "-Og")])
def test_compiled_for(name, flag):
    """OPT_SPEED, OPT_SIZE and OPT_DEBUG, as the compiler itself has noted it."""
    said = [unit["DW_AT_producer"].decode() for unit in units_of(variant(name).kernel)
            if b"libgcc" not in unit["DW_AT_name"]]
    levels = [re.findall(r" (-O\w*)", text)[-1] for text in said if " -O" in text]
    assert levels and set(levels) == {flag}
