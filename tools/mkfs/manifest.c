/*
 * Manifests: what an image shall have besides files. A line each, # begins a comment:
 *
 *	dir PATH
 *	node PATH c MAJOR MINOR
 *	link PATH TARGET
 */
#include "mkfs.h"

#include <kernel/chardev.h>

#include <stdio.h>
#include <string.h>

static bool line_do(struct inode *root, const char *line)
{
	char word[16] = "", path[1024], target[1024], kind;
	unsigned int major, minor;

	if (sscanf(line, "%15s", word) != 1 || word[0] == '#')
		return true;
	if (strcmp(word, "dir") == 0 && sscanf(line, "%*s %1023s", path) == 1)
		make_folder(root, path);
	else if (strcmp(word, "link") == 0 && sscanf(line, "%*s %1023s %1023s", path, target) == 2)
		make_link(root, target, path);
	else if (strcmp(word, "node") == 0 &&
		 sscanf(line, "%*s %1023s %c %u %u", path, &kind, &major, &minor) == 4 &&
		 kind == 'c')
		make_node(root, path, DEV_MAKE(major, minor));
	else
		return false;
	return true;
}

void manifest_read(struct inode *root, const char *path)
{
	FILE *file = fopen(path, "r");
	char line[4096];
	int number = 0;

	if (file == NULL)
		fail("%s: can not be opened", path);
	while (fgets(line, sizeof(line), file) != NULL) {
		number++;
		if (!line_do(root, line))
			fail("%s:%d: not understood", path, number);
	}
	if (ferror(file))
		fail("%s: can not be read", path);
	fclose(file);
}
