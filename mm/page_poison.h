/* A pattern in free pages that shows writes through stale pointers. */
#pragma once

#ifdef CONFIG_PAGE_POISON
/* page_poison_fill - the page becomes free. page_poison_check - it is handed out again. */
void page_poison_fill(void *page);
void page_poison_check(void *page);
#else
static inline void page_poison_fill(void *page)
{
}

static inline void page_poison_check(void *page)
{
}
#endif
