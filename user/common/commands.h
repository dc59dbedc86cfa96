/* Commands that are programs and builtins of the shell too: main() without the name. */
#pragma once

int echo_command(int argc, char **argv);
int kill_command(int argc, char **argv);
int printf_command(int argc, char **argv);
int test_command(int argc, char **argv);

/* A signal by number, by name or by name with SIG; -1 when there is none. */
int signal_by_name(const char *name);
