/*
 * Integers of a fixed byte order, as disks, devices and device trees have them.
 *
 * Each is a structure around one integer, so that it can not be mixed up with a plain number; on
 * a little-endian machine reading a le32 is one load. Naturally aligned, as integers are.
 */
#pragma once

#include <lib/types.h>

typedef struct {
	uint16_t raw;
} le16;

typedef struct {
	uint32_t raw;
} le32;

typedef struct {
	uint64_t raw;
} le64;

typedef struct {
	uint32_t raw;
} be32;

typedef struct {
	uint64_t raw;
} be64;

#define STRATA_LITTLE_ENDIAN (__BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__)

static inline uint16_t le16_get(le16 value)
{
	return STRATA_LITTLE_ENDIAN ? value.raw : __builtin_bswap16(value.raw);
}

static inline uint32_t le32_get(le32 value)
{
	return STRATA_LITTLE_ENDIAN ? value.raw : __builtin_bswap32(value.raw);
}

static inline uint64_t le64_get(le64 value)
{
	return STRATA_LITTLE_ENDIAN ? value.raw : __builtin_bswap64(value.raw);
}

static inline uint32_t be32_get(be32 value)
{
	return STRATA_LITTLE_ENDIAN ? __builtin_bswap32(value.raw) : value.raw;
}

static inline uint64_t be64_get(be64 value)
{
	return STRATA_LITTLE_ENDIAN ? __builtin_bswap64(value.raw) : value.raw;
}

/* leN_make, beN_make - the stored form of a number. */
static inline le16 le16_make(uint16_t value)
{
	return (le16){ le16_get((le16){ value }) };
}

static inline le32 le32_make(uint32_t value)
{
	return (le32){ le32_get((le32){ value }) };
}

static inline le64 le64_make(uint64_t value)
{
	return (le64){ le64_get((le64){ value }) };
}

static inline be32 be32_make(uint32_t value)
{
	return (be32){ be32_get((be32){ value }) };
}

static inline be64 be64_make(uint64_t value)
{
	return (be64){ be64_get((be64){ value }) };
}

static inline void le16_set(le16 *field, uint16_t value)
{
	*field = le16_make(value);
}

static inline void le32_set(le32 *field, uint32_t value)
{
	*field = le32_make(value);
}

static inline void le64_set(le64 *field, uint64_t value)
{
	*field = le64_make(value);
}

static inline void be32_set(be32 *field, uint32_t value)
{
	*field = be32_make(value);
}

static inline void be64_set(be64 *field, uint64_t value)
{
	*field = be64_make(value);
}
