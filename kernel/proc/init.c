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

#include <fs/fs.h>
#include <kernel/blkdev.h>
#include <kernel/boot.h>
#include <kernel/command_line.h>
#include <kernel/log.h>

#define INIT_PATH "/init"
void command_line_init(void)
{
	if (command_line_has("quiet"))
		log_set_quiet(true);
}

static void mount_root(void)
{
	struct blkdev *disk = blkdev_first();
	int error;

	if (!disk)
		panic("no disk for the root file system");
	error = fs_init();
	if (!error)
		error = fs_mount_root(disk);
	if (error)
		panic("the root file system on %s can not be mounted: error %d", disk->name,
		      -error);
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
		panic("%s can not be started: error %d", INIT_PATH, -error);
	boot_mark(BOOT_INIT);
	boot_summary();
	process_enter_user(NULL);
}

void init_start(void)
{
	struct process *process;

	if (process_create(first_process, NULL, &process) < 0)
		panic("no memory for init");
	thread_start(process->thread);
}
