#include "tui/finder.h"

#include "tui/tui.h"

/* ---- asking ---- */

static void back(struct tui *t)
{
    const struct finder_text *what = t->asking.what;
    struct err none = {0};
    if (what->back)
        what->back(t, buf_sv(&t->asking.before));
    else
        what->set(t, buf_sv(&t->asking.before), &none);
}

/* Half a word may not be readable yet: then what was found before stays. */
static void typed(struct tui *t, struct sv text)
{
    const struct finder_text *what = t->asking.what;
    struct err e = {0};
    if (what->again && !text.n)
        back(t);
    else
        what->set(t, text, &e);
}

static void answer(struct tui *t, struct sv text)
{
    const struct finder_text *what = t->asking.what;
    struct err e = {0};
    if (what->again && !text.n) {
        t->asking.finder->step(t, false);
    } else if (!what->set(t, text, &e)) {
        back(t);
        tui_complain(t, "%s", e.text);
    } else if (what->done) {
        what->done(t);
    }
}

static bool begin(struct tui *t, const struct finder *f, const struct finder_text *what)
{
    if (what->begin && !what->begin(t))
        return false;
    t->asking.finder = f;
    t->asking.what = what;
    buf_clear(&t->asking.before);
    buf_add(&t->asking.before, what->get(t));
    return true;
}

static void ask(struct tui *t, const struct finder *f, const struct finder_text *what,
                struct sv arg)
{
    if (!begin(t, f, what))
        return;
    struct sv initial = what->shown ? buf_sv(&t->asking.before) : (struct sv){0};
    if (arg.n)
        answer(t, arg);
    else
        tui_ask(t, what->label, initial, answer, what->live ? typed : NULL);
}

void finder_search(struct tui *t, struct tui_view *v, struct sv text)
{
    const struct finder *f = v->ops->finder;
    if (begin(t, f, &f->search))
        answer(t, text);
}

/* ---- taking away ---- */

static bool peels(const struct finder_text *what)
{
    return what->label && !what->stays;
}

static bool peel(struct tui *t, const struct finder_text *what)
{
    struct err none = {0};
    return peels(what) && what->get(t).n && what->set(t, (struct sv){0}, &none);
}

bool finder_peel(struct tui *t, struct tui_view *v)
{
    const struct finder *f = v->ops->finder;
    return peel(t, &f->search) || peel(t, &f->filter);
}

/* ---- after a reload ---- */

static void text_wish(struct tui *t, const struct finder_text *what, struct sv command,
                      struct buf *b)
{
    struct sv text = what->label ? what->get(t) : (struct sv){0};
    if (text.n)
        tui_wish(b, command, text);
}

/* The filter first: among the rows that it leaves is searched. */
void finder_wishes(struct tui *t, const struct tui_view *v, struct buf *b)
{
    text_wish(t, &v->ops->finder->filter, SV("filter"), b);
    text_wish(t, &v->ops->finder->search, SV("search"), b);
}

/* ---- the keys ---- */

static void do_search(struct tui *t, struct tui_view *v, struct sv arg)
{
    ask(t, v->ops->finder, &v->ops->finder->search, arg);
}

static void do_filter(struct tui *t, struct tui_view *v, struct sv arg)
{
    ask(t, v->ops->finder, &v->ops->finder->filter, arg);
}

static void do_next(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    v->ops->finder->step(t, false);
}

static void do_previous(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    v->ops->finder->step(t, true);
}

static void do_escape(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)arg;
    finder_peel(t, v);
}

handler_fn *finder_handler(const struct finder *f, enum action a)
{
    switch (a) {
    case ACTION_SEARCH:
        return f->search.label ? do_search : NULL;
    case ACTION_FILTER:
        return f->filter.label ? do_filter : NULL;
    case ACTION_NEXT_MATCH:
        return f->step ? do_next : NULL;
    case ACTION_PREV_MATCH:
        return f->step ? do_previous : NULL;
    case ACTION_ESCAPE:
        return peels(&f->search) || peels(&f->filter) ? do_escape : NULL;
    default:
        return NULL;
    }
}
