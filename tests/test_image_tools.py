"""fsck and mkfs with what nobody would give them on purpose: damaged images, wrong numbers."""

import os
import struct
import subprocess

import pytest

from disks import DAMAGED, SOUND, UNCHECKED, WORK_FOR_MOUNT

SECONDS = 60
MODERN = ["--feature", "long-names", "--feature", "large-files"]
# Places in the superblock and in an inode, see fs/include/fs/format.h.
SUPER, INODE_COUNT, LOG_START, INODE_START = 1024, 12, 20, 24
INODE_BYTES, LINKS, SIZE = 64, 6, 8


def mkfs(build, image, *options):
    return subprocess.run([build.path("tools", "mkfs"), *options, image], timeout=SECONDS,
                          capture_output=True, text=True)


def fsck(build, image, *options):
    return subprocess.run([build.path("tools", "fsck"), *options, image], timeout=SECONDS,
                          capture_output=True, text=True)


class Image:
    """An image of mkfs with blocks of 1024 bytes, to be damaged."""

    def __init__(self, build, path, *options):
        self.path = str(path)
        result = mkfs(build, self.path, "--size", "4", *options)
        assert result.returncode == 0, result.stderr

    def word(self, at):
        with open(self.path, "rb") as file:
            file.seek(at)
            return struct.unpack("<I", file.read(4))[0]

    def set(self, at, value, form="<I"):
        with open(self.path, "r+b") as file:
            file.seek(at)
            file.write(struct.pack(form, value))

    def inode(self, number):
        """Where an inode lies."""
        return self.word(SUPER + INODE_START) * 1024 + number * INODE_BYTES


@pytest.mark.parametrize("options, said", [
    (MODERN, "directory 1 has a hole"), ([], "inode 1 is too large")], ids=["modern", "classic"])
def test_fsck_ends_on_a_folder_of_four_gib(full, tmp_path, options, said):
    """The sizes of its blocks add up to just 2^32."""
    image = Image(full, tmp_path / "image", *options)
    image.set(image.inode(1) + SIZE, 0xffffffff)
    result = fsck(full, image.path)
    assert result.returncode == DAMAGED and said in result.stdout, result


def test_fsck_counts_inodes_in_more_than_32_bits(full, tmp_path):
    """2^32 inodes from block 0xf0000001 on end at block 1, if one counts in 32 bits."""
    image = Image(full, tmp_path / "image", *MODERN)
    image.set(SUPER + INODE_START, 0xf0000001)
    image.set(SUPER + INODE_COUNT, 0xffffffff)
    result = fsck(full, image.path)
    assert result.returncode == UNCHECKED
    assert result.stdout == "superblock: inodes out of place\n"


def test_fsck_says_when_memory_is_short(full, tmp_path):
    """As many inodes as there are blocks for, in a file without any."""
    image = str(tmp_path / "image")
    result = mkfs(full, image, "--size", "64G", "--inodes", str(1 << 29), *MODERN)
    assert result.returncode == 0, result.stderr
    result = subprocess.run(f"ulimit -v 4000000; exec {full.path('tools', 'fsck')} {image}",
                            shell=True, timeout=SECONDS, capture_output=True, text=True)
    assert result.returncode == UNCHECKED
    assert result.stdout == "there is not enough memory to check it\n"


def test_fsck_tells_what_it_can_not_check(full, tmp_path):
    empty = tmp_path / "empty"
    empty.write_bytes(b"")
    zeroes = tmp_path / "zeroes"
    zeroes.write_bytes(bytes(1 << 20))
    for path in (tmp_path, empty, zeroes, tmp_path / "missing"):
        assert fsck(full, str(path)).returncode == UNCHECKED


def test_fsck_is_quiet_about_what_the_mount_does(full, tmp_path):
    """A copy in the log, and an inode without a name."""
    image = Image(full, tmp_path / "image")
    log = image.word(SUPER + LOG_START)
    with open(image.path, "r+b") as file:
        file.seek(1024)
        block = file.read(1024)
        file.seek((log + 1) * 1024)
        file.write(block)
    image.set(log * 1024 + 4, 1)
    image.set(log * 1024, 1)
    image.set(image.inode(100), 2, "<H")
    result = fsck(full, image.path)
    assert result.returncode == WORK_FOR_MOUNT
    assert "the log holds 1 blocks" in result.stdout and "inode 100 has no name" in result.stdout
    result = fsck(full, image.path, "-q")
    assert (result.returncode, result.stdout) == (WORK_FOR_MOUNT, "")
    image.set(image.inode(100) + LINKS, 1, "<H")
    result = fsck(full, image.path, "-q")
    assert result.returncode == DAMAGED and "inode 100 can not be reached" in result.stdout


@pytest.mark.parametrize("options", [
    ["--size", "8K"], ["--inodes", "100000"], ["--block-size", "4294968320"],
    ["--inodes", "4294967297"], ["--log-blocks", "4294967295"], ["--log-blocks", "4294967297"],
    ["--inodes", "-1"], ["--inodes", "99999999999999999999"], ["--log-blocks", "4294967294"],
    ["--inodes", "4294967294", *MODERN], ["--size", "17592186044416"], ["--size", "8192G"],
    ["--size", "1T"], ["--size", "1KK"], ["--size", ""]], ids=" ".join)
def test_mkfs_leaves_the_file_when_there_can_be_no_such_image(full, tmp_path, options):
    image = tmp_path / "image"
    image.write_text("what was there")
    result = mkfs(full, str(image), *options)
    assert result.returncode == 1 and result.stderr.startswith("mkfs: "), result
    assert image.read_text() == "what was there"


def test_mkfs_takes_sizes_in_units(full, tmp_path):
    image = str(tmp_path / "image")
    for text, size in (("64K", 64 << 10), ("1", 1 << 20), ("2M", 2 << 20), ("1G", 1 << 30)):
        assert mkfs(full, image, "--size", text, "--inodes", "16").returncode == 0
        assert os.stat(image).st_size == size
        assert fsck(full, image).returncode == SOUND


def test_mkfs_says_when_the_manifest_is_none(full, tmp_path):
    result = mkfs(full, str(tmp_path / "image"), "--manifest", str(tmp_path))
    assert result.returncode == 1 and "can not be read" in result.stderr
