/* Mapped memory: places, rights, files as memory, sharing, and taking away again. */
#include "usertests.h"

#include <sys/mman.h>

#define READ_WRITE (PROT_READ | PROT_WRITE)
#define PRIVATE	   (MAP_PRIVATE | MAP_ANONYMOUS)
#define SHARED	   (MAP_SHARED | MAP_ANONYMOUS)

/* A mapping that has to succeed. A kernel without mmap is none to try. */
static char *map_at(void *where, size_t size, int protection, int flags, int file, off_t offset)
{
	char *memory = mmap(where, size, protection, flags, file, offset);

	if (memory == MAP_FAILED && errno == ENOSYS)
		_exit(0);
	EXPECT(memory != MAP_FAILED);
	return memory;
}

static char *map(unsigned int pages, int flags)
{
	return map_at(NULL, pages * PAGE, READ_WRITE, flags, -1, 0);
}

/* Free room of some pages, known by having been mapped. */
static char *free_room(unsigned int pages)
{
	char *room = map(pages, PRIVATE);

	EXPECT_OK(munmap(room, pages * PAGE));
	return room;
}

static int new_file(const char *name, size_t size)
{
	int file;

	put_pattern(name, size, 5);
	file = open(name, O_RDWR);
	EXPECT(file >= 0);
	return file;
}

static void expect_bytes(const char *memory, size_t size, size_t offset)
{
	for (size_t i = 0; i < size; i++)
		EXPECT_VALUE((unsigned char)memory[i], pattern_byte(5, offset + i));
}

static volatile char *touched;

static void read_it(void)
{
	(void)*touched;
}

static void write_it(void)
{
	*touched = 1;
}

static void expect_fault(char *where, void (*how)(void), int signal)
{
	touched = where;
	EXPECT_SIGNAL(how, signal);
}

static void mapped_memory_is_zero_and_whole_pages(void)
{
	char *memory = map_at(NULL, 3 * PAGE - 5, READ_WRITE, PRIVATE, -1, 0);

	EXPECT_VALUE((uintptr_t)memory % PAGE, 0);
	for (size_t i = 0; i < 3 * PAGE; i += 100)
		EXPECT_VALUE(memory[i], 0);
	memset(memory, 7, 3 * PAGE);
	EXPECT_OK(munmap(memory, 3 * PAGE - 5));
	expect_fault(memory + 2 * PAGE, read_it, SIGSEGV);
}

static void mappings_do_not_overlap(void)
{
	static char *memory[40];

	for (size_t i = 0; i < ARRAY_LENGTH(memory); i++) {
		memory[i] = map(i % 3 + 1, i % 2 ? PRIVATE : SHARED);
		memset(memory[i], (int)i, (i % 3 + 1) * PAGE);
	}
	for (size_t i = 0; i < ARRAY_LENGTH(memory); i++) {
		EXPECT_VALUE(memory[i][0], i);
		EXPECT_VALUE(memory[i][(i % 3 + 1) * PAGE - 1], i);
	}
}

static void mmap_checks_its_arguments(void)
{
	int file = new_file("a", 100);
	size_t most = (size_t)-1;

	EXPECT(map(1, PRIVATE) != NULL);
	EXPECT_ERROR(mmap(NULL, 0, READ_WRITE, PRIVATE, -1, 0), EINVAL);
	EXPECT_ERROR(mmap(NULL, PAGE, READ_WRITE, MAP_ANONYMOUS, -1, 0), EINVAL);
	EXPECT_ERROR(mmap(NULL, PAGE, READ_WRITE, MAP_PRIVATE, -1, 0), EBADF);
	EXPECT_ERROR(mmap(NULL, PAGE, READ_WRITE, MAP_PRIVATE, 77, 0), EBADF);
	EXPECT_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, file, 100), EINVAL);
	EXPECT_ERROR(mmap(NULL, most - PAGE, PROT_READ, PRIVATE, -1, 0), ENOMEM);
	EXPECT_ERROR(mmap(NULL, (size_t)1 << 46, READ_WRITE, PRIVATE, -1, 0), ENOMEM);
}

static void a_file_has_to_be_open_for_what_is_asked(void)
{
	int reader, writer, folder = open(".", O_RDONLY);

	put_file("a", "text");
	reader = open("a", O_RDONLY);
	writer = open("a", O_WRONLY);
	map_at(NULL, PAGE, READ_WRITE, MAP_PRIVATE, reader, 0);
	EXPECT_ERROR(mmap(NULL, PAGE, READ_WRITE, MAP_SHARED, reader, 0), EACCES);
	EXPECT_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, writer, 0), EACCES);
	EXPECT_ERROR(mmap(NULL, PAGE, PROT_WRITE, MAP_SHARED, writer, 0), EACCES);
	EXPECT_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, folder, 0), ENODEV);
}

static void a_pipe_cannot_be_mapped(void)
{
	int ends[2];

	map(1, PRIVATE);
	EXPECT_OK(pipe(ends));
	EXPECT_ERROR(mmap(NULL, PAGE, PROT_READ, MAP_PRIVATE, ends[0], 0), ENODEV);
}

static void a_hint_is_taken_when_the_place_is_free(void)
{
	char *room = free_room(10);

	EXPECT(map_at(room + 4 * PAGE, PAGE, READ_WRITE, PRIVATE, -1, 0) == room + 4 * PAGE);
	EXPECT(map_at(room + 4 * PAGE, PAGE, READ_WRITE, PRIVATE, -1, 0) != room + 4 * PAGE);
	EXPECT(map_at(room + 3 * PAGE, 2 * PAGE, READ_WRITE, PRIVATE, -1, 0) != room + 3 * PAGE);
	map_at((void *)-4096, PAGE, READ_WRITE, PRIVATE, -1, 0);
}

