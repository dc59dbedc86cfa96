"""Lists of the kernel's (lib/include/lib/list.h), followed only as far as they are sound."""

import gdb

from . import kernel

# Far more than any list of the kernel's has.
LONGEST = 20000


class Damaged(Exception):
    """What is wrong with a list, for the user to read."""


def links(head, name):
    """The addresses of the links on the list with that head; raises Damaged.

    Each link has to point back at the one before it. So a walk that leaves the list ends at the
    first foreign link, and one that goes in circles at the first link that it meets twice."""
    start = kernel.address_of(head)
    before, link = start, int(head["next"])
    for _ in range(LONGEST):
        if link == start:
            check_back(start, before, name)
            return
        check_back(link, before, name)
        yield link
        before, link = link, int(kernel.at(link, "struct list")["next"])
    raise Damaged(f"the list {name} is damaged: it has no end within {LONGEST} links")


def check_back(link, before, name):
    try:
        back = int(kernel.at(link, "struct list")["prev"])
    except gdb.MemoryError:
        raise Damaged(f"the list {name} is damaged: the link at {before:#x} leads to {link:#x}, "
                      "where there is no memory") from None
    if back != before:
        raise Damaged(f"the list {name} is damaged: the link at {before:#x} leads to {link:#x}, "
                      f"which points back at {back:#x}")


def structures(head, name, type_name, member):
    """The structures on a list; raises Damaged."""
    for link in links(head, name):
        yield kernel.container(link, type_name, member)


def sound(entries, report):
    """What an iterator of this module gives; damage goes to report(text) and ends it."""
    try:
        yield from entries
    except Damaged as damage:
        report(str(damage))


def chain(pointer, member, name):
    """The addresses of structures that are linked by a pointer alone and end with NULL."""
    seen = set()
    while int(pointer):
        address = int(pointer)
        if address in seen:
            raise Damaged(f"the list {name} is damaged: it comes back to {address:#x}")
        seen.add(address)
        try:
            following = pointer.dereference()[member]
            following.fetch_lazy()
        except gdb.MemoryError:
            raise Damaged(f"the list {name} is damaged: it leads to {address:#x}, where there is "
                          "no memory") from None
        yield address
        pointer = following
        if len(seen) > LONGEST:
            raise Damaged(f"the list {name} is damaged: it has no end within {LONGEST} links")
