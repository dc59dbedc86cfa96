"""What holds locks and wait queues, and how to call them. To be used inside memory.kernel_view().

Found are all static variables of the kernel; the processes in the pool, their address spaces, open
files, the pipes and inodes behind these; the inodes in memory; the disk. Inside of each, members of
the wanted types are found by the debug information, however deep.
"""

import gdb

from . import kernel, walk
from .threads import stack_size

MOST_ELEMENTS = 4096


class Object:
    """A structure with a name for people; `is_variable` if that is its name in the source."""

    def __init__(self, name, value, is_variable=False):
        self.name = name
        self.address = kernel.address_of(value)
        self.type = value.type
        self.is_variable = is_variable

    def name_of(self, path):
        if not path:
            return self.name
        return f"{self.name}.{path}" if self.is_variable else f"{path} of {self.name}"


def static_variables():
    for name, symbols in sorted(kernel.variables().items()):
        for symbol in symbols:
            value = symbol.value()
            shown = name if len(symbols) == 1 else f"{name} ({place_of(symbol, value)})"
            yield Object(shown, value, is_variable=True)


def place_of(symbol, value):
    """What tells variables of one name apart: the file, which with LTO may be a wrong one."""
    return f"{kernel.address_of(value):#x}" if kernel.has("LTO") else symbol.symtab.filename


def processes():
    """(slot, struct process) of what is in the pool. It may lie where no memory is."""
    pool = kernel.known("pool")
    for index in range(pool.type.range()[1] + 1):
        if int(pool[index]):
            yield index, pool[index].dereference()


def process_name(process):
    return f"{kernel.text_of(process['name'])} (pid {int(process['pid'])})"


def objects_of_process(process):
    name = process_name(process)
    yield Object(f"process {name}", process)
    if int(process["aspace"]):
        yield Object(f"the address space of {name}", process["aspace"].dereference())
    if kernel.has_field(process["files"].type, "table"):
        yield from objects_of_files(process["files"], name)


def objects_of_files(files, owner):
    if int(files["directory"]):
        yield inode_object(files["directory"].dereference())
    table = files["table"]
    for descriptor in range(table.type.range()[1] + 1):
        if int(table[descriptor]):
            yield from objects_of_file(table[descriptor].dereference(),
                                       f"at descriptor {descriptor} of {owner}")


def objects_of_file(file, name):
    yield Object(f"the open file {name}", file)
    if int(file["inode"]):
        yield inode_object(file["inode"].dereference())
    pipe_ops = kernel.variable("pipe_ops")
    if pipe_ops is not None and int(file["ops"]) == kernel.address_of(pipe_ops):
        yield Object(f"the pipe {name}", kernel.at(int(file["pipe"]), "struct pipe"))


def inode_object(inode):
    kind = "pseudo inode" if inode["pseudo"] else "inode"
    return Object(f"{kind} {int(inode['number'])}", inode)


def cached_inodes(report):
    cache = kernel.variable("inode_cache")
    if cache is not None:
        for inode in walk.sound(walk.structures(cache["all"], "inode_cache.all", "struct inode",
                                                "link"), report):
            yield inode_object(inode)


def disks():
    """The disk that the block cache uses, if it is the virtio driver's."""
    cache, driver = kernel.variable("cache", "fs/cache.c"), kernel.variable("virtio_blk_ops")
    if cache is None or driver is None or not int(cache["device"]):
        return
    if int(cache["device"]["ops"]) == kernel.address_of(driver):
        yield Object("disk " + kernel.text_of(cache["device"]["name"]),
                     kernel.container(int(cache["device"]), "struct disk", "blkdev"))


def process_objects(report):
    if not kernel.has("PROC"):
        return
    for slot, process in processes():
        try:
            yield from objects_of_process(process)
        except gdb.MemoryError as error:
            report(f"the process in slot {slot} can not be read to its end: {error}")


def readable(items, what, report):
    """As many as can be read."""
    try:
        yield from items
    except gdb.MemoryError as error:
        report(f"{what} can not be read: {error}")


def all_objects(report):
    """Each once, by its first name. Damage goes to report(text)."""
    seen = set()
    for group in (static_variables(), process_objects(report),
                  readable(cached_inodes(report), "an inode in memory", report),
                  readable(disks(), "the disk", report)):
        for item in group:
            if item.address not in seen:
                seen.add(item.address)
                yield item


def members(kind, wanted, known):
    """(path, tag, offset) of the parts of a type that are structures with a tag in `wanted`. What
    was found for a tagged type is remembered in `known`."""
    kind = kind.strip_typedefs()
    if kind.code == gdb.TYPE_CODE_ARRAY:
        return members_of_array(kind, wanted, known)
    if kind.code not in (gdb.TYPE_CODE_STRUCT, gdb.TYPE_CODE_UNION):
        return []
    if kind.tag and kind.tag in known:
        return known[kind.tag]
    found = [("", kind.tag, 0)] if kind.tag in wanted else []
    for field in kind.fields():
        for path, tag, offset in members(field.type, wanted, known):
            inner = f"{field.name}.{path}" if path else field.name
            found.append((inner, tag, offset + field.bitpos // 8))
    if kind.tag:
        known[kind.tag] = found
    return found


def members_of_array(kind, wanted, known):
    element = kind.target()
    inside = members(element, wanted, known)
    if not inside:
        return []
    count = min(kind.range()[1] + 1, MOST_ELEMENTS)
    return [(f"[{index}].{path}" if path else f"[{index}]", tag, offset + index * element.sizeof)
            for index in range(count) for path, tag, offset in inside]


def parts(things, *tags):
    """(name, tag, address) of all parts with these tags of the objects."""
    known = {}
    for thing in things:
        for path, tag, offset in members(thing.type, tags, known):
            yield thing.name_of(path.replace(".[", "[")), tag, thing.address + offset


def queue_names(things):
    """The names of all known wait queues by their address."""
    return {address: name for name, _, address in parts(things, "waitq")}


def queue_name(thread, names):
    """What a sleeping thread waits for, as far as it is known."""
    queue = thread.queue
    if queue in names:
        return names[queue]
    if 0 <= queue - int(thread.value["stack"]) < stack_size():
        return "a queue on its own stack"
    return f"the queue at {queue:#x}"