static void a_fixed_mapping_replaces_what_is_there(void)
{
	char *memory = map(5, PRIVATE);

	memset(memory, 1, 5 * PAGE);
	EXPECT(map_at(memory + PAGE, 2 * PAGE, READ_WRITE, PRIVATE | MAP_FIXED, -1, 0) ==
	       memory + PAGE);
	EXPECT_VALUE(memory[PAGE - 1], 1);
	EXPECT_VALUE(memory[PAGE], 0);
	EXPECT_VALUE(memory[3 * PAGE - 1], 0);
	EXPECT_VALUE(memory[3 * PAGE], 1);
	EXPECT_ERROR(mmap(memory + 5, PAGE, READ_WRITE, PRIVATE | MAP_FIXED, -1, 0), EINVAL);
	EXPECT_ERROR(mmap((void *)((size_t)-1 << 12), PAGE, READ_WRITE, PRIVATE | MAP_FIXED, -1,
			  0), ENOMEM);
}

static void fixed_noreplace_wants_a_free_place(void)
{
	const int flags = PRIVATE | MAP_FIXED_NOREPLACE;
	char *memory = map(4, PRIVATE);

	EXPECT_OK(munmap(memory + PAGE, 2 * PAGE));
	EXPECT_ERROR(mmap(memory, PAGE, READ_WRITE, flags, -1, 0), EEXIST);
	EXPECT_ERROR(mmap(memory + 2 * PAGE, 2 * PAGE, READ_WRITE, flags, -1, 0), EEXIST);
	EXPECT(map_at(memory + PAGE, 2 * PAGE, READ_WRITE, flags, -1, 0) == memory + PAGE);
}

static void a_hole_in_a_mapping(void)
{
	char *memory = map(5, PRIVATE);

	memset(memory, 3, 5 * PAGE);
	EXPECT_OK(munmap(memory + 2 * PAGE, PAGE));
	expect_fault(memory + 2 * PAGE, read_it, SIGSEGV);
	EXPECT_VALUE(memory[2 * PAGE - 1], 3);
	EXPECT_VALUE(memory[3 * PAGE], 3);
	/* What is not mapped can be unmapped again, with neighbours that are. */
	EXPECT_OK(munmap(memory + PAGE, 3 * PAGE));
	expect_fault(memory + PAGE, write_it, SIGSEGV);
	expect_fault(memory + 3 * PAGE, write_it, SIGSEGV);
	EXPECT_VALUE(memory[4 * PAGE], 3);
}

static void munmap_checks_its_arguments(void)
{
	char *memory = map(2, PRIVATE);

	EXPECT_ERROR(munmap(memory + 1, PAGE), EINVAL);
	EXPECT_ERROR(munmap(memory, 0), EINVAL);
	EXPECT_ERROR(munmap(memory, (size_t)-PAGE), EINVAL);
	memory[PAGE] = 1;
	EXPECT_OK(munmap(memory, 2 * PAGE));
	EXPECT_OK(munmap(memory, 2 * PAGE));
}

static void calls_see_that_a_mapping_has_gone(void)
{
	char *memory = map(2, PRIVATE);
	int file = new_file("a", 2 * PAGE);

	EXPECT_VALUE(read(file, memory, 2 * PAGE), 2 * PAGE);
	EXPECT_OK(munmap(memory + PAGE, PAGE));
	EXPECT_VALUE(lseek(file, 0, SEEK_SET), 0);
	EXPECT_ERROR(read(file, memory + PAGE, 10), EFAULT);
	EXPECT_ERROR(write(file, memory + PAGE, 10), EFAULT);
	EXPECT_VALUE(read(file, memory, PAGE), PAGE);
}

static void memory_without_rights_faults(void)
{
	char *memory = map_at(NULL, 4 * PAGE, PROT_NONE, PRIVATE, -1, 0);

	expect_fault(memory, read_it, SIGSEGV);
	expect_fault(memory, write_it, SIGSEGV);
	EXPECT_OK(mprotect(memory + PAGE, 2 * PAGE, READ_WRITE));
	memset(memory + PAGE, 1, 2 * PAGE);
	expect_fault(memory + 3 * PAGE, read_it, SIGSEGV);
	EXPECT_OK(mprotect(memory + PAGE, PAGE, PROT_READ));
	expect_fault(memory + PAGE, write_it, SIGSEGV);
	EXPECT_VALUE(memory[PAGE], 1);
	EXPECT_VALUE(memory[2 * PAGE], 1);
}

static void rights_page_by_page(void)
{
	char *memory = map(16, PRIVATE);

	for (int i = 0; i < 16; i++)
		memory[i * PAGE] = (char)i;
	for (int i = 0; i < 16; i += 2)
		EXPECT_OK(mprotect(memory + i * PAGE, PAGE, PROT_READ));
	expect_fault(memory + 6 * PAGE, write_it, SIGSEGV);
	memory[7 * PAGE] = 7;
	EXPECT_OK(mprotect(memory, 16 * PAGE, READ_WRITE));
	for (int i = 0; i < 16; i++) {
		EXPECT_VALUE(memory[i * PAGE], i);
		memory[i * PAGE] = 1;
	}
	EXPECT_OK(munmap(memory + 3 * PAGE, 9 * PAGE));
	EXPECT_ERROR(mprotect(memory, 16 * PAGE, PROT_READ), ENOMEM);
}

static void memory_that_is_only_read_is_not_written(void)
{
	char *memory = map_at(NULL, PAGE, PROT_READ, PRIVATE, -1, 0);
	int file = new_file("a", 10);

	EXPECT_VALUE(memory[100], 0);
	expect_fault(memory, write_it, SIGSEGV);
	EXPECT_ERROR(read(file, memory, 10), EFAULT);
}

