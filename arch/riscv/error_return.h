/*
 * ERROR_TRACE: every return of the kernel's C code goes through riscv_error_return. The build puts
 * this at the head of each C file, and the assembler takes the macro for the instruction, which gcc
 * writes as `jr ra`; other jumps stay what they are.
 *
 * The call leaves its place in t0, which no function expects to keep or to get back, and does not
 * touch ra: for debuggers and backtraces nothing has changed.
 */
#pragma once

__asm__(".macro jr target\n\t"
	".ifc \\target,ra\n\t"
	"call t0, riscv_error_return\n\t"
	".else\n\t"
	"jalr zero, 0(\\target)\n\t"
	".endif\n\t"
	".endm");
