"""The tests inside the kernel, and the checkers, each of which has to catch what is planted for
it."""

import re
import struct

import pytest
from elftools.elf.elffile import ELFFile

from support import custom, exec_guest, variant
from runner import guest as guest_runner
from runner import images, qemu, symbols

CHECKED = ["debug", "debug-sbi"]
PLANTED = {
    "plant_signed_overflow": r"UBSAN: an addition overflows at plant_ubsan\.c:\d+:\d+, "
                             r"type 'int', value 2147483647",
    "plant_shift": r"UBSAN: a shift by too much .* at plant_ubsan\.c:\d+:\d+, .* value 32",
    "plant_division": r"UBSAN: a division by zero .* at plant_ubsan\.c:",
    "plant_index": r"UBSAN: an index out of bounds at plant_ubsan\.c:\d+:\d+, "
                   r"type 'int \[5\]', value 5",
    "plant_misaligned": r"UBSAN: use of a misaligned pointer at plant_ubsan\.c:",
    "plant_circle_of_two": r"LOCKDEP: locks taken in a circle\s+holds spinlock at \w+, taken at "
                           r"\w+\s+wants spinlock at \w+\s+but spinlock at \w+ was taken with "
                           r"spinlock at \w+ held, at\s+\w+\s+\w+",
    "plant_circle_of_three": r"LOCKDEP: locks taken in a circle(?s:.*)but spinlock at \w+ was "
                             r"taken(?s:.*)but spinlock at \w+ was taken",
    "plant_circle_of_mutexes": r"LOCKDEP: locks taken in a circle\s+holds mutex at \w+",
    "plant_lock_taken_twice": r"LOCKDEP: a lock is taken twice\s+holds spinlock at \w+",
    "plant_wait_with_spinlock": r"LOCKDEP: a wait with a spinlock held\s+holds spinlock at \w+",
    "plant_interrupts_open": r"LOCKDEP: a spinlock of interrupts taken with interrupts open\s+"
                             r"in an interrupt at\s+\w+(?s:.*)with interrupts open at\s+\w+",
    "plant_stack_smash": r"a function wrote past its arrays on the stack",
    "plant_read_behind_object": r"KASAN: read of 1 bytes at \w+, byte 0 of them behind an object",
    "plant_write_behind_object": r"KASAN: write of 33 bytes at \w+, byte 32 of them behind an "
                                 r"object",
    "plant_use_of_free_object": r"KASAN: read of 8 bytes at \w+, byte 0 of them in a free object",
    "plant_use_of_free_page": r"KASAN: write of 1 bytes at \w+, byte 0 of them in a free page",
    "plant_read_behind_global": r"KASAN: read of 1 bytes at \w+, byte 0 of them behind a global",
}


def boot(name, words, harts):
    """What a kernel with this command line prints until it switches the machine off."""
    return boot_build(variant(name), words, harts)


def boot_build(build, words, harts):
    with images.private_copy(build) as image:
        line = qemu.command(build.kernel, build.config(), harts=harts, image=image, append=words)
        return guest_runner.run_to_end(line, 120, firmware="BOOT_SBI" in build.config())


def groups(names):
    return [pytest.param(name, marks=pytest.mark.xdist_group(name)) for name in names]


@pytest.mark.parametrize("harts", [1, 4])
@pytest.mark.parametrize("name", groups(CHECKED))
def test_tests_inside_the_kernel(name, harts):
    result = boot(name, "ktest", harts)
    assert result.status == 0, result.text + result.messages.decode()
    plan = int(re.search(r"^1\.\.(\d+)", result.text, re.MULTILINE)[1])
    assert plan >= 13
    assert len(re.findall(r"^ok \d+ - ", result.text, re.MULTILINE)) == plan
    assert "not ok" not in result.text


@pytest.mark.xdist_group("debug")
def test_a_test_that_does_not_exist():
    result = boot("debug", "ktest=nothing", 1)
    assert "Bail out!" in result.text and result.status == 1


@pytest.mark.xdist_group("debug")
def test_a_failure_is_reported():
    """It says where and what, and the machine's status is 1."""
    result = boot("debug", "ktest=plant_failure", 1)
    assert result.status == 1
    assert "not ok 1 - plant_failure" in result.text
    assert re.search(r"^# ktest\.c:\d+: expected 1 \+ 1 == 3", result.text, re.MULTILINE)


@pytest.mark.parametrize("name", groups(CHECKED))
@pytest.mark.parametrize("plant", PLANTED)
def test_planted_mistakes_are_caught(name, plant):
    result = boot(name, f"ktest={plant}", 2)
    assert result.status == guest_runner.FAILED, result.text
    report = result.messages.decode("utf-8", "replace")
    assert re.search("PANIC: " + PLANTED[plant], report), report