static void memory_is_never_writable_and_executable(void)
{
	const int all = PROT_READ | PROT_WRITE | PROT_EXEC;
	char *memory = map(1, PRIVATE);

	EXPECT_ERROR(mmap(NULL, PAGE, all, PRIVATE, -1, 0), EACCES);
	EXPECT_ERROR(mprotect(memory, PAGE, all), EACCES);
}

static void page_zero_is_nobodys(void)
{
	map(1, PRIVATE);
	EXPECT_ERROR(mmap(NULL, PAGE, READ_WRITE, PRIVATE | MAP_FIXED, -1, 0), EPERM);
	EXPECT(map_at((void *)100, PAGE, READ_WRITE, PRIVATE, -1, 0) != NULL);
}

static void a_private_mapping_shows_the_file(void)
{
	int file = new_file("a", 3 * PAGE + 100);
	char *memory = map_at(NULL, 4 * PAGE, PROT_READ, MAP_PRIVATE, file, 0);

	EXPECT_OK(close(file));
	expect_bytes(memory, 3 * PAGE + 100, 0);
	for (size_t i = 3 * PAGE + 100; i < 4 * PAGE; i++)
		EXPECT_VALUE(memory[i], 0);
}

static void a_mapping_begins_anywhere_in_a_file(void)
{
	int file = new_file("a", 5 * PAGE);
	char *memory = map_at(NULL, 2 * PAGE, READ_WRITE, MAP_PRIVATE, file, 2 * PAGE);

	expect_bytes(memory, 2 * PAGE, 2 * PAGE);
	/* After a cut the upper part still shows its own bytes. */
	EXPECT_OK(munmap(memory, PAGE));
	expect_bytes(memory + PAGE, PAGE, 3 * PAGE);
	memory = map_at(NULL, 3 * PAGE, READ_WRITE, MAP_PRIVATE, file, 0);
	EXPECT_OK(mprotect(memory + PAGE, PAGE, PROT_READ));
	expect_bytes(memory, 3 * PAGE, 0);
}

static void a_private_mapping_leaves_the_file_alone(void)
{
	int file = new_file("a", 2 * PAGE);
	char *memory = map_at(NULL, 2 * PAGE, READ_WRITE, MAP_PRIVATE, file, 0);

	memset(memory + 100, 0, PAGE);
	expect_pattern("a", 2 * PAGE, 5);
	EXPECT_OK(munmap(memory, 2 * PAGE));
	expect_pattern("a", 2 * PAGE, 5);
	memory = map_at(NULL, 2 * PAGE, READ_WRITE, MAP_PRIVATE, file, 0);
	expect_bytes(memory, 2 * PAGE, 0);
}

static void behind_the_end_of_a_file_is_sigbus(void)
{
	int file = new_file("a", PAGE + 1);
	char *memory = map_at(NULL, 4 * PAGE, READ_WRITE, MAP_PRIVATE, file, 0);

	memory[2 * PAGE - 1] = 1;
	expect_fault(memory + 2 * PAGE, read_it, SIGBUS);
	expect_fault(memory + 3 * PAGE, write_it, SIGBUS);
	EXPECT_ERROR(write(file, memory + 2 * PAGE, 5), EFAULT);
	EXPECT_ERROR(read(file, memory + 3 * PAGE, 5), EFAULT);
	memory = map_at(NULL, PAGE, PROT_READ, MAP_PRIVATE, file, 16 * PAGE);
	expect_fault(memory, read_it, SIGBUS);
}

static void a_file_that_has_grown_can_be_touched(void)
{
	int file = new_file("a", 100);
	char *memory = map_at(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE, file, 0);

	expect_fault(memory + PAGE, read_it, SIGBUS);
	put_pattern("a", 2 * PAGE, 5);
	expect_bytes(memory + PAGE, PAGE, PAGE);
}

static void an_unlinked_file_stays_mapped(void)
{
	int file = new_file("a", 2 * PAGE);
	char *memory = map_at(NULL, 2 * PAGE, PROT_READ, MAP_PRIVATE, file, 0);

	EXPECT_OK(close(file));
	EXPECT_OK(unlink("a"));
	put_file("a", "another");
	expect_bytes(memory, 2 * PAGE, 0);
}

static void offsets_must_not_overflow(void)
{
	int file = new_file("a", 100);

	map(1, PRIVATE);
	EXPECT_ERROR(mmap(NULL, 4 * PAGE, PROT_READ, MAP_PRIVATE, file, -2 * PAGE), EOVERFLOW);
}

static char *common;

static void change_common(void)
{
	common[0]++;
	common[2 * PAGE] = 9;
}

static void private_memory_is_copied_by_fork(void)
{
	common = map(3, PRIVATE);
	memset(common, 1, 3 * PAGE);
	join(start(change_common));
	EXPECT_VALUE(common[0], 1);
	EXPECT_VALUE(common[2 * PAGE], 1);
	common[0] = 2;
	join(start(change_common));
	EXPECT_VALUE(common[0], 2);
}

static void shared_memory_is_shared_with_children(void)
{
	common = map(3, SHARED);
	common[0] = 1;
	join(start(change_common));
	join(start(change_common));
	EXPECT_VALUE(common[0], 3);
	EXPECT_VALUE(common[2 * PAGE], 9);
}

static void unmap_common(void)
{
	common[PAGE] = 4;
	EXPECT_OK(munmap(common, 3 * PAGE));
}

