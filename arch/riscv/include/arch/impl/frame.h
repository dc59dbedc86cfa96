/*
 * The frame that a trap leaves on the kernel stack, and the offsets that assembly needs of it and
 * of struct arch_thread; the C files assert that they agree.
 */
#pragma once

#define FRAME_X(n) (8 * (n)) /* slot 0 holds the interrupted pc */
#define FRAME_PC 0
#define FRAME_STATUS 256
#define FRAME_SIZE 272 /* a multiple of 16, as the ABI wants of a stack */

#define THREAD_RA 0
#define THREAD_SP 8
#define THREAD_S(n) (16 + 8 * (n))
#define THREAD_KERNEL_SP 112 /* where the frame of a trap from user mode begins */
#define THREAD_USER_SP 120   /* scratch while entering the kernel */

#define KSTACK_SHIFT CONFIG_KSTACK_SHIFT
#define KSTACK_SIZE (1 << KSTACK_SHIFT)
