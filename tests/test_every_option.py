"""That every option has a test which fails when it does nothing: a list of which, kept complete."""

import ast

import pytest

from kconflib import tree
from support import top_path

import test_options

# FILE::TEST under tests/ -> options. Further ones, which have code of their own to show, are in
# FILES of test_options.py.
TESTS = {
    "test_options::test_compiled_for": ["OPT_SIZE", "OPT_SPEED", "OPT_DEBUG"],
    "test_options::test_the_whole_program_is_optimized": ["LTO"],
    "test_options::test_programs_see_what_is_there": [
        "IKCONFIG", "FS_SYMLINKS", "FS_LONG_NAMES", "FS_LARGE_FILES", "SIGNALS", "FS_TIMES",
        "MM_DEMAND", "USER_STACK_KIB", "QEMU_MEMORY", "FS_IMAGE_MIB", "PIPE_PAGES",
        "FS_BLOCK_SIZE_2048", "FS_BLOCK_SIZE_4096"],
    "test_options::test_files_of_the_host_are_on_the_disk_and_programs_can_not_switch_off": [
        "ROOTFS_OVERLAY", "CALL_REBOOT"],
    "test_options::test_sizes_in_the_image": ["KSTACK_SHIFT", "LOG_SHIFT"],
    "test_options::test_the_log_on_the_disk": ["FS_LOG_BLOCKS"],
    "test_options::test_modes_of_the_terminal": ["TTY_MODES"],
    "test_options::test_the_cache_reads_ahead_and_is_as_large_as_it_may_be": [
        "FS_READ_AHEAD", "FS_NBUF"],
    "test_options::test_how_long_a_change_may_be_lost": ["FS_COMMIT_MS"],
    "test_options::test_memory_without_a_device_tree_and_the_end": [
        "BOOT_MEMORY_MIB", "POWEROFF_AT_END"],
    "test_options::test_pages_that_a_hart_keeps": ["PAGE_CACHE_SIZE"],
    "test_options::test_assertions_are_compiled_in": ["ASSERTIONS"],
    "test_one_hart::test_no_array_of_harts": ["NR_HARTS"],
    "test_pools::test_the_smallest": ["NPROC", "NOFILE", "NFILE", "NINODE"],
    "test_console::test_waiting_for_input_is_looking_for_it_with_polling": [
        "CONSOLE_POLLED", "HZ"],
    "test_console::test_waiting_for_input_costs_nothing_with_interrupts": ["CONSOLE_INTERRUPT"],
    "test_configurations::test_tiny_boots_and_prints": ["SHOW_NOTHING"],
    "test_stages::test_the_root_directory_is_that_of_the_image": [
        "SHOW_TREE", "FS_BLOCK_SIZE_1024"],
    "test_stages::test_each_call_on_files": ["SHOW_FILES"],
    "test_stages::test_threads_run_on_several_harts_from_stage_nine_on": ["SCHED_SMP"],
    "test_mmap::test_nothing_is_left_without_the_options": ["MM_COW", "MM_MMAP"],
    "test_checkers::test_tests_inside_the_kernel": ["KTEST"],
    "test_checkers::test_planted_mistakes_are_caught": [
        "UBSAN", "LOCKDEP", "KASAN", "STACK_PROTECTOR"],
    "test_checkers::test_every_failure_on_order": ["FAULT_INJECTION"],
    "test_checkers::test_an_error_is_traced_to_where_it_began": ["ERROR_TRACE"],
    "test_checkers::test_the_kernel_has_the_names_of_all_its_functions": ["KALLSYMS"],
    "test_strace::test_a_kernel_without_it_says_so": ["STRACE"],
    "test_usertests::test_guest": ["THREADS"],
}


def options_with_a_prompt():
    kconf = tree.load_tree()
    return {symbol.name for symbol in kconf.unique_defined_syms if tree.has_prompt(symbol)}


def test_none_is_without_a_test():
    """Programs have one together, test_programs_on_the_disk, and further ones each."""
    named = set(test_options.FILES).union(*TESTS.values())
    assert {name for name in options_with_a_prompt() if not name.startswith("PROG_")} == named


@pytest.mark.parametrize("place", TESTS)
def test_the_list_tells_of_tests_that_there_are(place):
    file, name = place.split("::")
    with open(top_path("tests", f"{file}.py"), encoding="utf-8") as source:
        functions = {node.name: node for node in ast.parse(source.read()).body
                     if isinstance(node, ast.FunctionDef)}
    assert name in functions
    slow = any("slow" in ast.unparse(mark) for mark in functions[name].decorator_list)
    assert not slow, "it does not run each time"