static void shared_memory_outlives_a_child_that_unmaps_it(void)
{
	common = map(3, SHARED);
	common[0] = 1;
	join(start(unmap_common));
	EXPECT_VALUE(common[0], 1);
	EXPECT_VALUE(common[PAGE], 4);
	EXPECT_VALUE(common[2 * PAGE], 0);
}

static void grandchildren_share(void)
{
	join(start(change_common));
	change_common();
}

static void shared_memory_is_shared_with_grandchildren(void)
{
	int file = new_file("a", PAGE);

	common = map(3, SHARED);
	join(start(grandchildren_share));
	EXPECT_VALUE(common[0], 2);
	/* Calls write to the page that all see, too. */
	EXPECT_VALUE(read(file, common + PAGE, PAGE), PAGE);
	join(start(change_common));
	expect_bytes(common + PAGE, PAGE, 0);
}

static void wait_for_common(void)
{
	while (((volatile char *)common)[5] == 0)
		pause_ms(1);
	common[6] = 1;
}

static void processes_talk_through_shared_memory(void)
{
	pid_t child;

	common = map(1, SHARED);
	child = start(wait_for_common);
	pause_ms(5);
	((volatile char *)common)[5] = 1;
	join(child);
	EXPECT_VALUE(common[6], 1);
}

static void rights_of_shared_memory_are_each_ones_own(void)
{
	common = map(3, SHARED);
	EXPECT_OK(mprotect(common, 3 * PAGE, PROT_READ));
	expect_fault(common, write_it, SIGSEGV);
	EXPECT_OK(mprotect(common, PAGE, READ_WRITE));
	common[0] = 5;
	EXPECT_OK(mprotect(common, 3 * PAGE, READ_WRITE));
	join(start(change_common));
	EXPECT_VALUE(common[0], 6);
	EXPECT_VALUE(common[2 * PAGE], 9);
}

static void mremap_shrinks_and_grows(void)
{
	char *memory = map(4, PRIVATE), *moved;

	memset(memory, 6, 4 * PAGE);
	EXPECT(mremap(memory, 4 * PAGE, 2 * PAGE, 0) == memory);
	expect_fault(memory + 2 * PAGE, read_it, SIGSEGV);
	EXPECT(mremap(memory, 2 * PAGE, 3 * PAGE, 0) == memory);
	EXPECT_VALUE(memory[2 * PAGE - 1], 6);
	EXPECT_VALUE(memory[2 * PAGE], 0);
	moved = mremap(memory, 3 * PAGE, 300 * PAGE, MREMAP_MAYMOVE);
	EXPECT(moved != MAP_FAILED);
	EXPECT_VALUE(moved[2 * PAGE - 1], 6);
	EXPECT_VALUE(moved[3 * PAGE], 0);
	moved[300 * PAGE - 1] = 1;
	EXPECT_OK(munmap(moved, 300 * PAGE));
}

static void mremap_moves_where_it_is_told(void)
{
	char *room = free_room(20), *memory = map_at(room, 2 * PAGE, READ_WRITE, PRIVATE, -1, 0);
	char *target = room + 8 * PAGE;
	const int fixed = MREMAP_MAYMOVE | MREMAP_FIXED;

	memset(memory, 5, 2 * PAGE);
	EXPECT(mremap(memory, 2 * PAGE, 4 * PAGE, fixed, target) == target);
	EXPECT_VALUE(target[2 * PAGE - 1], 5);
	EXPECT_VALUE(target[2 * PAGE], 0);
	expect_fault(memory, read_it, SIGSEGV);
	EXPECT_ERROR(mremap(target, 4 * PAGE, 4 * PAGE, fixed, target + PAGE), EINVAL);
	EXPECT_ERROR(mremap(target, 4 * PAGE, 4 * PAGE, MREMAP_FIXED, memory), EINVAL);
	EXPECT(mremap(target + PAGE, PAGE, PAGE, fixed, memory) == memory);
	EXPECT_VALUE(memory[0], 5);
	EXPECT_VALUE(target[0], 5);
	expect_fault(target + PAGE, read_it, SIGSEGV);
}

/* So far down that the segment would begin below address 0; read from the file there at last. */
static void mremap_moves_a_part_of_the_program(void)
{
	static const unsigned char part[2 * PAGE] __attribute__((aligned(PAGE))) = {
		[0 ... 2 * PAGE - 1] = 7,
	};
	char *low = (char *)(2 * PAGE);
	char *moved;

	EXPECT_OK(munmap(map(1, PRIVATE), PAGE)); /* without mmap there is nothing to try */
	moved = mremap((void *)(uintptr_t)part, 2 * PAGE, 2 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		       low);
	EXPECT(moved == low);
	for (size_t i = 0; i < 2 * PAGE; i++)
		EXPECT_VALUE(moved[i], 7);
}

static void mremap_that_may_not_move(void)
{
	char *memory = map(4, PRIVATE);

	EXPECT_OK(mprotect(memory + 2 * PAGE, 2 * PAGE, PROT_READ));
	EXPECT_ERROR(mremap(memory, PAGE, 2 * PAGE, 0), ENOMEM);
	EXPECT_ERROR(mremap(memory, 4 * PAGE, 8 * PAGE, MREMAP_MAYMOVE), EFAULT);
	EXPECT_OK(munmap(memory + PAGE, PAGE));
	EXPECT_ERROR(mremap(memory + PAGE, PAGE, 2 * PAGE, MREMAP_MAYMOVE), EFAULT);
	EXPECT_ERROR(mremap(memory, PAGE, 0, 0), EINVAL);
	EXPECT_ERROR(mremap(memory + 1, PAGE, PAGE, 0), EINVAL);
	EXPECT_ERROR(mremap(memory, PAGE, PAGE, 0x40), EINVAL);
}

