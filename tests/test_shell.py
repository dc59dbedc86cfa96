"""The shell as a person uses it, at the console, on one and four harts and under both maps."""

import re

import pexpect
import pytest

from support import PROMPT, Guest, variant

MACHINES = [("shell", 1), ("shell-shared", 1), ("full", 1), ("full", 4), ("full-isolated", 1),
            ("full-isolated", 4)]


def machine_id(machine):
    return f"{machine[0]}-{machine[1]}"


def pytest_generate_tests(metafunc):
    """Every test of this file runs on every machine, and a machine stays with one worker."""
    metafunc.parametrize(
        "guest", [pytest.param(machine, marks=pytest.mark.xdist_group(machine[0]),
                               id=machine_id(machine)) for machine in MACHINES],
        indirect=True, scope="module")


@pytest.fixture(scope="module")
def guest(request):
    name, harts = request.param
    with Guest(variant(name), harts=harts) as machine:
        machine.boot()
        machine.run("mkdir /t; cd /t")
        yield machine


def test_echo(guest):
    assert guest.run("echo hello there") == "hello there\n"


def test_status_of_the_last_command(guest):
    guest.run("cat /t/nothing")
    assert guest.run("echo $?") == "1\n"
    guest.run("echo fine")
    assert guest.run("echo $?") == "0\n"


def test_unknown_command(guest):
    assert "nonesuch" in guest.run("nonesuch")
    assert guest.run("nonesuch; echo $?").endswith("127\n")


def test_output_into_a_file(guest):
    assert guest.run("echo one > out") == ""
    assert guest.run("cat out") == "one\n"
    guest.run("echo two >> out")
    assert guest.run("cat < out") == "one\ntwo\n"
    guest.run("echo new > out")
    assert guest.run("cat out") == "new\n"


def test_errors_into_a_file(guest):
    assert guest.run("cat /t/absent 2> err") == ""
    assert "absent" in guest.run("cat err")


def test_pipes(guest):
    assert guest.run("echo a b c | wc -w").split() == ["3"]
    assert guest.run("echo xyz | cat | cat | cat | cat | cat") == "xyz\n"
    guest.run("(echo apple; echo plum; echo grape) > fruit")
    assert guest.run("cat fruit | grep ap | wc -l").split() == ["2"]


def test_status_of_a_pipe_is_that_of_its_end(guest):
    guest.run("cat absent 2> /dev/null | cat")
    assert guest.status() == 0
    guest.run("echo x | grep y")
    assert guest.status() == 1


def test_and_or(guest):
    assert guest.run("echo a && echo b") == "a\nb\n"
    assert guest.run("cat absent 2> /dev/null && echo b") == ""
    assert guest.run("cat absent 2> /dev/null || echo c") == "c\n"
    assert guest.run("echo a || echo b; echo c") == "a\nc\n"


def test_background(guest):
    assert "done" not in guest.run("(sleep 1; echo done > later) & echo now")
    guest.run("wait")
    assert guest.run("cat later") == "done\n"


def test_two_background_jobs(guest):
    guest.run("echo 1 > one & echo 2 > two & wait")
    assert guest.run("cat one two") == "1\n2\n"


def test_background_job_does_not_hold_up_the_console(guest):
    guest.run("sleep 2 &")
    assert guest.run("echo typed") == "typed\n"
    guest.run("wait")


def test_subshell_keeps_its_folder_to_itself(guest):
    guest.run("mkdir sub")
    guest.run("(cd sub; echo in > file)")
    assert guest.run("cat sub/file") == "in\n"


def test_cd_and_errors_of_it(guest):
    guest.run("mkdir deep; mkdir deep/er")
    guest.run("cd deep/er; echo here > f; cd /t")
    assert guest.run("cat deep/er/f") == "here\n"
    assert "absent" in guest.run("cd absent")
    assert guest.run("cat deep/er/f") == "here\n"


def test_variables(guest):
    guest.run("name=world")
    assert guest.run("echo hello $name") == "hello world\n"
    assert guest.run("echo '$name' \"$name\"") == "$name world\n"
    guest.run("export name")
    assert guest.run("sh -c 'echo $name'") == "world\n"


def test_quotes_and_comments(guest):
    assert guest.run("echo 'a   b'  c # not this") == "a   b c\n"
    assert guest.run('echo "x > y | z & ;"') == "x > y | z & ;\n"


def test_scripts(guest):
    guest.run("echo 'echo from script; echo $?; exit 5' > script")
    assert guest.run("sh script") == "from script\n0\n"
    assert guest.status() == 5


def test_what_cannot_be_read_is_no_script(guest):
    assert "directory" in guest.run("sh /t")
    assert guest.status() == 2


def test_an_error_gives_up_the_line_that_was_typed(guest):
    for command, said in ((". /t", "directory"), ("eval ')'", "syntax error"),
                          ("eval \"$(echo 'echo ${x?}'; echo echo not reached)\"", "not set"),
                          ("f() { eval ')'; echo not reached; }; f", "syntax error")):
        printed = guest.run(command + "; echo not reached")
        assert said in printed and "not reached" not in printed
        assert guest.status() == 2


