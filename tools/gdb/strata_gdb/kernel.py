"""The kernel under the debugger: its options, variables and types.

Names are looked up in the kernel's own file alone, because user programs, whose symbols may be
loaded as well, have a `struct list` or a `lock` of their own. The kernel's file may be loaded twice
(session.py); the first is the one linked to kernel addresses.
"""

import functools
import os
import re

import gdb

from . import session

# A global variable may be known by a declaration, which GDB resolves when it needs the address.
IN_MEMORY = (gdb.SYMBOL_LOC_STATIC, gdb.SYMBOL_LOC_UNRESOLVED)
# `info variables` prints declarations; the name stands before the dimensions or inside (*name).
DECLARED = re.compile(r"(?:\(\*\s*(?:const\s+)?(\w+)|(\w+))(?:\)\(.*\)|(?:\[\d*\])*);$")
CONFIG_LINE = re.compile(r'^CONFIG_(\w+)=(?:"(.*)"|(.*))$')


@functools.cache
def config():
    """The options that are not off, without CONFIG_, as text."""
    try:
        with open(session.CONFIG, encoding="utf-8") as file:
            matches = (CONFIG_LINE.match(line.rstrip("\n")) for line in file)
            return {match[1]: match[2] if match[2] is not None else match[3]
                    for match in matches if match}
    except OSError as error:
        raise gdb.GdbError(f"The kernel's options can not be read: {error}") from None


def has(option):
    return option in config()


def require(option, lacks, instead=""):
    """Refuse, when the option is off, with what the kernel lacks and why."""
    if not has(option):
        raise gdb.GdbError(f"This kernel has no {lacks}: CONFIG_{option} is off in "
                           f"{session.shown(session.CONFIG)}. {instead}".rstrip())


def hart_limit():
    return int(config().get("NR_HARTS", "1"))


@functools.cache
def virtual_offset():
    """Kernel address minus physical address of all that the kernel's map of memory has."""
    return session.virtual_offset(session.KERNEL)


def objfile():
    """The kernel's file where it is linked."""
    for candidate in gdb.objfiles():
        if os.path.realpath(candidate.filename) == session.KERNEL:
            return candidate
    raise gdb.GdbError(f"The symbols of {session.KERNEL} are not loaded")


def declared_names():
    """The names of all variables that GDB knows, also those of programs."""
    text = gdb.execute("info variables -q -n", to_string=True)
    found = (DECLARED.search(line.rstrip()) for line in text.splitlines())
    return {match[1] or match[2] for match in found if match}


def blocks():
    """The blocks of the kernel's file that hold variables, each once."""
    mine = objfile()
    seen = set()
    for name in sorted(declared_names()):
        found = gdb.lookup_static_symbols(name, gdb.SYMBOL_VAR_DOMAIN)
        found.append(mine.lookup_global_symbol(name, gdb.SYMBOL_VAR_DOMAIN))
        for symbol in found:
            if symbol is None or symbol.symtab.objfile != mine:
                continue
            for block in (symbol.symtab.static_block(), symbol.symtab.global_block()):
                key = symbol.symtab.filename, block.start, block.end, block.is_static
                if key not in seen:
                    seen.add(key)
                    yield block


@functools.cache
def variables():
    """{name: its variables, one for each address} of the kernel. With LTO several static ones of a
    name are in one block, where a lookup finds only the first; and the debug information tells a
    variable several times."""
    found = {}
    for block in blocks():
        for symbol in block:
            if symbol.is_variable and symbol.addr_class in IN_MEMORY:
                address = int(symbol.value().address)
                found.setdefault(symbol.name, {}).setdefault(address, symbol)
    return {name: list(symbols.values()) for name, symbols in found.items()}


def symbols(name):
    return variables().get(name, [])


def variable(name, file=None):
    """The value of a variable, or None where this kernel has none. `file` tells static variables
    of one name apart: the end of the path that declares it."""
    found = symbols(name)
    if len(found) > 1 and file:
        found = [symbol for symbol in found if symbol.symtab.filename.endswith(file)]
    if len(found) > 1:
        places = ", ".join(str(symbol.symtab) for symbol in found)
        raise gdb.GdbError(f"The kernel has several variables {name!r}: {places}")
    return found[0].value() if found else None


def known(name, file=None):
    """The same for a variable without which the command means nothing."""
    value = variable(name, file)
    if value is None:
        raise gdb.GdbError(f"The debug information of {session.KERNEL} has no variable {name!r}")
    return value


@functools.cache
def scope():
    """A block of the kernel's, where the lookup of types begins."""
    symbol = objfile().lookup_global_symbol("kernel_main", gdb.SYMBOL_VAR_DOMAIN)
    return gdb.block_for_pc(int(symbol.value().address)) if symbol else None


@functools.cache
def type_of(name):
    """A type of the kernel's, such as "struct thread", or None where it has none."""
    try:
        return gdb.lookup_type(name, scope())
    except gdb.error:
        return None


def has_field(value_type, name):
    return any(field.name == name for field in value_type.fields())


def offset_of(type_name, member):
    for field in type_of(type_name).fields():
        if field.name == member:
            return field.bitpos // 8
    raise gdb.GdbError(f"{type_name} has no member {member!r}")


def at(address, type_name):
    """The structure of that type at an address."""
    return gdb.Value(address).cast(type_of(type_name).pointer()).dereference()


def container(address, type_name, member):
    """The structure in which the member has that address."""
    return at(int(address) - offset_of(type_name, member), type_name)


def address_of(value):
    return int(value.address)


@functools.cache
def label(name):
    """The address of a symbol without a type: the linker script's, assembly's. None: not there."""
    try:
        return int(gdb.parse_and_eval(f"(unsigned long)&{name}"))
    except gdb.error:
        return None


def word(value, prefix):
    """An enumerator's name as a word: THREAD_SLEEPING is "sleeping". Damage shows as a number."""
    text = str(value)
    if not text.startswith(prefix):
        return f"?{int(value)}"
    return text[len(prefix):].lower()


def text_of(pointer, limit=32):
    """The string at a char pointer or in a char array, cut at `limit`; "?" when unreadable."""
    try:
        if pointer.type.strip_typedefs().code == gdb.TYPE_CODE_ARRAY:
            limit = min(limit, pointer.type.strip_typedefs().sizeof)
        characters = []
        for index in range(limit):
            byte = int(pointer[index]) & 0xff
            if byte == 0:
                break
            characters.append(chr(byte) if 32 <= byte < 127 else f"\\x{byte:02x}")
        return "".join(characters)
    except gdb.MemoryError:
        return "?"


def forget():
    """Symbols were loaded anew: what was remembered of them may be wrong."""
    for function in (config, virtual_offset, variables, scope, type_of, label):
        function.cache_clear()