static void a_moved_file_mapping_shows_the_same_bytes(void)
{
	int file = new_file("a", 4 * PAGE);
	char *room = free_room(20);
	char *memory = map_at(room, 3 * PAGE, READ_WRITE, MAP_PRIVATE, file, PAGE);

	memory[5] = 99;
	memory = mremap(memory, 2 * PAGE, 3 * PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
			room + 7 * PAGE);
	EXPECT(memory == room + 7 * PAGE);
	EXPECT_VALUE(memory[5], 99);
	expect_bytes(memory + 6, 3 * PAGE - 6, PAGE + 6);
	expect_bytes(room + 2 * PAGE, PAGE, 3 * PAGE);
}

static void discarded_memory_is_zero_again(void)
{
	int file = new_file("a", 2 * PAGE);
	char *memory = map(4, PRIVATE);
	char *of_file = map_at(NULL, 2 * PAGE, READ_WRITE, MAP_PRIVATE, file, 0);

	memset(memory, 8, 4 * PAGE);
	memset(of_file, 8, 2 * PAGE);
	EXPECT_OK(madvise(memory + PAGE, 2 * PAGE, MADV_DONTNEED));
	EXPECT_VALUE(memory[PAGE - 1], 8);
	EXPECT_VALUE(memory[PAGE], 0);
	EXPECT_VALUE(memory[3 * PAGE - 1], 0);
	EXPECT_VALUE(memory[3 * PAGE], 8);
	EXPECT_OK(madvise(of_file, 2 * PAGE, MADV_DONTNEED));
	expect_bytes(of_file, 2 * PAGE, 0);
}

static void madvise_checks_its_arguments(void)
{
	char *memory = map(3, PRIVATE);

	EXPECT_OK(madvise(memory, 3 * PAGE, MADV_WILLNEED));
	EXPECT_OK(madvise(memory, 3 * PAGE, MADV_SEQUENTIAL));
	EXPECT_OK(madvise(memory, 0, MADV_NORMAL));
	EXPECT_ERROR(madvise(memory + 1, PAGE, MADV_NORMAL), EINVAL);
	EXPECT_ERROR(madvise(memory, PAGE, 1000), EINVAL);
	memory[2 * PAGE] = 1;
	EXPECT_OK(munmap(memory + PAGE, PAGE));
	EXPECT_ERROR(madvise(memory, 3 * PAGE, MADV_NORMAL), ENOMEM);
	EXPECT_VALUE(memory[2 * PAGE], 1);
	EXPECT_ERROR(madvise(memory, 3 * PAGE, MADV_DONTNEED), ENOMEM);
	EXPECT_VALUE(memory[2 * PAGE], 0);
}

static void msync_checks_its_arguments(void)
{
	char *memory = map(3, PRIVATE);

	EXPECT_OK(msync(memory, 3 * PAGE, MS_SYNC));
	EXPECT_OK(msync(memory, 3 * PAGE, MS_ASYNC));
	EXPECT_ERROR(msync(memory, PAGE, MS_SYNC | MS_ASYNC), EINVAL);
	EXPECT_ERROR(msync(memory, PAGE, 0x100), EINVAL);
	EXPECT_ERROR(msync(memory + 1, PAGE, MS_SYNC), EINVAL);
	EXPECT_OK(munmap(memory + PAGE, PAGE));
	EXPECT_ERROR(msync(memory, 3 * PAGE, MS_SYNC), ENOMEM);
}

/* The zero device gives what no file gives. */
static void the_zero_device_can_be_mapped(void)
{
	int zero = open("/dev/zero", O_RDWR);

	map(1, PRIVATE);
	EXPECT(zero >= 0);
	touched = map_at(NULL, 2 * PAGE, READ_WRITE, MAP_PRIVATE, zero, 0);
	EXPECT_VALUE(touched[PAGE], 0);
	touched[PAGE] = 1;
	common = map_at(NULL, 3 * PAGE, READ_WRITE, MAP_SHARED, zero, 0);
	join(start(change_common));
	EXPECT_VALUE(common[0], 1);
}

static void the_heap_and_mappings_live_together(void)
{
	char *heap = fresh_pages(4), *end;

	memset(heap, 1, 4 * PAGE);
	map_at(heap + PAGE, PAGE, READ_WRITE, PRIVATE | MAP_FIXED, -1, 0);
	EXPECT_VALUE(heap[PAGE], 0);
	EXPECT_VALUE(heap[2 * PAGE], 1);
	EXPECT_OK(munmap(heap + 3 * PAGE, PAGE));
	end = sbrk(PAGE);
	EXPECT(end == heap + 4 * PAGE);
	end[0] = 1;
	expect_fault(heap + 3 * PAGE, read_it, SIGSEGV);
	/* Giving back takes what has been put there as well. */
	EXPECT(sbrk(-5 * PAGE) == heap + 5 * PAGE);
	expect_fault(heap + PAGE, read_it, SIGSEGV);
	EXPECT(sbrk(2 * PAGE) == heap);
	EXPECT_VALUE(heap[0], 0);
}

static void the_heap_stops_at_a_mapping(void)
{
	char *heap = fresh_pages(1);

	map_at(heap + 8 * PAGE, PAGE, READ_WRITE, PRIVATE | MAP_FIXED, -1, 0);
	EXPECT(sbrk(4 * PAGE) == heap + PAGE);
	EXPECT_ERROR(sbrk(6 * PAGE), ENOMEM);
	EXPECT(sbrk(0) == heap + 5 * PAGE);
}