def test_who_types_commands_wants_them_run(guest):
    assert guest.run("set -n; echo typed") == "typed\n"
    guest.type("sh -n\n")
    guest.wait_prompt()
    assert guest.run("echo typed") == "typed\n"
    guest.type("exit\n")
    guest.wait_prompt()


def test_ls_and_rm(guest):
    guest.run("mkdir lsd; echo x > lsd/a; echo y > lsd/b")
    assert {"a", "b"} <= set(guest.run("ls lsd").split())
    guest.run("rm lsd/a")
    names = guest.run("ls lsd").split()
    assert "a" not in names and "b" in names
    assert "lsd/none" in guest.run("rm lsd/none")
    assert guest.status() != 0


def test_links(guest):
    guest.run("echo linked > first; ln first second; rm first")
    assert guest.run("cat second") == "linked\n"


def test_wc_counts_what_a_host_would(guest):
    guest.run("(echo one two; echo three) > text")
    assert guest.run("wc text").split()[:3] == ["2", "3", "14"]


def test_dev_null_and_zero(guest):
    assert guest.run("echo gone > /dev/null") == ""
    assert guest.run("cat /dev/null | wc -c").split() == ["0"]


def test_a_missing_argument_is_a_usage_error(guest):
    for program in ("mkdir", "ln", "rm", "kill"):
        assert "usage" in guest.run(program).lower(), program
        assert guest.status() != 0, program


def test_kill(guest):
    guest.run("sleep 1000 & victim=$!")
    guest.run("kill $victim; wait $victim")
    assert guest.status() == 128 + 15


def test_ps_shows_the_shell(guest):
    if "PROG_PS" not in guest.config:
        pytest.skip("this configuration has no ps")
    listing = guest.run("ps")
    assert re.search(r"\binit\b", listing) and re.search(r"\bsh\b", listing)


def test_line_editing(guest):
    guest.type("echo axb\x7f\x7fbc\n")
    assert guest.wait_prompt().endswith("\nabc\n")
    guest.type("rubbish and more\x15echo clean\n")
    assert guest.wait_prompt().endswith("\nclean\n")


def test_a_line_with_an_error_expects_no_here_document(guest):
    assert "syntax error" in guest.run("cat <<EOF )")
    assert guest.run("echo typed") == "typed\n"


def test_end_of_file_on_the_console(guest):
    guest.type("cat > typed\n")
    guest.type("first line\nsecond line\n\x04")
    guest.wait_prompt()
    assert guest.run("cat typed") == "first line\nsecond line\n"


def interrupt(guest):
    """Type ctrl-C until there is a prompt: the shell may be between two waits. Returns what was
    printed meanwhile. Not before the command runs: the key also drops what was typed."""
    printed = ""
    for _ in range(90):
        guest.type("\x03")
        found = guest.console.expect([re.escape(PROMPT) + "$", pexpect.TIMEOUT], timeout=1)
        if found == 0:
            return printed + guest.console.before
    raise AssertionError("ctrl-C ends nothing")


def test_interrupt_key_ends_what_the_shell_waits_for(guest):
    guest.run("sleep 1000 &")
    job = guest.run("echo $!").strip()
    guest.type("sh -c 'echo runs; sleep 1000' | cat\n")
    guest.expect(r"\nruns\r*\n")
    interrupt(guest)
    assert guest.run(f"kill {job}; echo $?") == "0\n", "the background job is gone"
    guest.type("sh -c 'echo runs; sleep 1000; echo not reached'; echo status $?\n")
    guest.expect(r"\nruns\r*\n")
    printed = interrupt(guest)
    assert "not reached\n" not in printed.replace("\r", "")
    assert "status 130" in printed


def test_process_list_key(guest):
    guest.type("\x10")
    guest.expect("init")
    guest.type("\n")
    guest.wait_prompt()


def test_a_long_pipe_of_data(guest):
    guest.run("cat /sh /sh /sh /sh > big")
    size = guest.run("wc -c < big").split()
    assert guest.run("cat big | cat | wc -c").split() == size


def test_fault_of_a_program_kills_only_it(guest):
    guest.run("sh -c 'kill -11 $$'")
    assert guest.status() == 128 + 11
    assert guest.run("echo alive") == "alive\n"


def test_many_processes(guest):
    line = "; ".join(f"echo {number} > p{number} &" for number in range(8)).replace("&;", "&")
    guest.run(line + " wait")
    assert guest.run("cat p0 p1 p2 p3 p4 p5 p6 p7") == "".join(f"{n}\n" for n in range(8))


def test_leaving_the_shell_starts_another(guest):
    guest.type("exit\n")
    guest.wait_prompt()
    guest.run("cd /t")
    assert guest.run("echo again") == "again\n"
