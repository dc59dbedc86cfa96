"""Job control as a person uses it: keys, jobs, fg and bg at the console, with SIGNALS."""

import re

import pytest

from support import PROMPT, Guest, custom, variant

MACHINES = [("full", 1), ("full", 4), ("full-isolated", 4)]


@pytest.fixture(scope="module", params=[
    pytest.param(machine, marks=pytest.mark.xdist_group(machine[0]),
                 id=f"{machine[0]}-{machine[1]}") for machine in MACHINES])
def guest(request):
    name, harts = request.param
    with Guest(variant(name), harts=harts) as machine:
        machine.boot()
        yield machine


def start(guest, command, said="runs"):
    """Type a command that says `said` when it runs, and wait for that."""
    guest.type(command + "\n")
    guest.expect(rf"\n{said}\r*\n")


def press(guest, key):
    """Press a key and return what is printed until the next prompt."""
    guest.type(key)
    return guest.wait_prompt()


def stop(guest, command):
    """Run the command (which says that it runs) and stop it: its number and text."""
    start(guest, command)
    printed = press(guest, "\x1a")
    found = re.search(r"^\[(\d+)\]\+ Stopped\s+(.*)$", printed, re.M)
    assert found, printed
    return found[1], found[2]


RUNS = "sh -c 'echo runs; while :; do sleep 1; done'"


def states(guest):
    """State of each job by number."""
    return dict(re.findall(r"^\[(\d+)\]. (\w+)", guest.run("jobs"), re.M))


def end_all(guest):
    """No jobs are left behind for the next test."""
    for number in states(guest):
        guest.run(f"kill -KILL %{number}; wait %{number}")
    assert states(guest) == {}


def test_interrupt_ends_the_job_and_not_the_shell(guest):
    start(guest, RUNS)
    press(guest, "\x03")
    assert guest.status() == 130
    start(guest, f"{RUNS} | cat")
    press(guest, "\x03")
    assert states(guest) == {}


def test_quit_key(guest):
    start(guest, RUNS)
    assert "Quit" in press(guest, "\x1c")
    assert guest.status() == 131


def test_interrupt_spares_the_background(guest):
    guest.run("sleep 1000 &")
    start(guest, RUNS)
    press(guest, "\x03")
    assert states(guest) == {"1": "Running"}
    end_all(guest)


def test_interrupt_while_typing_drops_the_line(guest):
    guest.type("echo never")
    guest.expect("never")
    assert "never" not in press(guest, "\x03")
    assert guest.run("echo now") == "now\n"
    assert guest.run("echo $?") == "0\n"
    guest.type("echo 'open\n")
    guest.expect(re.escape("> "))
    press(guest, "\x03")
    assert guest.run("echo closed") == "closed\n"


@pytest.mark.parametrize("loop", [
    "while :; do echo runs; sleep 1; done", "for i in 1 2 3; do echo runs; sleep 1000; done",
    "echo runs; while :; do :; done"])
def test_interrupt_leaves_loops(guest, loop):
    start(guest, loop)
    press(guest, "\x03")
    assert guest.status() == 130


@pytest.mark.parametrize("command", [
    "sleep 1000 $(kill -INT $$)", "echo $(kill -INT $$)$(cat)",
    "while :; do sleep 1000 $(kill -INT $$); done"])
def test_interrupt_right_before_a_command(guest, command):
    """It comes when the shell has last looked and the command has not got the terminal yet."""
    guest.type(command + "\n")
    guest.wait_prompt()
    assert guest.status() == 130


def test_stop_and_foreground(guest):
    number, text = stop(guest, RUNS)
    assert number == "1" and "sleep 1" in text
    assert guest.status() == 128 + 20
    assert states(guest) == {"1": "Stopped"}
    guest.type("fg\n")
    guest.expect("sleep 1")
    press(guest, "\x03")
    assert states(guest) == {}


def test_stop_and_background(guest):
    stop(guest, "sh -c 'echo runs; sleep 2; echo finished > /tmp/finished'")
    assert guest.run("bg").startswith("[1]+ sh -c")
    guest.run("wait")
    assert guest.run("cat /tmp/finished; rm /tmp/finished") == "finished\n"
    assert states(guest) == {}


def test_a_pipeline_is_one_job(guest):
    stop(guest, "sh -c 'echo runs; sleep 1000' | cat | cat")
    listing = guest.run("ps")
    assert len(re.findall(r"\bT\b.*\b(?:sh|sleep|cat)$", listing, re.M)) >= 3, listing
    guest.run("kill %1; wait %1")
    assert states(guest) == {}
    assert not re.search(r"\bcat$", guest.run("ps"), re.M)


