/* A guard word on the stacks of kernel functions (STACK_PROTECTOR). */
#pragma once

#ifdef CONFIG_STACK_PROTECTOR
/* stack_protector_init - choose the guard word. Called by a function that does not return. */
void stack_protector_init(void);
#else
static inline void stack_protector_init(void)
{
}
#endif
