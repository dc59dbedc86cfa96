/*
 * Start-up steps of kernel/proc for main.c, none of which is left where there is nothing to start.
 */
#pragma once

#ifdef CONFIG_EXEC
/* command_line_init - obey the kernel's words on the command line. */
void command_line_init(void);

/* init_start - make the first process; it runs once the scheduler does. */
void init_start(void);
#else
static inline void command_line_init(void)
{
}

static inline void init_start(void)
{
}
#endif

#ifdef CONFIG_PROC
/* process_init - see process.h. process_list_print - what ^P shows. */
void process_init(void);
void process_list_print(void);
#else
static inline void process_init(void)
{
}

static inline void process_list_print(void)
{
}
#endif

#ifdef CONFIG_SYSCALLS
/* process_interrupt - see process.h. */
void process_interrupt(int signal);
#else
static inline void process_interrupt(int signal)
{
}
#endif
