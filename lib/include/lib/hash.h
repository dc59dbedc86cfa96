/* Hashes for in-memory tables: fast and well spread, with no claim against an adversary. */
#pragma once

#include <lib/types.h>

/* hash_u64 - spread an integer; take the upper bits with hash_to_index(). */
static inline uint64_t hash_u64(uint64_t value)
{
	value ^= value >> 32;
	return value * 0x9e3779b97f4a7c15u; /* 2^64 over the golden ratio */
}

/* hash_to_index - a hash as an index into a table of 1 << bits entries; bits is 1..32. */
static inline uint32_t hash_to_index(uint64_t hash, unsigned int bits)
{
	return (uint32_t)(hash >> (64 - bits));
}

/* hash_bytes - a hash of `size` bytes (multiply and add per byte, spread at the end). */
static inline uint64_t hash_bytes(const void *bytes, size_t size)
{
	const unsigned char *at = bytes;
	uint64_t hash = size;

	for (; size > 0; size--)
		hash = hash * 31 + *at++;
	return hash_u64(hash);
}
