/*
 * The first process: it mounts the root file system and becomes /init.
 *
 * The kernel's command line holds words for the kernel (`quiet`: messages go to the log only); what
 * follows ` -- ` is passed to init whole, as its one argument.
 */
#include "init.h"

#include "../stage/stage.h"
#include "arguments.h"
#include "calls.h"
#include "process.h"
#include "procfs.h"

#include <abi/errno.h>
#include <fs/fs.h>
#include <kernel/blkdev.h>
#include <kernel/boot.h>
#include <kernel/command_line.h>
#include <kernel/log.h>
#include <kernel/power.h>

#define INIT_PATH "/init"

/* There is no system without it: the one reason to end that is no fault of the kernel's. */
static __noreturn __cold void no_start(const char *what, int error)
{
	log_set_quiet(false);
	kprintf("NO START: %s: error %d\n", what, -error);
	log_show_withheld();
	power_off(POWER_STATUS_PANIC);
}

void command_line_init(void)
{
	if (command_line_has("quiet"))
		log_set_quiet(true);
}

static void mount_root(void)
{
	struct blkdev *disk = blkdev_first();
	int error = disk ? fs_init() : -ENODEV;

	if (!error)
		error = fs_mount_root(disk);
	if (error)
		no_start("the root file system can not be mounted", error);
	boot_mark(BOOT_ROOT);
	procfs_mount();
}

static int exec_init(void)
{
	const char *argument = command_line_rest();
	struct arguments arguments;
	int error;

	arguments_init(&arguments);
	error = arguments_add_path(&arguments, INIT_PATH);
	if (!error)
		error = arguments_add(&arguments, "init");
	if (!error && argument)
		error = arguments_add(&arguments, argument);
	if (!error)
		error = exec(INIT_PATH, &arguments);
	arguments_free(&arguments);
	return error;
}

static void first_process(void *unused)
{
	struct process *process = process_current();
	int error;

	process_set_name(process, INIT_PATH);
	mount_root();
	files_start(&process->files);
	error = exec_init();
	if (error)
		no_start(INIT_PATH " can not be started", error);
	boot_mark(BOOT_INIT);
	boot_summary();
	process_enter_user(NULL);
}

void init_start(void)
{
	struct process *process;
	int error = process_create(first_process, NULL, &process);

	if (error)
		no_start("no process for init", error);
	thread_start(process->thread);
}
