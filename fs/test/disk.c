/*
 * The disk of the tests: a range of memory that records, delays, fails and forgets. See support.h.
 */
#include "support.h"

static uint32_t request_sectors(const struct blk_request *request)
{
	uint32_t bytes = 0;

	for (uint32_t i = 0; i < request->segment_count; i++)
		bytes += request->segments[i].length;
	return bytes / BLK_SECTOR_SIZE;
}

/* What the request writes, as it is now. */
static unsigned char *data_copy(const struct blk_request *request)
{
	unsigned char *copy = malloc((size_t)request_sectors(request) * BLK_SECTOR_SIZE + 1);
	unsigned char *to = copy;

	for (uint32_t i = 0; i < request->segment_count; i++) {
		memcpy(to, request->segments[i].data, request->segments[i].length);
		to += request->segments[i].length;
	}
	return copy;
}

/* Note what reached the disk; takes `data` over. */
static void record_add(struct test_disk *disk, const struct pending *pending, unsigned char *data)
{
	const struct blk_request *request = pending->request;

	if (disk->record_count == disk->record_room) {
		disk->record_room = disk->record_room * 2 + 64;
		disk->records = realloc(disk->records, disk->record_room * sizeof(*disk->records));
	}
	disk->records[disk->record_count++] = (struct record){
		.flush = request->op == BLK_FLUSH,
		.sector = request->sector,
		.sectors = request_sectors(request),
		.submitted = pending->submitted,
		.data = data,
	};
}

static void read_do(struct test_disk *disk, struct blk_request *request)
{
	const unsigned char *from = disk->data + request->sector * BLK_SECTOR_SIZE;

	for (uint32_t i = 0; i < request->segment_count; i++) {
		memcpy(request->segments[i].data, from, request->segments[i].length);
		from += request->segments[i].length;
	}
}

/* A write or flush; the data is what it was when it was submitted, or what it is now. */
static void write_do(struct test_disk *disk, struct pending *pending)
{
	struct blk_request *request = pending->request;
	unsigned char *data = pending->data != NULL ? pending->data : data_copy(request);

	memcpy(disk->data + request->sector * BLK_SECTOR_SIZE, data,
	       (size_t)request_sectors(request) * BLK_SECTOR_SIZE);
	if (disk->recording)
		record_add(disk, pending, data);
	else
		free(data);
	pending->data = NULL;
}

static void request_do(struct test_disk *disk, struct pending pending)
{
	struct blk_request *request = pending.request;

	if (request->error == 0 && request->op == BLK_READ)
		read_do(disk, request);
	else if (request->error == 0)
		write_do(disk, &pending);
	free(pending.data);
	request->done(request);
}

static bool request_fails(struct test_disk *disk)
{
	if (disk->spared)
		return false;
	disk->requests++;
	if (disk->fail_at == 0 || disk->requests < disk->fail_at)
		return false;
	return disk->requests == disk->fail_at || disk->fail_for_ever;
}

static void disk_submit(struct blkdev *device, struct blk_request *request)
{
	struct test_disk *disk = container_of(device, struct test_disk, device);
	struct pending pending = { .request = request, .submitted = disk->record_count };

	request->error = request_fails(disk) ? -EIO : 0;
	disk->failed |= request->error != 0;
	CHECK(disk->pending_count < ARRAY_SIZE(disk->pending));
	if (disk->delayed && request->op == BLK_WRITE && test_random(&disk->seed) % 2)
		pending.data = data_copy(request);
	disk->pending[disk->pending_count++] = pending;
	if (disk->submitted != NULL)
		disk->submitted(request);
}

/* One of the requests of which the disk knows; the others keep their order. */
static void complete(struct test_disk *disk, uint32_t chosen)
{
	struct pending pending = disk->pending[chosen];

	disk->kicked_count--;
	disk->pending_count--;
	memmove(&disk->pending[chosen], &disk->pending[chosen + 1],
		(disk->pending_count - chosen) * sizeof(pending));
	request_do(disk, pending);
}

bool disk_step(struct test_disk *disk)
{
	if (disk->kicked_count == 0)
		return false;
	complete(disk, test_random(&disk->seed) % disk->kicked_count);
	return true;
}

/* A request that no kick follows is one that the disk never hears of. */
static void disk_kick(struct blkdev *device)
{
	struct test_disk *disk = container_of(device, struct test_disk, device);

	disk->kicked_count = disk->pending_count;
	while (!disk->delayed && disk->kicked_count > 0)
		complete(disk, 0);
}

static const struct blkdev_ops disk_ops = { .submit = disk_submit, .kick = disk_kick };

static struct test_disk *delayed_disk;

/* All threads sleep: complete a request. */
static bool disk_idle(void)
{
	return delayed_disk != NULL && disk_step(delayed_disk);
}

void disk_make(struct test_disk *disk, uint64_t bytes)
{
	*disk = (struct test_disk){ .device = { .name = "disk", .ops = &disk_ops }, .seed = 12345 };
	disk->device.sector_count = bytes / BLK_SECTOR_SIZE;
	disk->data = calloc(1, bytes);
	delayed_disk = disk;
	host_idle = disk_idle;
}

void disk_forget_records(struct test_disk *disk)
{
	for (size_t i = 0; i < disk->record_count; i++)
		free(disk->records[i].data);
	free(disk->records);
	disk->records = NULL;
	disk->record_count = disk->record_room = 0;
}

void disk_free(struct test_disk *disk)
{
	disk_forget_records(disk);
	free(disk->data);
}
