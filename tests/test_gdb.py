"""The commands `strata ...` of GDB (tools/gdb), in batch mode on running guests."""

import os
import re
import struct

import pytest

import gdb_batch
from runner import debugger
from support import Guest, variant

MACHINES = [("full", 2), ("full", 1), ("full-isolated", 2), ("shell", 1), ("debug-sbi", 2)]
CONTROL_P = "\x10"
KERNEL_TOP = "0xffffffc000000000"


class Machine:
    """A guest with a shell and some sleeping processes, and a GDB server."""

    def __init__(self, name, harts):
        self.build = variant(name)
        self.harts = harts
        self.port = gdb_batch.free_port()
        self.guest = Guest(self.build, harts=harts, extra=debugger.gdb_server(self.port))

    def __enter__(self):
        self.guest.__enter__()
        self.guest.boot()
        self.guest.run("sleep 1000 | cat &")
        return self

    def __exit__(self, *exception):
        self.guest.__exit__(*exception)

    def gdb(self, *commands, typed=None):
        """What each command of GDB prints. `typed` is a line that the guest's shell gets when
        breakpoints are set; the prompt behind it is waited for when GDB has let go."""
        ready = (lambda: self.guest.type(typed + "\n")) if typed else None
        outputs = gdb_batch.run(self.build, self.port, *commands, ready=ready)
        if typed:
            self.guest.wait_prompt()
        return outputs

    @property
    def config(self):
        return self.guest.config

    @property
    def is_smp(self):
        return "SMP" in self.config

    @property
    def offset(self):
        return int(KERNEL_TOP, 16) if "KERNEL_MAP_SHARED" in self.config else 0

    def processes(self):
        """{pid: (parent, state, name)} as the guest tells them on ^P."""
        self.guest.type(CONTROL_P)
        text = self.guest.expect(r" cat\r*\n") + " cat\n"
        rows = re.findall(r"^ *(\d+) +(\d+) +(\w+) (\S+)$", text, re.M)
        return {int(pid): (int(parent), state, name) for pid, parent, state, name in rows}

    def pid(self, name):
        return next(pid for pid, row in self.processes().items() if row[2] == name)


def pytest_generate_tests(metafunc):
    """Every test of this file runs on every machine, and a machine stays with one worker."""
    metafunc.parametrize(
        "machine", [pytest.param(machine, id=f"{machine[0]}-{machine[1]}",
                                 marks=pytest.mark.xdist_group(machine[0]))
                    for machine in MACHINES],
        indirect=True, scope="module")


@pytest.fixture(scope="module")
def machine(request):
    with Machine(*request.param) as made:
        yield made


@pytest.fixture(scope="module")
def shown(machine):
    """What the commands print of a guest that waits for input, with all harts idle."""
    machine.guest.run("sync")
    commands = ("strata", "strata ps", "strata threads", "strata pt kernel", "strata pt 2",
                "strata pt 4711", "strata pt", "strata log", "strata locks", "strata locks all",
                "strata threads 2", "strata threads 4711", "strata nothing")
    for _ in range(20):
        outputs = dict(zip(commands, machine.gdb(*commands)))
        idle = len(re.findall(r"^idle, .*: on hart \d, in the kernel$", outputs["strata threads"],
                              re.M))
        if idle == machine.harts and outputs["strata locks"].startswith("0 held "):
            break
    return outputs


def rows_of(output, columns):
    """The lines behind a heading, cut at two or more spaces."""
    rows = [re.split(r"  +", line.strip()) for line in output.splitlines()[1:]]
    return [row for row in rows if len(row) == columns]


def test_help_names_the_commands(shown):
    for name in ("ps", "threads", "pt", "log", "locks"):
        assert f"strata {name} -- " in shown["strata"]
    assert shown["strata nothing"] == "No command `strata nothing`; `help strata` lists them\n"


def test_ps_agrees_with_the_guest(machine, shown):
    found = {int(pid): (int(parent), state, name)
             for pid, parent, state, _, _, name in rows_of(shown["strata ps"], 6)}
    assert found == machine.processes()
    assert {"init", "sh", "sleep", "cat"} <= {name for _, _, name in found.values()}


