/* What is done before the power is cut. Each is small and about one thing. */
#pragma once

#include "model.h"

struct workload {
	const char *name;
	void (*run)(uint32_t *seed);
	uint32_t features; /* of the image, without which it makes no sense */
	bool large;        /* needs a large log, a large cache and many inodes */
};

extern const struct workload workloads[];
extern const unsigned int workload_count;