def test_number_and_process_of_a_job_in_the_background(guest):
    printed = guest.run("sleep 1001 & sleep 1002 | cat &")
    first, second = re.fullmatch(r"\[1\] (\d+)\n\[2\] (\d+)\n", printed).groups()
    assert guest.run("echo $!; jobs -p") == f"{second}\n{first}\n{second}\n"
    assert guest.run("(sleep 0 & wait); sh -c 'sleep 0 & wait'") == "", "nobody types there"
    end_all(guest)
    assert guest.run("set +m; sleep 0 & wait; set -m") == "", "there are no jobs then"


def test_several_jobs(guest):
    guest.run("sleep 1001 & sleep 1002 &")
    stop(guest, RUNS)
    listing = guest.run("jobs")
    assert re.search(r"^\[1\]  Running +sleep 1001$", listing, re.M), listing
    assert re.search(r"^\[2\]- Running +sleep 1002$", listing, re.M), listing
    assert re.search(r"^\[3\]\+ Stopped +sh -c", listing, re.M), listing
    assert guest.run("kill %2; wait %2; echo $?").endswith("143\n")
    guest.run("kill %?1001; wait %1")
    assert states(guest) == {"3": "Stopped"}
    assert "no such job" in guest.run("fg %7")
    assert "no such job" in guest.run("kill %1")
    guest.type("fg %sh\n")
    guest.expect("sleep 1")
    press(guest, "\x03")
    end_all(guest)


def test_background_may_not_read(guest):
    guest.run("cat > /tmp/read &")
    guest.run("until jobs | grep -q Stopped; do sleep 1; done", timeout=60)
    guest.type("fg\n")
    guest.expect("cat")
    guest.type("a line\n\x04")
    guest.wait_prompt()
    assert guest.run("cat /tmp/read; rm /tmp/read") == "a line\n"


def test_a_job_gets_the_terminal_back(guest):
    guest.type("cat\n")
    guest.type("one\n")
    guest.expect("one\r*\none\r*\n")
    assert "Stopped" in press(guest, "\x1a")
    assert guest.run("echo between") == "between\n"
    guest.type("fg\n")
    guest.expect("cat\r*\n")
    guest.type("two\n")
    guest.expect("two\r*\ntwo\r*\n")
    press(guest, "\x04")
    assert states(guest) == {}


def test_stopped_jobs_hold_the_exit_once(guest):
    stop(guest, RUNS)
    assert guest.run("eval 'echo no end'") == "no end\n"
    for command in ("exit\n", "\x04"):
        guest.type(command)
        assert "stopped jobs" in guest.wait_prompt()
        assert states(guest) == {"1": "Stopped"}
    guest.type("exit\n")
    assert "stopped jobs" in guest.wait_prompt()
    guest.type("exit\n")
    guest.wait_prompt()
    assert states(guest) == {}, "another shell has no jobs"
    assert not re.search(r"\bsleep$", guest.run("sleep 1; ps"), re.M), "nobody continues them"


def test_a_shell_in_the_shell(guest):
    guest.type("sh\n")
    guest.wait_prompt()
    stop(guest, RUNS)
    end_all(guest)
    guest.type("exit\n")
    guest.wait_prompt()
    start(guest, RUNS)
    press(guest, "\x03")
    assert guest.status() == 130


def test_traps_at_the_prompt(guest):
    guest.run("trap 'echo trapped' INT")
    assert "trapped\n" in press(guest, "\x03")
    guest.run("trap - INT")
    assert "trapped" not in press(guest, "\x03")


def test_monitor_mode_can_be_left(guest):
    guest.run("set +m; sleep 1000 &")
    assert "no job control" in guest.run("fg")
    guest.run("kill $!; wait; set -m")
    stop(guest, RUNS)
    end_all(guest)


def test_keys_reach_nobody_after_all_that(guest):
    guest.type("\x03")
    guest.wait_prompt()
    # The shell does not hear of these, so no prompt comes.
    for key in ("\x1a", "\x1c", "\n"):
        guest.type(key)
    guest.wait_prompt()
    assert guest.run("echo alive") == "alive\n"


def test_small_kernel_with_signals():
    """One hart, no further calls, no floating point: job control needs none of them."""
    with Guest(custom("shell-signals", "shell", ["SIGNALS=y", "TTY_MODES=y"])) as machine:
        machine.boot()
        stop(machine, "sh -c 'echo runs; sleep 1000'")
        machine.run("bg")
        assert states(machine) == {"1": "Running"}
        machine.run("kill %1; wait %1")
        assert machine.status() == 143
        assert PROMPT == "$ "
