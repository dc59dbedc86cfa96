/*
 * Doubly linked lists whose links live inside the listed structures.
 *
 * A head and a link have the same type; an empty list is a head that points at itself. Nothing
 * here locks: whoever owns the list says which lock guards it.
 */
#pragma once

#include <lib/compiler.h>
#include <lib/types.h>

struct list {
	struct list *next;
	struct list *prev;
};

#define LIST_INIT(name) { &(name), &(name) }

/* list_init - make `head` an empty list, or `head` a link that is on no list. */
static inline void list_init(struct list *head)
{
	head->next = head;
	head->prev = head;
}

static inline bool list_empty(const struct list *head)
{
	return head->next == head;
}

/* list_insert_after - put `link` behind `where`. */
static inline void list_insert_after(struct list *where, struct list *link)
{
	link->next = where->next;
	link->prev = where;
	where->next->prev = link;
	where->next = link;
}

static inline void list_add_head(struct list *head, struct list *link)
{
	list_insert_after(head, link);
}

static inline void list_add_tail(struct list *head, struct list *link)
{
	list_insert_after(head->prev, link);
}

/* list_remove - take `link` off its list; afterwards it is a link on no list. */
static inline void list_remove(struct list *link)
{
	link->prev->next = link->next;
	link->next->prev = link->prev;
	list_init(link);
}

/* list_splice_tail - move everything on `from` to the end of `to`; `from` is empty afterwards. */
static inline void list_splice_tail(struct list *to, struct list *from)
{
	if (list_empty(from))
		return;
	from->next->prev = to->prev;
	to->prev->next = from->next;
	from->prev->next = to;
	to->prev = from->prev;
	list_init(from);
}

#define list_entry(link, type, member) container_of(link, type, member)

/* The list must not be empty. */
#define list_first(head, type, member) list_entry((head)->next, type, member)
#define list_last(head, type, member) list_entry((head)->prev, type, member)

/* Walk the entries; the list must not change on the way. */
#define list_for_each(entry, head, member)                                                         \
	for ((entry) = list_entry((head)->next, __typeof__(*(entry)), member);                     \
	     &(entry)->member != (head);                                                           \
	     (entry) = list_entry((entry)->member.next, __typeof__(*(entry)), member))

/* The same, but the body may take `entry` off the list or free it. */
#define list_for_each_safe(entry, following, head, member)                                         \
	for ((entry) = list_entry((head)->next, __typeof__(*(entry)), member),                     \
	    (following) = list_entry((entry)->member.next, __typeof__(*(entry)), member);          \
	     &(entry)->member != (head); (entry) = (following),                                    \
	    (following) = list_entry((following)->member.next, __typeof__(*(entry)), member))
