/* Private to kernel/stage: the parts of stage 2. */
#pragma once

/* show_map - print the kernel's page table, neighbours with the same rights on one line. */
void show_map(void);

/* show_faults - wait for keys that try what the map forbids; any other key ends it. */
void show_faults(void);
