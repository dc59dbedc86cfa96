"""Programs whose output is the system's own: what they say is compared with what is known
otherwise. The others are compared with the host's, see test_cases.py."""

import datetime
import re

import pytest

from support import exec_guest


@pytest.fixture(scope="module")
def outputs(full):
    """What each command printed, and its status, in one guest."""
    commands = ["dmesg", "date -u +%s", "uname -a", "uname -r; uname -m", "uptime",
                "zombie; sleep 0.1; ps | grep -c zombie", "primes -j 1 1000", "demo",
                "mknod n c 1 3; echo x > n; cat n; stat -c '%F %t %T' n",
                "free -x", "dmesg x", "uptime x", "poweroff 1 2", "mknod n", "ps x y",
                "sync", "free", "free -m", "cat /proc/meminfo"]
    script = "cd /tmp; " + " ".join(f"{command}; echo '=@=' $?;" for command in commands)
    text = exec_guest(full, script, harts=2).text
    parts = re.split(r"=@= (\d+)\n", text)
    assert len(parts) == 2 * len(commands) + 1
    return {command: (parts[2 * i], int(parts[2 * i + 1])) for i, command in enumerate(commands)}


def table(text):
    lines = text.splitlines()
    assert lines[0].split() == ["total", "used", "free", "shared", "buff/cache", "available"]
    assert lines[1].startswith("Mem:") and lines[2].split() == ["Swap:", "0", "0", "0"]
    return [int(word) for word in lines[1].split()[1:]]


def test_free(outputs):
    """The numbers add up and are those of /proc/meminfo, in the columns of Linux's free."""
    text, status = outputs["free"]
    assert status == 0 and text.splitlines()[0].index("total") == 15
    total, used, free, shared, cached, available = table(text)
    assert total == used + free + shared + cached and available == free + cached
    known = dict(re.findall(r"(\w+): +(\d+) kB", outputs["cat /proc/meminfo"][0]))
    assert total == int(known["MemTotal"])
    assert abs(free - int(known["MemFree"])) < 500 and cached <= int(known["Buffers"])
    assert table(outputs["free -m"][0])[0] == total // 1024


def test_dmesg(outputs):
    lines = outputs["dmesg"][0].splitlines()
    assert lines[0].startswith("Strata on hart") and any("vda:" in line for line in lines)


def test_date_is_that_of_the_host(outputs):
    now = datetime.datetime.now().timestamp()
    assert abs(int(outputs["date -u +%s"][0]) - now) < 3600


def test_uname(outputs):
    assert re.fullmatch(r"Strata strata 6\.1\S* .*riscv64\n", outputs["uname -a"][0])
    assert outputs["uname -r; uname -m"][0].splitlines()[1] == "riscv64"


def test_uptime(outputs):
    assert re.fullmatch(r" \d\d:\d\d:\d\d up .*, \d+ processes, 2 harts\n", outputs["uptime"][0])


def test_processes(outputs):
    assert outputs["zombie; sleep 0.1; ps | grep -c zombie"][0] == "0\n"
    assert outputs["primes -j 1 1000"][0].startswith("168 primes below 1000, 1 worker: ")
    assert len(re.findall(r"^worker \d: ", outputs["demo"][0], re.MULTILINE)) == 4


def test_mknod(outputs):
    text, status = outputs["mknod n c 1 3; echo x > n; cat n; stat -c '%F %t %T' n"]
    assert (text, status) == ("character special file 1 3\n", 0)


@pytest.mark.parametrize("command", ["free -x", "dmesg x", "uptime x", "poweroff 1 2", "mknod n",
                                     "ps x y"])
def test_usage(outputs, command):
    text, status = outputs[command]
    assert status == 2 and "usage: " in text


def test_rm_refuses_dots_and_the_root(full):
    """However they are written. This is not tried on the machine that tests."""
    operands = ["./", "../", ".//", "..//", "v/.", "v/./", "v/w/..", "v/w/..//", "/./", "/", "//",
                "root/", "../../.."]
    result = exec_guest(full, f"""mkdir -p /tmp/t/u/v/w; cd /tmp/t/u; echo > f; ln -s / root
        for p in {' '.join(operands)}; do rm -rf $p 2> /dev/null && echo removed $p; done
        ls -1; ls -1 v; ls -1 /tmp/t; mkdir ... .x ..y; rm -r ... .x ..y v/ root; ls -A""")
    assert result.text == "f\nroot\nv\nw\nu\nf\n"


def test_grep_r_leaves_devices_alone(full):
    """The console would wait for a line, and /dev/zero has no end."""
    assert exec_guest(full, "grep -r root /dev; echo $?").text == "1\n"


def test_grep_says_when_a_pattern_is_too_much(full):
    """There is no memory to look for it in a line of millions, which is not the same as no
    match."""
    pattern = r"^.\{250\}.\{250\}.\{250\}.\{250\}"
    result = exec_guest(full, f"seq -s '' 1000000 > f; grep -c '{pattern}' f; echo $?", memory=256)
    assert result.text == f"grep: {pattern}: Memory exhausted\n2\n"


def test_read_errors_of_hexdump(full):
    """Debian's says this too, with status 0."""
    assert exec_guest(full, "hexdump -C /tmp; echo $?").text == \
        "hexdump: /tmp: Is a directory\n1\n"
