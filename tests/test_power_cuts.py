"""Power cuts: the emulator is killed while programs write, and what they had synced is there
afterwards; and the campaign of the host (fs/test/test_crash.c) at its full length."""

import os
import random
import re
import subprocess

import pytest

from disks import SOUND, WORK_FOR_MOUNT, boot, fsck, run_until_killed
from runner import images
from support import PROGRAM_FLAGS, compiled_program, host_tests, program_source, variant

SYNCED = re.compile(r"^(\S+) synced (\d+)\n", re.MULTILINE)
WRITERS = ("/one", "/two")


def cut_once(build, image, harts, seed):
    """Two writers, and the power goes at a moment that the seed chooses by what they have
    printed."""
    chance = random.Random(seed)
    wanted, linger = chance.randint(2, 40), chance.random() * 0.03
    seeds = {folder: chance.randint(1, 1 << 30) for folder in WRITERS}
    start = " & ".join(f"powercut write {seeds[folder]} {folder}" for folder in WRITERS)
    said = run_until_killed(build, image, f"rm -r {' '.join(WRITERS)}; {start}",
                            lambda output: output.count(b" synced ") >= wanted, linger, harts)
    assert "step" not in said, said
    synced = dict.fromkeys(WRITERS, 0) | {folder: int(step) for folder, step
                                          in SYNCED.findall(said)}
    fsck(build, image, (SOUND, WORK_FOR_MOUNT))
    check = "; ".join(f"powercut check {seeds[folder]} {folder} {synced[folder]} || exit 1"
                      for folder in WRITERS)
    result = boot(build, image, check)
    assert result.status == 0, f"seed {seed}:\n{result.text}{result.messages.decode()}"
    fsck(build, image)


def cut_again_and_again(name, harts, seeds):
    build = variant(name)
    program = compiled_program(build, "powercut")
    with images.private_copy(build, [f"{program}:/bin/powercut"]) as image:
        for seed in seeds:
            cut_once(build, image, harts, seed)


@pytest.mark.parametrize("name, harts", [("full", 2), ("shell-shared", 1)])
def test_what_was_synced_survives(name, harts):
    cut_again_and_again(name, harts, [7])


@pytest.mark.slow
@pytest.mark.parametrize("name, harts, first", [("full", 1, 100), ("full", 2, 200),
                                                ("full", 4, 300), ("shell-shared", 1, 400)])
def test_what_was_synced_survives_five_times(name, harts, first):
    cut_again_and_again(name, harts, range(first, first + 5))


def test_the_judge_sees_what_is_wrong(tmp_path):
    """The program that judges, on this machine: it is content with what was done, and not with
    less, with more, or with other contents."""
    program = str(tmp_path / "powercut")
    subprocess.run(["gcc", *PROGRAM_FLAGS, "-o", program, program_source("powercut")], check=True)

    def judge(*words):
        return subprocess.run([program, *words], capture_output=True, text=True).returncode

    folder = tmp_path / "work"
    assert judge("write", "5", str(folder), "200") == 0
    assert judge("check", "5", str(folder), "150") == 0
    assert judge("check", "6", str(folder), "150") == 1
    assert judge("check", "5", str(folder), "220") == 1
    victim = next(path for path in folder.glob("f*") if path.stat().st_size > 100)
    data = victim.read_bytes()
    for wrong in (data[:-1], data[:50] + b"x" + data[51:], data + b"x"):
        victim.write_bytes(wrong)
        assert judge("check", "5", str(folder), "150") == 1
    victim.write_bytes(data)
    assert judge("check", "5", str(folder), "150") == 0
    os.link(victim, folder / "f9")
    assert judge("check", "5", str(folder), "150") == 1


# Of the host's campaign: which program, and how much of it.
FULL = ["-e", "-n", "10", "-s", "40", "-t", "3"]
CAMPAIGNS = [("fs_crash", ["-r", "4", "-c", "100"]), ("fs_crash_classic", ["-r", "2", "-c", "200"]),
             ("fs_crash_large", ["-r", "1", "-c", "20"])]
STATES = re.compile(r"power cuts[^:]*: (\d+) states")


@pytest.mark.slow
@pytest.mark.parametrize("size", ["1024", "2048", "4096"])
@pytest.mark.parametrize("program, effort", CAMPAIGNS)
def test_campaign(program, effort, size):
    command = [os.path.join(host_tests(), "fs", program), *FULL, *effort, "-b", size]
    result = subprocess.run(command, capture_output=True, text=True)
    assert result.returncode == 0, result.stdout + result.stderr
    states = sum(int(number) for number in STATES.findall(result.stdout))
    assert states >= {"fs_crash": 100000, "fs_crash_classic": 30000}.get(program, 500)
