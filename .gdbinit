# GDB for Strata; started by `./strata debug` or `ninja debug`, or by hand with
#
#   gdb-multiarch -x .gdbinit
#
# STRATA_BUILD names the build folder (build/full otherwise). The kernel's symbols are loaded at
# the addresses it is linked to and, where these differ, at the physical addresses that it runs at
# before paging is on. `program NAME` adds the symbols of a user program, `no-program` drops them.
# `help strata` lists the commands that look into the kernel; tools/gdb has all of it.

set confirm off
set pagination off
set print pretty on
set backtrace past-main on
set architecture riscv:rv64
source tools/gdb/load.py
