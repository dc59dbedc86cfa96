"""Strata for GDB: the commands `strata ps`, `threads`, `pt`, `log` and `locks`, and the session in
which they run.

From the bottom up:

    session     the build folder, the symbols, the connection to QEMU
    kernel      options, variables and types of the kernel, by name and from its debug information
    memory      reading physical memory, and kernel memory whatever the selected hart executes
    walk        lists, followed only as far as they are sound
    unwind      backtraces across traps, and of threads that do not run
    harts       what each hart executes now
    threads     all threads there are
    objects     what holds locks and wait queues, with names
    commands    the prefix `strata`; the commands themselves are in ps, backtraces, pagetable, log
                and locks

Layouts come from the kernel's debug information, so the commands follow when a structure changes.
Nothing here changes the guest, but for what memory.kernel_view() puts back. Whatever the guest's
memory holds, a command ends, and says what it found damaged.
"""
