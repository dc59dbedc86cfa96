"""The disk from the host's side: mkfs, fsck, the disk that `run` keeps, and the classic format."""

import os
import struct

import pytest

from classic_image import ClassicImage
from disks import fsck
from runner import guest as guest_runner
from runner import images, qemu
from support import exec_guest, variant


@pytest.mark.parametrize("name", ["full", "shell"])
def test_the_image_of_the_build_is_consistent(name):
    build = variant(name)
    fsck(build, build.image)


def test_the_image_takes_little_room(full):
    status = os.stat(full.image)
    assert status.st_size == int(full.config()["FS_IMAGE_MIB"]) << 20
    assert status.st_blocks * 512 < 64 << 20


@pytest.mark.parametrize("name", ["full", "shell"])
def test_consistent_after_work(name, tmp_path):
    build = variant(name)
    image = str(tmp_path / "disk.img")
    images.copy_sparse(build.image, image)
    work = ("mkdir /d; cd /d; for i in 1 2 3 4 5 6 7 8; do mkdir $i; cat /bin/sh /bin/ls > $i/f; "
            "ln $i/f $i/g; rm $i/f; done; rm -r 3 5; cat */g | wc -c > sum; sync")
    assert exec_guest(build, work, image=image).status == 0
    fsck(build, image)
    result = exec_guest(build, "cat /d/*/g | wc -c; cat /d/sum; ls /d", image=image)
    lines = result.text.split()
    assert lines[0] == lines[1] and {"1", "2", "8"} <= set(lines) and "3" not in lines[2:]


def test_a_disk_of_run_is_kept_and_updated(full, tmp_path):
    """The disk that `run` uses gets new programs, and nothing else in it changes."""
    disk = images.kept_disk(full, fresh=True)
    assert exec_guest(full, "echo mine > /mine; rm /bin/wc; sync", image=disk).status == 0
    os.utime(full.path("disk.stamp"), (1, 1))
    assert images.kept_disk(full) == disk
    result = exec_guest(full, "cat /mine; echo a b | wc -w", image=disk)
    assert result.text.split() == ["mine", "2"]
    fsck(full, disk)
    images.kept_disk(full, fresh=True)
    assert exec_guest(full, "cat /mine", image=disk).status == 1


def test_a_full_disk_is_an_error_and_nothing_worse(shell, tmp_path):
    image = str(tmp_path / "disk.img")
    images.copy_sparse(shell.image, image)
    fill = "i=0; while cat /bin/sh > /fill$i; do i=$((i + 1)); done; echo full at $i"
    result = exec_guest(shell, fill, image=image)
    assert "full at" in result.text and "space" in result.text.lower()
    fsck(shell, image)
    result = exec_guest(shell, "rm /fill0 /fill1; echo again > /file; cat /file", image=image)
    assert result.text == "again\n"
    fsck(shell, image)


def test_a_classic_image_that_others_made(shell, tmp_path):
    image = str(tmp_path / "classic.img")
    classic = ClassicImage()
    classic.add_tree(shell.path("rootfs"))
    classic.add("/old/letter", b"written long ago\n")
    classic.add("/long", bytes(range(256)) * 400)
    classic.save(image)

    result = exec_guest(shell, "cat /old/letter; wc -c < /long; mkdir /old/new; "
                        "cat /long > /old/new/copy; rm /long; ls /old", image=image)
    assert result.status == 0, result.text
    assert result.text.split() == ["written", "long", "ago", "102400", "letter", "new"]
    result = exec_guest(shell, "wc -c < /old/new/copy", image=image)
    assert result.text.split() == ["102400"]


def test_a_classic_image_is_refused_by_another_block_size(full, tmp_path):
    """full has blocks of 4096 bytes; it says so instead of reading nonsense."""
    image = str(tmp_path / "classic.img")
    ClassicImage().save(image)
    line = qemu.command(full.kernel, full.config(), harts=1, image=image)
    result = guest_runner.run_to_end(line, timeout=10)
    assert b"FS_BLOCK_SIZE" in result.output + result.messages


def test_programs_say_when_a_folder_can_not_be_read(full, tmp_path):
    """Its second block does not exist. What is in the first is read, which must not pass for all
    of it."""
    image = str(tmp_path / "disk.img")
    images.copy_sparse(full.image, image)
    long = "x" * 90
    result = exec_guest(full, f"mkdir /d; cd /d; for i in $(seq 10 69); do echo > {long}$i; done; "
                        "mkdir /e; stat -c %i /d; stat -c %s /d", image=image)
    inode, size = map(int, result.text.split())
    assert size == 8192
    with open(image, "r+b") as file:
        file.seek(1024)
        start = struct.unpack("<12I", file.read(48))[6]
        file.seek(start * 4096 + inode * 128 + 12 + 4)
        file.write(struct.pack("<I", 0xfffffff0))
    commands = ["ls /d", "cp -r /d /e", "grep -r x /d", "rm -r /d"]
    script = "".join(f"{command} > /dev/null 2> /m; echo $?; grep -c '/d.*Input/output' /m\n"
                     for command in commands)
    assert exec_guest(full, script, image=image).text == "1\n1\n1\n1\n2\n1\n1\n1\n"
