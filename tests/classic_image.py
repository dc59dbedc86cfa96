"""Writes a disk image in the classic format, from the description of the format alone: it shares
no code with Strata's mkfs.

Blocks of 1024 bytes: boot, superblock, log, inodes, bitmap, data. The superblock is eight words:
magic, size, data blocks, inodes, log blocks, start of log, of inodes, of bitmap. An inode has 64
bytes: type, major, minor, links (16 bits each), size, 12 direct addresses and one indirect block
(32 bits each). A folder is a file of 16-byte entries: inode number, name of up to 14 bytes.
"""

import os
import struct

BLOCK = 1024
MAGIC = 0x10203040
FOLDER, FILE, DEVICE = 1, 2, 3
ROOT = 1
DIRECT = 12
INODE = struct.Struct("<hhhhI13I")
ENTRY = struct.Struct("<H14s")


class ClassicImage:
    """An image of `size` blocks in memory; add() files, then save()."""

    def __init__(self, size=4000, inodes=200, log=31):
        self.size, self.inode_count = size, inodes
        self.log_start = 2
        self.inode_start = self.log_start + log
        self.bitmap_start = self.inode_start + inodes // (BLOCK // INODE.size) + 1
        self.data_start = self.bitmap_start + size // (BLOCK * 8) + 1
        self.blocks = bytearray(size * BLOCK)
        self.next_block = self.data_start
        self.next_inode = ROOT
        self.folders = {}
        self.put_block(1, struct.pack("<8I", MAGIC, size, size - self.data_start, inodes, log,
                                      self.log_start, self.inode_start, self.bitmap_start))
        self.new_folder("", ROOT)

    def put_block(self, number, data):
        self.blocks[number * BLOCK:number * BLOCK + len(data)] = data

    def new_inode(self):
        self.next_inode += 1
        return self.next_inode - 1

    def new_block(self, data):
        self.put_block(self.next_block, data)
        self.next_block += 1
        return self.next_block - 1

    def put_inode(self, number, kind, links, size=0, addresses=(), device=(0, 0)):
        place = self.inode_start * BLOCK + number * INODE.size
        words = list(addresses) + [0] * (DIRECT + 1 - len(addresses))
        INODE.pack_into(self.blocks, place, kind, *device, links, size, *words)

    def store(self, data):
        """The addresses of an inode with these contents."""
        blocks = [self.new_block(data[at:at + BLOCK]) for at in range(0, len(data), BLOCK)]
        addresses, rest = blocks[:DIRECT], blocks[DIRECT:]
        if rest:
            assert len(rest) <= BLOCK // 4, "too long for the classic format"
            addresses.append(self.new_block(struct.pack(f"<{len(rest)}I", *rest)))
        return addresses

    def new_folder(self, path, parent):
        number = self.new_inode()
        self.folders[path] = (number, [(b".", number), (b"..", parent)])
        return number

    def folder(self, path):
        if path not in self.folders:
            above, _, name = path.rpartition("/")
            parent, entries = self.folder(above)
            entries.append((name.encode(), self.new_folder(path, parent)))
        return self.folders[path]

    def add(self, path, data):
        above, _, name = path.rpartition("/")
        number = self.new_inode()
        self.folder(above)[1].append((name.encode(), number))
        self.put_inode(number, FILE, 1, len(data), self.store(data))

    def add_tree(self, source):
        """Add all files of a folder of the host."""
        for parent, _, names in os.walk(source):
            for name in sorted(names):
                with open(os.path.join(parent, name), "rb") as file:
                    self.add("/" + os.path.relpath(os.path.join(parent, name), source),
                             file.read())

    def finish_folders(self):
        for path, (number, entries) in self.folders.items():
            data = b"".join(ENTRY.pack(inode, name) for name, inode in entries)
            inside = sum(1 for other in self.folders if other and other.rpartition("/")[0] == path)
            self.put_inode(number, FOLDER, 1 + inside, len(data), self.store(data))

    def finish_bitmap(self):
        for block in range(self.next_block):
            self.blocks[self.bitmap_start * BLOCK + block // 8] |= 1 << block % 8

    def save(self, path):
        self.finish_folders()
        self.finish_bitmap()
        with open(path, "wb") as file:
            file.write(self.blocks)
