/* Pipes: order, blocking, ends, and writes that are not torn. */
#include "support.h"

#include <fs/pipe.h>
#include <kernel/thread.h>

static struct file *reader, *writer;
static char sent[100000], received[100000];

static void test_one_thread(void)
{
	CHECK_EQUAL(pipe_create(O_NONBLOCK, &reader, &writer), 0);
	CHECK_EQUAL(read_bytes(reader, received, 1), -EAGAIN);
	CHECK_EQUAL(read_bytes(writer, received, 1), -EBADF);
	CHECK_EQUAL(write_bytes(reader, received, 1), -EBADF);
	CHECK_EQUAL(write_bytes(writer, "abc", 3), 3);
	CHECK_EQUAL(pipe_bytes(reader), 3);
	CHECK_EQUAL(file_seek(reader, 0, SEEK_CUR), -ESPIPE);
	CHECK_EQUAL(read_bytes(reader, received, 2), 2);
	CHECK_EQUAL(read_bytes(reader, received + 2, 100), 1);
	CHECK(memcmp(received, "abc", 3) == 0);
	CHECK_EQUAL(write_bytes(writer, sent, sizeof(sent)), pipe_capacity(writer));
	CHECK_EQUAL(write_bytes(writer, sent, 1), -EAGAIN);
	CHECK_EQUAL(read_bytes(reader, received, 4095), 4095);
	CHECK_EQUAL(write_bytes(writer, sent, 4096), -EAGAIN);
	CHECK_EQUAL(write_bytes(writer, sent, 4097), 4095);
	file_put(writer);
	CHECK_EQUAL(read_bytes(reader, received, sizeof(received)), pipe_capacity(reader));
	CHECK_EQUAL(read_bytes(reader, received, 1), 0);
	file_put(reader);
	CHECK_EQUAL(pipe_create(0, &reader, &writer), 0);
	file_put(reader);
	CHECK_EQUAL(write_bytes(writer, sent, 1), -EPIPE);
	file_put(writer);
	CHECK_EQUAL(pipe_create(O_DIRECT, &reader, &writer), -EINVAL);
}

static void bad_buffer(void)
{
	CHECK_EQUAL(pipe_create(0, &reader, &writer), 0);
	host_fault_address = (uintptr_t)sent + 10;
	CHECK_EQUAL(write_bytes(writer, sent, 20), 10);
	CHECK_EQUAL(write_bytes(writer, sent + 10, 20), -EFAULT);
	CHECK_EQUAL(read_bytes(reader, sent + 10, 20), -EFAULT);
	host_fault_address = 0;
	CHECK_EQUAL(read_bytes(reader, received, 20), 10);
	file_put(reader);
	file_put(writer);
}

static void write_all(void *unused)
{
	size_t at = 0, length;
	uint32_t seed = 5;

	while (at < sizeof(sent)) {
		length = test_random(&seed) % 9000 + 1;
		if (length > sizeof(sent) - at)
			length = sizeof(sent) - at;
		CHECK_EQUAL(write_bytes(writer, sent + at, length), length);
		at += length;
	}
	file_put(writer);
}

static void test_two_threads(void)
{
	size_t at = 0;
	ssize_t length;
	uint32_t seed = 77;

	for (size_t i = 0; i < sizeof(sent); i++)
		sent[i] = (char)test_random(&seed);
	CHECK_EQUAL(pipe_create(0, &reader, &writer), 0);
	thread_start(thread_create("writer", write_all, NULL));
	do {
		length = read_bytes(reader, received + at, test_random(&seed) % 5000 + 1);
		CHECK(length >= 0);
		at += (size_t)length;
	} while (length > 0);
	CHECK_EQUAL(at, sizeof(sent));
	CHECK(memcmp(sent, received, sizeof(sent)) == 0);
	file_put(reader);
}

int main(void)
{
	host_start();
	host_quiet = true;
	test_one_thread();
	bad_buffer();
	test_two_threads();
	CHECK_EQUAL(file_count(), 0);
	CHECK_EQUAL(host_memory_in_use, 0);
	puts("pipes");
	return 0;
}