static void a_thousand_mappings(void)
{
	char *memory = map(1000, PRIVATE);

	for (int i = 0; i < 1000; i += 2)
		EXPECT_OK(mprotect(memory + i * PAGE, PAGE, PROT_READ));
	for (int i = 1; i < 1000; i += 2)
		memory[i * PAGE] = (char)i;
	for (int i = 0; i < 1000; i += 4)
		EXPECT_OK(munmap(memory + i * PAGE, PAGE));
	for (int i = 1; i < 1000; i += 2)
		EXPECT_VALUE(memory[i * PAGE], (char)i);
}

static char big_text[8 * PAGE];

static void read_into_untouched_mapping(void)
{
	char *memory = map(8, PRIVATE);
	int file = open("a", O_RDONLY);

	EXPECT_VALUE(read(file, memory, 8 * PAGE), 8 * PAGE);
	expect_bytes(memory, 8 * PAGE, 0);
}

static void calls_fill_in_mapped_memory(void)
{
	int file = new_file("a", 8 * PAGE), copy = open("b", O_RDWR | O_CREAT, 0644);
	char *memory = map_at(NULL, 8 * PAGE, PROT_READ, MAP_PRIVATE, file, 0);

	join(start(read_into_untouched_mapping));
	EXPECT_VALUE(write(copy, memory, 8 * PAGE), 8 * PAGE);
	expect_pattern("b", 8 * PAGE, 5);
	/* A file can be read into its own mapping. */
	memory = map_at(NULL, 8 * PAGE, READ_WRITE, MAP_PRIVATE, file, 0);
	EXPECT_VALUE(pread(file, memory + PAGE, 3 * PAGE, 0), 3 * PAGE);
	expect_bytes(memory + PAGE, 3 * PAGE, 0);
	EXPECT_VALUE(pread(file, big_text, sizeof(big_text), 0), sizeof(big_text));
	expect_bytes(big_text, sizeof(big_text), 0);
}

static void mapping_again_and_again(void)
{
	int file = new_file("a", 4 * PAGE);

	for (int round = 0; round < 200; round++) {
		char *memory = map(8, round % 2 ? PRIVATE : SHARED);
		char *of_file = map_at(NULL, 4 * PAGE, READ_WRITE,
				       round % 3 ? MAP_PRIVATE : MAP_SHARED, file, 0);

		memory[round % 8 * PAGE] = 1;
		of_file[round % 4 * PAGE] = 1;
		EXPECT_OK(munmap(of_file, 4 * PAGE));
		EXPECT_OK(munmap(memory, 8 * PAGE));
	}
}

/* Shared mappings of files: who looks at the file by calls sees what was written, and the other
 * way. */
static void a_shared_mapping_writes_the_file(void)
{
	int file = new_file("a", 3 * PAGE);
	char *memory = map_at(NULL, 3 * PAGE, READ_WRITE, MAP_SHARED, file, 0);

	expect_bytes(memory, 3 * PAGE, 0);
	memcpy(memory + PAGE - 2, "text", 4);
	EXPECT_OK(munmap(memory, 3 * PAGE));
	EXPECT_VALUE(pread(file, big_text, 3 * PAGE, 0), 3 * PAGE);
	EXPECT(memcmp(big_text + PAGE - 2, "text", 4) == 0);
	expect_bytes(big_text, PAGE - 2, 0);
	expect_bytes(big_text + PAGE + 2, 2 * PAGE - 2, PAGE + 2);
}

static void calls_see_what_a_mapping_holds(void)
{
	int file = new_file("a", 2 * PAGE), other = open("a", O_RDWR);
	char *memory = map_at(NULL, 2 * PAGE, READ_WRITE, MAP_SHARED, file, 0);
	char *again = map_at(NULL, PAGE, PROT_READ, MAP_SHARED, other, PAGE);
	char text[5] = "";

	memcpy(memory + PAGE + 10, "abcd", 4);
	EXPECT_VALUE(pread(other, text, 4, PAGE + 10), 4);
	EXPECT(strcmp(text, "abcd") == 0);
	EXPECT(memcmp(again + 10, "abcd", 4) == 0);
	EXPECT_VALUE(pwrite(other, "efgh", 4, PAGE + 12), 4);
	EXPECT(memcmp(memory + PAGE + 10, "abefgh", 6) == 0);
	EXPECT(memcmp(again + 10, "abefgh", 6) == 0);
	memory[0] = 1;
	memory = map_at(NULL, PAGE, PROT_READ, MAP_PRIVATE, other, 0);
	EXPECT_VALUE(memory[0], 1);
}

static void write_to_common(void)
{
	memcpy(common + 100, "child", 5);
}

static void children_share_a_mapped_file(void)
{
	int file = new_file("a", 3 * PAGE);

	common = map_at(NULL, 3 * PAGE, READ_WRITE, MAP_SHARED, file, 0);
	EXPECT_OK(close(file));
	join(start(write_to_common));
	EXPECT(memcmp(common + 100, "child", 5) == 0);
	join(start(unmap_common));
	EXPECT_VALUE(common[PAGE], 4);
	EXPECT_OK(munmap(common, 3 * PAGE));
	EXPECT_VALUE(read(open("a", O_RDONLY), big_text, 3 * PAGE), 3 * PAGE);
	EXPECT(memcmp(big_text + 100, "child", 5) == 0);
	EXPECT_VALUE(big_text[PAGE], 4);
}

static void map_and_exit(void)
{
	char *memory = map_at(NULL, PAGE, READ_WRITE, MAP_SHARED, open("a", O_RDWR), 0);

	memcpy(memory, "last words", 10);
}

static void the_end_of_a_process_stores_what_it_wrote(void)
{
	map(1, PRIVATE);
	close(new_file("a", 100));
	join(start(map_and_exit));
	EXPECT_VALUE(file_size("a"), 100);
	EXPECT_VALUE(read(open("a", O_RDONLY), big_text, 10), 10);
	EXPECT(memcmp(big_text, "last words", 10) == 0);
}

