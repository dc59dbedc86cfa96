"""Disk images. fs.img is a product of the build and no run writes to it."""

import contextlib
import os
import shutil
import subprocess
import tempfile


class ImageError(Exception):
    """An image could not be made or changed; the text says why."""


def copy_sparse(source, target):
    """Copy a sparse file without filling its holes; shares the blocks where the host can. Until the
    copy is complete, `target` is what it was before."""
    temporary = f"{target}.new"
    result = subprocess.run(["cp", "--reflink=auto", "--sparse=always", source, temporary],
                            stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode != 0:
        with contextlib.suppress(FileNotFoundError):
            os.unlink(temporary)
        raise ImageError(result.stderr.strip())
    os.replace(temporary, target)


def install(build, image, folder):
    """Put the files of a folder of the host into an image, replacing those of the same name;
    everything else in it stays."""
    result = subprocess.run([build.path("tools", "mkfs"), "--update", image, folder],
                            stdin=subprocess.DEVNULL, capture_output=True, text=True)
    if result.returncode != 0:
        raise ImageError((result.stderr or result.stdout).strip())


def stage_additions(additions, folder):
    """Lay out FILE[:PATH] arguments in `folder` as they shall lie in the image."""
    for addition in additions:
        source, _, path = addition.partition(":")
        path = path.lstrip("/")
        if not path or path.endswith("/"):
            path += os.path.basename(source)
        if ".." in path.split("/"):
            raise ImageError(f"{addition}: no .. in the path")
        target = os.path.join(folder, path)
        if not os.path.isfile(source):
            raise ImageError(f"{source}: no such file")
        if os.path.isdir(target):
            raise ImageError(f"{addition}: /{path} is a folder already")
        try:
            os.makedirs(os.path.dirname(target), exist_ok=True)
            shutil.copy(source, target)
        except OSError as error:
            raise ImageError(f"{addition}: {error.strerror}") from error


@contextlib.contextmanager
def private_copy(build, additions=()):
    """The path of a copy of fs.img, with files added. The file has no name any more and is reached
    through this process: however that ends, nothing is left behind."""
    folder = tempfile.mkdtemp(prefix="run.", dir=build.folder)
    descriptor = -1
    try:
        copy = os.path.join(folder, "fs.img")
        copy_sparse(build.image, copy)
        if additions:
            staged = os.path.join(folder, "added")
            os.mkdir(staged)
            stage_additions(additions, staged)
            install(build, copy, staged)
        descriptor = os.open(copy, os.O_RDWR)
    finally:
        shutil.rmtree(folder)
    try:
        yield f"/proc/{os.getpid()}/fd/{descriptor}"
    finally:
        os.close(descriptor)


def maybe_private_copy(build):
    """The same, or None for a build that takes no disk."""
    if "BLK_VIRTIO" in build.config():
        return private_copy(build)
    return contextlib.nullcontext()


def kept_disk(build, fresh=False):
    """The disk of `run`: made from fs.img once, then only brought up to date. Returns its path."""
    disk = build.path("disk.img")
    stamp = build.path("disk.stamp")
    if fresh or not os.path.exists(disk):
        copy_sparse(build.image, disk)
    elif "FS" not in build.config():
        pass  # a blank image has nothing that could be newer
    elif not os.path.exists(stamp) or os.stat(stamp).st_mtime < os.stat(build.image).st_mtime:
        try:
            install(build, disk, build.path("rootfs"))
        except ImageError as error:
            raise ImageError(f"{error}\n{disk} cannot be brought up to date; "
                             "--fresh replaces it by a new one") from error
    with open(stamp, "w", encoding="utf-8"):
        pass
    return disk