@pytest.mark.parametrize("harts", [1, 2])
def test_a_panic_in_a_panic_ends_the_machine(harts):
    build = custom(f"nested-{harts}", "shell", ["KTEST=y", f"NR_HARTS={harts}"])
    result = boot_build(build, "ktest=plant_panic_in_panic", harts)
    assert result.status == guest_runner.FAILED, result.text
    assert result.messages.count(b"PANIC: ") == 1 and b"PANIC: planted" in result.messages


@pytest.mark.xdist_group("debug")
def test_every_failure_on_order():
    """usertests tries each chance to fail in turn; here they are all there."""
    listed = exec_guest(variant("debug"), "usertests -l | grep failures_in", harts=1).text.split()
    names = [name for name in listed if name.startswith("failures_in")]
    assert len(names) >= 8
    result = exec_guest(variant("debug"), "usertests " + " ".join(names), harts=2)
    assert result.status == 0, result.text
    assert f"{len(names)} tests passed" in result.text


@pytest.mark.xdist_group("debug")
def test_addresses_of_a_panic_are_explained():
    """The line after each address says which function of which file it is in."""
    result = boot("debug", "ktest=plant_circle_of_two", 1)
    text = symbols.explain(variant("debug").kernel, result.messages).decode()
    assert re.search(r"^ +\w+: [^\n]*take_both at kernel/debug/plant_lockdep\.c:\d+$", text,
                     re.MULTILINE)
    assert re.search(r"wants spinlock at (\w+)\s+\1: a( \+ \d+)?$", text, re.MULTILINE)
    assert symbols.explain(variant("debug").kernel, b"no panic 80000000") == b"no panic 80000000"


@pytest.mark.xdist_group("debug")
@pytest.mark.parametrize("plant", ["plant_write_behind_object", "plant_read_behind_object"])
def test_kasan_names_the_code_to_blame(plant):
    """By a function of whole ranges as well: who called it."""
    result = boot("debug", f"ktest={plant}", 1)
    text = symbols.explain(variant("debug").kernel, result.messages).decode()
    place = re.search(r"by the code at (\w+)\r*$", text, re.MULTILINE)[1]
    assert re.search(rf"^ +{place}: [^\n]*{plant}", text, re.MULTILINE), text


def error_reports(build, commands, harts=2):
    """{head of a report: the functions from where the error began outwards, in a list}, of what the
    log has after these commands, and what the commands printed."""
    result = exec_guest(build, f"{commands}; echo MARK; dmesg", harts=harts)
    table = symbols.Symbols(build.kernel)
    printed, _, log = result.text.partition("MARK\n")
    reports = {}
    for line in log.splitlines():
        head = re.fullmatch(r"(\S+\[\d+\]: call \d+ gives error \d+), which began at", line)
        place = re.match(r"  (pc )?([0-9a-f]+)\b", line)
        if head:
            functions = reports.setdefault(head[1], [])
        elif place:
            exact, address = place.groups()
            functions.append(table.explain(int(address, 16), exact).split()[0])
    return reports, printed


def in_order(names, functions):
    """Are the names among the functions, in this order?"""
    rest = iter(functions)
    return all(name in rest for name in names)


@pytest.mark.parametrize("name", groups(CHECKED))
def test_an_error_is_traced_to_where_it_began(name):
    """Down in the file system, through all calls up to the system call; also for children."""
    reports, printed = error_reports(variant(name), "sh -c 'echo 1 > /proc/self/error-trace; "
                                     "cat /etc/nothing; rmdir /bin; cat /proc/self/error-trace'")
    assert printed.endswith("\n1\n")
    begun = {head.partition("[")[0] + head.partition(":")[2]: functions
             for head, functions in reports.items()}
    missing = begun["cat call 56 gives error 2"]
    assert missing[0] == "block_find"
    assert in_order(["block_find", "dir_find", "disk_lookup", "name_lookup", "walk_step",
                     "file_open", "sys_openat", "syscall_dispatch"], missing), missing
    full = begun["rmdir call 35 gives error 39"]
    assert full[0] == "tree_may_remove"
    assert in_order(["tree_may_remove", "path_remove", "path_rmdir", "sys_unlinkat"], full), full