def test_ps_knows_the_memory(machine, shown):
    if "PROG_PS" not in machine.config:
        pytest.skip("the guest has no ps to compare with")
    sizes = {int(row[0]): int(row[4]) for row in rows_of(shown["strata ps"], 6)}
    lines = [line.split() for line in machine.guest.run("ps").splitlines()[1:]]
    told = {int(words[0]): int(words[3]) for words in lines if words[5] not in ("ps", "sh")}
    assert told and all(sizes[pid] == size for pid, size in told.items()), (sizes, told)


def backtraces(output):
    """{heading: the functions, innermost first}"""
    found = {}
    for part in output.strip().split("\n\n"):
        heading, *lines = part.splitlines()
        names = [re.match(r" *#\d+ +(?:0x[0-9a-f]+ in )?(\S+) \(", line) for line in lines]
        found[heading] = [name[1] for name in names if name] + lines[-1:]
    return found


def backtrace_of(output, beginning):
    return next(lines for heading, lines in backtraces(output).items()
                if heading.startswith(beginning))


def test_threads_that_sleep_are_unwound(shown):
    output = shown["strata threads"]
    for beginning, functions in {
            "sleep (pid ": ("sched_switch", "thread_sleep_until", "sys_nanosleep"),
            "cat (pid ": ("sched_switch", "waitq_sleep", "pipe_read", "sys_read"),
            "sh (pid 2)": ("sched_switch", "waitq_sleep", "tty_read", "sys_read"),
            "init (pid 1)": ("sched_switch", "waitq_sleep", "sys_wait4")}.items():
        lines = backtrace_of(output, beginning)
        places = [lines.index(name) for name in functions]
        assert places == sorted(places), lines
        assert "riscv_trap_from_user" in lines, lines
        assert re.match(r" *in user mode: 0x1[0-9a-f]{4} in \w+ of \w+, sp 0x3f[0-9a-f]{8}$",
                        lines[-1]), lines
    assert " in read of cat, " in backtrace_of(output, "cat (pid ")[-1]


def test_threads_say_what_they_wait_for(shown):
    headings = "\n".join(backtraces(shown["strata threads"]))
    for told in ("sleeping in tty.readers", "sleeping in child_changes of process init (pid 1)",
                 "sleeping in readers of the pipe at descriptor", "sleeping in a queue on its own"):
        assert told in headings, headings


def test_kernel_threads_are_unwound(shown):
    lines = backtrace_of(shown["strata threads"], "journal, thread 0x")
    assert lines[0] in ("arch_thread_switch", "riscv_context_switch"), lines
    assert "commit_thread" in lines and "thread_begin" in lines, lines
    assert lines[-1].count("thread_begin") == 1, lines


def test_harts_show_what_they_execute(machine, shown):
    found = [(heading, lines) for heading, lines in backtraces(shown["strata threads"]).items()
             if heading.startswith("idle, ")]
    assert len(found) == machine.harts
    for number, (heading, lines) in enumerate(found):
        assert heading.endswith(f": on hart {number}, in the kernel"), heading
        assert "sched_idle" in lines, lines
        outermost = "secondary_main" if number else "kernel_main"
        assert outermost in lines, lines


def test_threads_of_one_process(shown):
    assert list(backtraces(shown["strata threads 2"]))[0].startswith("sh (pid 2), thread 0x")
    assert len(backtraces(shown["strata threads 2"])) == 1
    assert shown["strata threads 4711"] == "There is no process 4711\n"


def ranges(output):
    """(start, end, rights, physical address, size of pages, what) of a page table."""
    found = []
    for addresses, _, rights, physical, pages, what in rows_of(output, 6):
        start, end = addresses.split("-")
        found.append((int(start, 16), int(end, 16), rights, int(physical, 16), pages, what))
    return found