/* What lies behind the end of the file is memory up to the end of the page, and never stored. */
static void a_mapping_does_not_make_a_file_longer(void)
{
	int file = new_file("a", 100);
	char *memory = map_at(NULL, 2 * PAGE, READ_WRITE, MAP_SHARED, file, 0);

	EXPECT_VALUE(memory[100], 0);
	memory[99] = 9;
	memory[100] = 9;
	expect_fault(memory + PAGE, write_it, SIGBUS);
	EXPECT_OK(msync(memory, 2 * PAGE, MS_SYNC));
	EXPECT_VALUE(file_size("a"), 100);
	EXPECT_VALUE(pread(file, big_text, 200, 0), 100);
	EXPECT_VALUE(big_text[99], 9);
}

static void a_mapped_file_can_grow_and_shrink(void)
{
	int file = new_file("a", PAGE + 100);
	char *memory = map_at(NULL, 4 * PAGE, READ_WRITE, MAP_SHARED, file, 0);

	memset(memory + PAGE, 5, 100);
	EXPECT_OK(ftruncate(file, 3 * PAGE));
	EXPECT_VALUE(memory[PAGE + 99], 5);
	EXPECT_VALUE(memory[PAGE + 100], 0);
	EXPECT_VALUE(memory[3 * PAGE - 1], 0);
	memory[2 * PAGE] = 6;
	EXPECT_VALUE(pread(file, big_text, 1, 2 * PAGE), 1);
	EXPECT_VALUE(big_text[0], 6);
	EXPECT_OK(ftruncate(file, PAGE + 50));
	EXPECT_VALUE(memory[PAGE + 49], 5);
	EXPECT_VALUE(memory[PAGE + 50], 0);
	EXPECT_OK(ftruncate(file, 4 * PAGE));
	EXPECT_VALUE(memory[PAGE + 99], 0);
	EXPECT_VALUE(memory[2 * PAGE], 0);
	EXPECT_VALUE(pwrite(file, "x", 1, 4 * PAGE + 5), 1);
	EXPECT_OK(munmap(memory, 4 * PAGE));
	EXPECT_VALUE(pread(file, big_text, 4 * PAGE, PAGE), 3 * PAGE + 6);
	EXPECT_VALUE(big_text[49], 5);
	EXPECT_VALUE(big_text[50], 0);
	EXPECT_VALUE(big_text[PAGE], 0);
}

static void holes_can_be_mapped(void)
{
	int file = open("a", O_RDWR | O_CREAT, 0644);
	char *memory;

	EXPECT_OK(ftruncate(file, 64 * PAGE));
	memory = map_at(NULL, 64 * PAGE, READ_WRITE, MAP_SHARED, file, 0);
	for (int i = 0; i < 64; i += 7)
		memory[i * PAGE + i] = (char)(i + 1);
	EXPECT_VALUE(memory[5 * PAGE], 0);
	EXPECT_OK(msync(memory, 64 * PAGE, MS_SYNC));
	EXPECT_OK(munmap(memory, 64 * PAGE));
	for (int i = 0; i < 64; i++) {
		EXPECT_VALUE(pread(file, big_text, PAGE, i * PAGE), PAGE);
		EXPECT_VALUE(big_text[i], i % 7 ? 0 : i + 1);
		EXPECT_VALUE(big_text[i + 1], 0);
	}
}

static void a_shared_mapping_of_what_is_only_read(void)
{
	int file, writer;
	char *memory;

	put_pattern("a", 2 * PAGE, 5);
	file = open("a", O_RDONLY);
	memory = map_at(NULL, 2 * PAGE, PROT_READ, MAP_SHARED, file, 0);
	expect_bytes(memory, 2 * PAGE, 0);
	expect_fault(memory, write_it, SIGSEGV);
	EXPECT_ERROR(mprotect(memory, PAGE, READ_WRITE), EACCES);
	EXPECT_OK(mprotect(memory, PAGE, PROT_NONE));
	EXPECT_OK(mprotect(memory, PAGE, PROT_READ));
	writer = open("a", O_RDWR);
	EXPECT_VALUE(pwrite(writer, "new", 3, 50), 3);
	EXPECT(memcmp(memory + 50, "new", 3) == 0);
}

static void an_unlinked_file_stays_shared(void)
{
	int file = new_file("a", 2 * PAGE);

	common = map_at(NULL, 2 * PAGE, READ_WRITE, MAP_SHARED, file, 0);
	EXPECT_OK(unlink("a"));
	join(start(write_to_common));
	EXPECT_VALUE(pread(file, big_text, 5, 100), 5);
	EXPECT(memcmp(big_text, "child", 5) == 0);
	EXPECT_OK(close(file));
	expect_bytes(common + PAGE, PAGE, PAGE);
}

/* A file is read into its own mapping, and written from it. */
static void a_mapping_as_the_memory_of_a_call(void)
{
	int file = new_file("a", 4 * PAGE);
	char *memory = map_at(NULL, 4 * PAGE, READ_WRITE, MAP_SHARED, file, 0);

	EXPECT_VALUE(pread(file, memory + 2 * PAGE, PAGE, 0), PAGE);
	expect_bytes(memory + 2 * PAGE, PAGE, 0);
	EXPECT_VALUE(pwrite(file, memory + PAGE, PAGE, 3 * PAGE), PAGE);
	expect_bytes(memory + 3 * PAGE, PAGE, PAGE);
	EXPECT_OK(munmap(memory, 4 * PAGE));
	EXPECT_VALUE(pread(file, big_text, 4 * PAGE, 0), 4 * PAGE);
	expect_bytes(big_text + 2 * PAGE, PAGE, 0);
	expect_bytes(big_text + 3 * PAGE, PAGE, PAGE);
}