@pytest.mark.xdist_group("debug")
def test_only_errors_of_who_asked_are_traced():
    """Nothing for calls that work, for processes that did not ask or no longer do, or for the
    parent of one that asked."""
    build = variant("debug")
    reports, printed = error_reports(build, "sh -c 'echo 1 > /proc/self/error-trace; echo works; "
                                     "echo 0 > /proc/self/error-trace; cat /nothing'; "
                                     "cat /nowhere; cat /proc/self/error-trace")
    assert reports == {} and printed.startswith("works\n") and printed.endswith("\n0\n")
    result = exec_guest(build, "echo 2 > /proc/self/error-trace", harts=1)
    assert result.status != 0
    assert exec_guest(build, "echo 1 > /proc/1/error-trace", harts=1).status != 0


def build_with_names():
    """Small, optimised at link time, with the other kernel map than `debug`."""
    return custom("names", "shell", ["KTEST=y", "LOCKDEP=y", "PANIC_REGISTERS=y", "FRAME_POINTER=y",
                                     "KALLSYMS=y"])


def bytes_from(kernel, symbol):
    """The bytes of a kernel's image from a symbol on, to the end of its section."""
    with open(kernel, "rb") as file:
        elf = ELFFile(file)
        address = elf.get_section_by_name(".symtab").get_symbol_by_name(symbol)[0]["st_value"]
        section = next(section for section in elf.iter_sections() if section["sh_addr"]
                       and 0 <= address - section["sh_addr"] < section["sh_size"])
        return section.data()[address - section["sh_addr"]:]


def names_in_the_image(kernel):
    """[(address from the first byte on, name)] as the kernel's table has them."""
    count = struct.unpack_from("<I", bytes_from(kernel, "kallsyms_count"))[0]
    distances = struct.unpack_from(f"<{count + 1}H", bytes_from(kernel, "kallsyms_distances"))
    meanings = bytes_from(kernel, "kallsyms_meanings").split(b"\0")[:256]
    text = bytes_from(kernel, "kallsyms_names")
    found, place = [], 0
    for distance in distances[:-1]:
        place += 2 * distance
        length, text = text[0], text[1:]
        found.append((place, b"".join(meanings[byte] for byte in text[:length]).decode()))
        text = text[length:]
    return found, place + 2 * distances[-1]


@pytest.mark.parametrize("build", [pytest.param(lambda: variant("debug"), id="debug",
                                                marks=pytest.mark.xdist_group("debug")),
                                   pytest.param(build_with_names, id="shell")])
def test_the_kernel_has_the_names_of_all_its_functions(build):
    kernel = build().kernel
    table = symbols.Symbols(kernel)
    start = table.code.start
    found, end = names_in_the_image(kernel)
    wanted = {}
    for address, name in table.table:
        if address in table.code and not name.endswith("kernel_start"):
            wanted.setdefault(address - start, set()).add(name)
    assert len(found) == len(wanted) > 300 and end == len(table.code)
    assert all(name in wanted[place] for place, name in found)


@pytest.mark.parametrize("build", [pytest.param(lambda: variant("debug"), id="debug",
                                                marks=pytest.mark.xdist_group("debug")),
                                   pytest.param(build_with_names, id="shell")])
def test_a_panic_names_functions_by_itself(build):
    """In the order of the calls, each with the place in it and its size."""
    build = build()
    with images.private_copy(build) as image:
        line = qemu.command(build.kernel, build.config(), harts=1, image=image,
                            append="ktest=plant_circle_of_two")
        report = guest_runner.run_to_end(line, 120).messages.decode().replace("\r", "")
    calls = re.findall(r"^  (\w+) (\S+)\+0x(\w+)/0x(\w+)$", report, re.MULTILINE)
    names = [name for _, name, _, _ in calls]
    assert in_order(["plant_circle_of_two", "thread_begin"], names), report
    table = set(symbols.Symbols(build.kernel).table)
    for address, name, offset, size in calls:
        assert (int(address, 16) - int(offset, 16), name) in table
        assert 0 < int(offset, 16) <= int(size, 16)


def test_the_allocators_are_measured():
    """What tools/allocators makes its table of; counts are the same each time."""
    build = build_with_names()
    counts = []
    for _ in range(2):
        with images.private_copy(build) as image:
            line = qemu.command(build.kernel, build.config(), harts=1, image=image, icount=True,
                                append="ktest=measure_allocators")
            result = guest_runner.run_to_end(line, 120)
        assert result.status == 0, result.text
        found = dict(re.findall(r"^# (\w+) (\d+)\r?$", result.text, re.M))
        counts.append({name: int(found[name]) for name in (
            "managed", "pair", "alloc", "free", "pieces", "small_pair", "small_in_page",
            "large_alloc", "large_free", "large_in_page")})
    assert counts[0] == counts[1]
    assert 50 < counts[0]["alloc"] + counts[0]["free"] < 1000
    assert (counts[0]["small_in_page"], counts[0]["large_in_page"]) == (63, 3)
    assert counts[0]["pieces"] >= 16
