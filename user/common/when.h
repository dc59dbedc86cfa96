/* Moments as people write them. All are UTC. */
#pragma once

#include <stdbool.h>
#include <time.h>

/* when_parse - @SECONDS, or YYYY-MM-DD[Thh:mm[:ss]][Z], with a blank in the place of the T. */
bool when_parse(const char *text, time_t *when);

/* when_parse_stamp - [[CC]YY]MMDDhhmm[.ss], without a year in this one. */
bool when_parse_stamp(const char *text, time_t *when);