static void parts_of_a_shared_mapping(void)
{
	int file = new_file("a", 6 * PAGE);
	char *memory = map_at(NULL, 4 * PAGE, READ_WRITE, MAP_SHARED, file, PAGE), *moved;

	memory[2 * PAGE] = 1;
	EXPECT_OK(munmap(memory + PAGE, PAGE));
	EXPECT_OK(mprotect(memory + 3 * PAGE, PAGE, PROT_READ));
	moved = mremap(memory + 2 * PAGE, PAGE, PAGE, MREMAP_MAYMOVE | MREMAP_FIXED,
		       free_room(4));
	EXPECT(moved != MAP_FAILED);
	EXPECT_VALUE(moved[0], 1);
	moved[1] = 2;
	EXPECT_OK(madvise(moved, PAGE, MADV_DONTNEED));
	EXPECT_VALUE(moved[1], 2);
	EXPECT_VALUE(pread(file, big_text, 2, 3 * PAGE), 2);
	EXPECT_VALUE(big_text[0], 1);
	EXPECT_VALUE(big_text[1], 2);
	expect_bytes(memory + 3 * PAGE, PAGE, 4 * PAGE);
}

#define TEST(name, flags) { #name, flags, name }

const struct test mmap_tests[] = {
	TEST(mapped_memory_is_zero_and_whole_pages, TEST_LINUX),
	TEST(mappings_do_not_overlap, TEST_LINUX),
	TEST(mmap_checks_its_arguments, TEST_LINUX),
	TEST(a_file_has_to_be_open_for_what_is_asked, TEST_LINUX),
	TEST(a_pipe_cannot_be_mapped, TEST_LINUX),
	TEST(a_hint_is_taken_when_the_place_is_free, TEST_LINUX),
	TEST(a_fixed_mapping_replaces_what_is_there, TEST_LINUX),
	TEST(fixed_noreplace_wants_a_free_place, TEST_LINUX | TEST_NATIVE),
	TEST(a_hole_in_a_mapping, TEST_LINUX),
	TEST(munmap_checks_its_arguments, TEST_LINUX),
	TEST(calls_see_that_a_mapping_has_gone, TEST_LINUX),
	TEST(memory_without_rights_faults, TEST_LINUX),
	TEST(rights_page_by_page, TEST_LINUX),
	TEST(memory_that_is_only_read_is_not_written, TEST_LINUX),
	TEST(memory_is_never_writable_and_executable, 0),
	TEST(page_zero_is_nobodys, 0),
	TEST(a_private_mapping_shows_the_file, TEST_LINUX),
	TEST(a_mapping_begins_anywhere_in_a_file, TEST_LINUX),
	TEST(a_private_mapping_leaves_the_file_alone, TEST_LINUX),
	TEST(behind_the_end_of_a_file_is_sigbus, TEST_LINUX),
	TEST(a_file_that_has_grown_can_be_touched, TEST_LINUX),
	TEST(an_unlinked_file_stays_mapped, TEST_LINUX),
	TEST(offsets_must_not_overflow, TEST_LINUX),
	TEST(private_memory_is_copied_by_fork, TEST_LINUX),
	TEST(shared_memory_is_shared_with_children, TEST_LINUX),
	TEST(shared_memory_outlives_a_child_that_unmaps_it, TEST_LINUX),
	TEST(shared_memory_is_shared_with_grandchildren, TEST_LINUX),
	TEST(processes_talk_through_shared_memory, TEST_LINUX),
	TEST(rights_of_shared_memory_are_each_ones_own, TEST_LINUX),
	TEST(mremap_shrinks_and_grows, TEST_LINUX),
	TEST(mremap_moves_where_it_is_told, TEST_LINUX),
	TEST(mremap_moves_a_part_of_the_program, 0),
	TEST(mremap_that_may_not_move, TEST_LINUX | TEST_NATIVE),
	TEST(a_moved_file_mapping_shows_the_same_bytes, TEST_LINUX),
	TEST(discarded_memory_is_zero_again, TEST_LINUX),
	TEST(madvise_checks_its_arguments, TEST_LINUX | TEST_NATIVE),
	TEST(msync_checks_its_arguments, TEST_LINUX),
	TEST(the_zero_device_can_be_mapped, TEST_LINUX),
	TEST(the_heap_and_mappings_live_together, TEST_LINUX | TEST_NATIVE),
	TEST(the_heap_stops_at_a_mapping, TEST_LINUX),
	TEST(a_thousand_mappings, TEST_LINUX),
	TEST(calls_fill_in_mapped_memory, TEST_LINUX),
	TEST(mapping_again_and_again, TEST_LINUX),
	TEST(a_shared_mapping_writes_the_file, TEST_LINUX),
	TEST(calls_see_what_a_mapping_holds, TEST_LINUX),
	TEST(children_share_a_mapped_file, TEST_LINUX),
	TEST(the_end_of_a_process_stores_what_it_wrote, TEST_LINUX),
	TEST(a_mapping_does_not_make_a_file_longer, TEST_LINUX),
	TEST(a_mapped_file_can_grow_and_shrink, TEST_LINUX),
	TEST(holes_can_be_mapped, TEST_LINUX),
	TEST(a_shared_mapping_of_what_is_only_read, TEST_LINUX),
	TEST(an_unlinked_file_stays_shared, TEST_LINUX),
	TEST(a_mapping_as_the_memory_of_a_call, TEST_LINUX),
	TEST(parts_of_a_shared_mapping, TEST_LINUX),
	{ NULL, 0, NULL },
};
