/* Shared by model.c (the model itself) and operations.c (what changes it). */
#pragma once

#include "model.h"

/* Memory that stays until model_free(), zeroed. */
void *model_alloc(size_t size);

/* The present is a moment. */
void model_moment(void);

/* This moment is durable now. */
void model_synced(uint32_t moment);

/* A new version of a node, for the caller to change; a new node, its number. */
struct node *node_change(unsigned int number);
unsigned int node_new(uint32_t mode);

/* The node that a path leads to, or -1; the directory it lies in, and its name there. */
int node_of(const char *path);
unsigned int node_parent(const char *path, const char **name);

/* Names; they also count the subdirectories of the directory. */
void entry_add(unsigned int directory, const char *name, unsigned int number);
void entry_remove(unsigned int directory, const char *name);