def test_page_table_of_the_kernel(machine, shown):
    table = ranges(shown["strata pt kernel"])
    assert not [row for row in table if "w" in row[2] and "x" in row[2]]
    assert all(first[1] <= second[0] for first, second in zip(table, table[1:]))
    text = [row for row in table if row[5] == "text"]
    assert len(text) == 1 and text[0][2].startswith("r-x-"), text
    assert text[0][0] == text[0][3] + machine.offset
    assert [row for row in table if row[5] == "memory" and row[4] == "2 MiB"]
    assert [row for row in table if row[5] == "kernel stack" and row[2].startswith("rw--")]
    assert "uart" in [row[5] for row in table]
    assert ("trampoline" in [row[5] for row in table]) == ("KERNEL_MAP_ISOLATED" in machine.config)


def test_page_table_of_a_process(machine, shown):
    table = ranges(shown["strata pt 2"])
    users = [row for row in table if "u" in row[2]]
    assert not [row for row in table if "w" in row[2] and "x" in row[2]]
    assert users[0][0] == 0x10000 and users[0][2].startswith("r-xu") and users[0][5] == "file"
    assert [row for row in users if row[5] == "heap" and row[2].startswith("rw-u")]
    stack = users[-1]
    assert stack[5] == "stack" and stack[1] == 0x3ffffff000 and stack[2].startswith("rw-u")
    others = [row[5] for row in table if row not in users]
    assert others == (["save areas", "trampoline"] if "KERNEL_MAP_ISOLATED" in machine.config
                      else [])


def first_bytes(path, count):
    """What the first segment of an ELF file that is loaded begins with."""
    with open(path, "rb") as file:
        data = file.read()
    headers, = struct.unpack_from("<Q", data, 32)
    size, number = struct.unpack_from("<HH", data, 54)
    places = [struct.unpack_from("<I4xQ", data, headers + index * size) for index in range(number)]
    place = next(offset for kind, offset in places if kind == 1)
    return data[place:place + count]


def test_physical_addresses_are_true(machine, shown):
    """The program's first bytes are where the page table says."""
    physical = ranges(shown["strata pt 2"])[0][3]
    output, = machine.gdb(f"monitor xp /16xb {physical:#x}")
    found = bytes(int(word, 16) for word in re.findall(r" 0x([0-9a-f]{2})\b", output))
    assert found == first_bytes(machine.build.path("programs", "bin", "sh"), 16), output


def merged(rows):
    """(start, end, rights, physical address), with neighbours made one whatever their pages are."""
    found = []
    for start, end, rights, physical in sorted(rows):
        last = found[-1] if found else None
        if last and last[1] == start and last[2] == rights \
                and last[3] + last[1] - last[0] == physical:
            found[-1] = (last[0], end, rights, last[3])
        else:
            found.append((start, end, rights, physical))
    return found


def test_page_tables_agree_with_qemu(machine):
    """QEMU tells of the table that a hart has loaded: with SHARED that of the process and the
    kernel's, with ISOLATED the kernel's alone."""
    if machine.harts > 1:
        pytest.skip("QEMU would tell of another hart")
    shared = "KERNEL_MAP_SHARED" in machine.config
    *_, process, kernel, told = machine.gdb(
        "hbreak pipe_write", "continue", 'eval "strata pt %d", cpus[0].current->process->pid',
        "strata pt kernel", "monitor info mem", typed="echo | cat")
    rows = [(start, end, rights[:5], physical) for start, end, rights, physical, _, _
            in ranges(kernel) + (ranges(process) if shared else [])]
    theirs = []
    for line in told.splitlines()[2:]:
        start, physical, size = (int(word, 16) for word in line.split()[:3])
        theirs.append((start, start + size, line.split()[3][:5], physical))
    assert merged(rows) == merged(theirs)


def test_wrong_arguments_of_pt(shown):
    assert shown["strata pt 4711"] == "There is no process 4711; `strata ps` shows all\n"
    assert shown["strata pt"].startswith("Usage: strata pt PID")


def test_log(machine, shown):
    if "LOG_RING" not in machine.config:
        assert shown["strata log"].startswith("This kernel has no ring of messages: "
                                              "CONFIG_LOG_RING is off in ")
        return
    lines = shown["strata log"].splitlines()
    assert lines[0].startswith("Strata on hart "), lines
    assert lines.index("vda: 2048 MiB") < next(
        index for index, line in enumerate(lines) if line.startswith("fs: vda: ")), lines


def test_log_that_has_wrapped_around(machine):
    """Its beginning is gone, and the rest is what the guest's own dmesg shows."""
    if "LOG_RING" not in machine.config:
        pytest.skip("no log")
    guest = machine.guest
    for _ in range(2 ** int(machine.config["LOG_SHIFT"]) // 80):
        guest.type(CONTROL_P)
        guest.expect(r" cat\r*\n")
    told = guest.run("dmesg")
    output, = machine.gdb("strata log")
    assert len(output) >= 2 ** int(machine.config["LOG_SHIFT"]) - 1
    assert output == told
    assert not output.startswith("Strata on hart ")


def test_no_lock_is_held_while_all_sleep(machine, shown):
    first = shown["strata locks"].splitlines()[0]
    assert first.startswith("0 held of "), shown["strata locks"]
    known = {row[0]: row[1] for row in rows_of(shown["strata locks all"], 4)}
    for name in ("tty.write_turn", "alloc.lock", "lock of the address space of sh (pid 2)"):
        assert known[name] == "mutex", known
    assert [name for name in known if name.startswith("lock of inode ")]
    if machine.is_smp:
        for name in ("sched_lock", "tree_lock", "inode_cache.lock", "lock of disk vda",
                     "lock (kernel/log_ring.c)", "lock (mm/kstack.c)"):
            assert known[name] == "spinlock", known
    else:
        assert "spinlock" not in known.values()
        assert "CONFIG_NR_HARTS=1" in shown["strata locks"]


THREAD_NAME = 'printf "%s\\n", ((struct thread *)$tp)->name'


def test_a_mutex_that_a_stopped_thread_holds(machine):
    """Whoever enters mutex_unlock() has one."""
    _, _, name, output = machine.gdb("hbreak mutex_unlock", "continue", THREAD_NAME,
                                     "strata locks", typed="echo >file")
    held = [row for row in rows_of(output, 4) if row[1] == "mutex"]
    owner = rf"{name.strip()}( \(pid \d+\))?, on hart \d"
    assert [row for row in held if re.fullmatch(owner, row[2])], output


def test_a_spinlock_that_a_stopped_hart_holds(machine):
    """sched_switch() is called with sched_lock."""
    _, _, hart, output = machine.gdb("hbreak sched_switch", "continue", "print $mhartid",
                                     "strata locks", typed="echo")
    if not machine.is_smp:
        assert "Interrupts are masked now." in output, output
        return
    row, = [row for row in rows_of(output, 4) if row[0] == "sched_lock"]
    assert row[1] == "spinlock" and re.search(r"\bhart \d with ", row[2]), output


def test_a_hart_that_waits_for_a_spinlock(machine):
    """The lock is made to look held, and a hart goes for it."""
    if not machine.is_smp:
        pytest.skip("no spinlocks in memory")
    steps = 4000 if "LOCKDEP" in machine.config else 100
    output = machine.gdb("hbreak timer_interrupt if sched_lock.held == 0", "continue", "delete",
                         "set var sched_lock.held = 1", f"stepi {steps}", "strata locks",
                         "set var sched_lock.held = 0", typed="sleep 1")[5]
    row, = [row for row in rows_of(output, 4) if row[0] == "sched_lock"]
    assert re.search(r"\bhart \d with ", row[3]), output


REGISTERS = 'printf "%d %#lx %#lx %#lx\\n", $priv, $satp, $sp, $pc'


# Where a program's main() begins, argv lies not far above sp. Other programs have other code there.
AT_START = "(unsigned long)$a1 - (unsigned long)$sp < 256"


def test_a_hart_in_user_mode_is_no_obstacle(machine):
    """From there the kernel's memory can not be seen; what the commands do about it is undone."""
    outputs = machine.gdb("program cat", f"hbreak main if {AT_START}", "continue", "print $priv",
                          REGISTERS, "strata ps", "strata threads", "strata locks",
                          "strata pt kernel", REGISTERS, "backtrace",
                          typed="cat < /init > /dev/null")
    assert outputs[3] == "$1 = 0\n", outputs[3]
    assert outputs[4] == outputs[9]
    assert re.search(r"^ *\d+ +2 +running +\d +\d+ +cat$", outputs[5], re.M), outputs[5]
    lines = next(lines for heading, lines in backtraces(outputs[6]).items()
                 if re.match(r"cat \(pid \d+\), .*, in user mode$", heading))
    assert lines[0] == "main", lines
    assert "sys_nanosleep" in backtrace_of(outputs[6], "sleep (pid ")
    assert re.search(r"^\d+ held of \d+ mutexes", outputs[7], re.M), outputs[7]
    assert ranges(outputs[8])
    assert "main (" in outputs[10]


def test_a_hart_in_machine_mode_is_no_obstacle(machine):
    if "BOOT_SBI" in machine.config or not machine.is_smp or machine.harts == 1:
        pytest.skip("machine mode does nothing that GDB has symbols of")
    outputs = machine.gdb("hbreak machine_vector", "continue", REGISTERS, "strata threads",
                          "strata locks", REGISTERS, typed="echo | cat")
    assert outputs[2].startswith("3 ") and outputs[2] == outputs[5]
    lines = next(lines for heading, lines in backtraces(outputs[3]).items()
                 if heading.endswith(", in machine mode"))
    assert lines[0] == "machine_vector" and len(lines) > 2, lines
    assert re.search(r"^\d+ held of \d+ mutexes", outputs[4], re.M), outputs[4]


def functions_at(machine, function, typed):
    """The functions in GDB's own `backtrace` where one of the kernel's is called."""
    output = machine.gdb(f"hbreak {function}", "continue", "backtrace", typed=typed)[2]
    return re.findall(r"^#\d+ +(?:0x[0-9a-f]+ in )?(\S+) \(", output, re.M)


def test_backtraces_cross_traps(machine):
    """The alarm interrupts something of the kernel's or a program."""
    names = functions_at(machine, "timer_interrupt", "sleep 1")
    trap = next(name for name in names if name.startswith("riscv_trap_from_"))
    behind = names[names.index(trap) + 1:]
    if trap == "riscv_trap_from_user":
        assert behind in (["riscv_trap_entry"], ["isolated_entry"]), names
    else:
        assert behind[0] in ("from_kernel", "riscv_trap_entry") and len(behind) > 2, names


def test_backtraces_end_where_a_program_calls(machine):
    names = functions_at(machine, "pipe_write", "echo | cat")
    assert names[-2] == "riscv_trap_from_user", names
    assert names[-1] in ("riscv_trap_entry", "isolated_entry"), names


def test_backtraces_end_where_a_thread_begins(machine):
    names = functions_at(machine, "cache_write_blocks", "echo > new; sync; rm new")
    assert names[-2:] == ["commit_thread", "thread_begin"], names


def test_the_selected_hart_and_frame_stay(machine):
    frame = "frame"
    outputs = machine.gdb(f"thread {machine.harts}", "up", frame, "strata ps", "strata threads",
                          "strata locks", "thread", frame)
    assert outputs[2] == outputs[7] and outputs[2].startswith("#1"), outputs
    assert f"thread is {machine.harts} " in outputs[6], outputs


DAMAGED_LISTS = {
    "leads nowhere": ("inode_cache.all.next", "0x1238", "strata locks",
                      "! the list inode_cache.all is damaged: "),
    "leaves out a link": ("inode_cache.all.next", "inode_cache.all.next->next", "strata locks",
                          "! the list inode_cache.all is damaged: "),
    "goes in circles": ("inode_cache.all.next->next", "inode_cache.all.next", "strata locks",
                        "! the list inode_cache.all is damaged: "),
    "free stacks in circles": ("free_stacks", "(struct free_stack *)&free_stacks",
                               "strata threads", "! the list free_stacks is damaged: "),
    "regions": ("pool[1]->aspace->regions.next->next", "pool[1]->aspace->regions.next",
                "strata pt 2", "! the list aspace->regions is damaged: "),
    "a process": ("pool[1]", "0x5555", "strata ps", "! slot 1 of the pool leads to 0x5555: "),
    "a process's thread": ("pool[1]->thread", "0x5555", "strata ps",
                           "! slot 1 of the pool leads to "),
    "where a thread left its hart": ("pool[1]->thread->arch.ra", "0x1238", "strata threads 2",
                                     "#0  0x0000000000001238 in ?? ()"),
    "how a thread is called": ("pool[1]->thread->name", "0x5555", "strata threads 2",
                               "? (pid 2), thread 0x"),
    "whose thread it is": ("pool[1]->thread->process", "0x5555", "strata threads", "cat (pid "),
    "which disk there is": ("cache.device", "0x5555", "strata locks", "! the disk can not be "),
    "the owner of a mutex": ("tty.write_turn.owner", "0x5555", "strata locks",
                             "no thread: 0x5555"),
    "waiters of a mutex": ("tty.write_turn.waiters.sleepers.next", "0x1238", "strata locks",
                           "! the list waiters of tty.write_turn is damaged: "),
}


def test_damage_is_told_and_ends_a_command(machine):
    commands = []
    for number, (place, value, command, _) in enumerate(DAMAGED_LISTS.values()):
        kind = f"(__typeof__({place}))"
        commands += [f"set var $place{number} = &{place}", f"set var $old{number} = {place}",
                     f"set var *$place{number} = {kind}({value})", command,
                     f"set var *$place{number} = $old{number}"]
    outputs = machine.gdb(*commands)
    for number, (name, row) in enumerate(DAMAGED_LISTS.items()):
        parts = outputs[5 * number:5 * number + 5]
        assert [parts[index] for index in (0, 1, 2, 4)] == [""] * 4, (name, parts)
        assert row[3] in parts[3], (name, parts[3])
    assert machine.guest.run("echo alive") == "alive\n"


def test_a_damaged_page_table(machine):
    """The root of a process gets an entry that is the root itself, and one that leads nowhere."""
    entries = f"((unsigned long *)(pool[1]->aspace->root + {machine.offset:#x}))"
    outputs = machine.gdb(
        f"set var $entries = {entries}", "set var $old = $entries[0]",
        "set var $entries[0] = (pool[1]->aspace->root >> 2) | 1", "strata pt 2",
        "set var $entries[0] = (0x70000000000 >> 2) | 1", "strata pt 2",
        "set var $entries[0] = $old", "strata pt 2")
    assert "is reached twice: the page table is damaged" in outputs[3], outputs[3]
    assert "! there is no memory at 0x70000000000, where a table should be" in outputs[5]
    assert "!" not in outputs[7], outputs[7]
    assert machine.guest.run("echo alive") == "alive\n"


def test_who_waits_for_a_mutex(machine):
    """Last of all, because it leaves two loops running that want the same file."""
    if machine.harts == 1 or "PROG_HEAD" not in machine.config:
        pytest.skip("takes two harts and some programs")
    loop = "while true; do yes | head -n 20000 > f; done &"
    of_mutex = "(long)queue - (long)lock == (long)&((struct mutex *)0)->waiters"
    *_, before, _, _, _, _, after, threads = machine.gdb(
        f"hbreak waitq_sleep_uninterruptible if {of_mutex}", "continue", "strata locks",
        "delete", "set var $waiter = $tp", "hbreak sched_switch if $tp == $waiter", "continue",
        "strata locks", "strata threads", typed=f"{loop} {loop}")
    # Before it slept it had the guard, so that the owner could not let go yet.
    owners = {row[0]: row[2] for row in rows_of(before, 4) if row[1] == "mutex"}
    waiting = {row[0]: row[3] for row in rows_of(after, 4) if row[1] == "mutex" and row[3] != "-"}
    assert owners.keys() & waiting.keys(), (before, after)
    for name in owners.keys() & waiting.keys():
        for waiter in waiting[name].split("; "):
            assert "mutex_lock" in backtrace_of(threads, waiter), threads
            assert owners[name] != "-" and waiter not in owners[name], before
