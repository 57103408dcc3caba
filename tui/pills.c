#include "tui/pills.h"

#include "core/fmt.h"
#include "tui/popup.h"

/* ---- the line ---- */

/* Blanks between two pills: one, when all do not fit with two. */
static int pills_gap(const struct lens *l, int width)
{
    int wanted = -2;
    for (int i = 0; i < SPAN_TYPES; i++)
        if (l->type_counts[i])
            wanted += 4 + (int)type_name((enum span_type)i).n +
                      (int)strlen(fmt_count(l->type_counts[i]).text);
    return wanted > width ? 1 : 2;
}

void pills_draw(const struct tui *t, struct canvas *c, struct rect r)
{
    const struct lens *l = &t->lens;
    int column = 0, gap = pills_gap(l, r.width);
    for (int i = 0; i < SPAN_TYPES; i++) {
        if (!l->type_counts[i])
            continue;
        bool on = l->types >> i & 1;
        struct sv name = type_name((enum span_type)i);
        struct fmt count = fmt_count(l->type_counts[i]);
        int width = 2 + (int)name.n + (int)strlen(count.text);
        if (column + width > r.width) {
            canvas_glyph(c, r, 0, r.width - 1, ROLE_DIM, GLYPH_ELLIPSIS);
            return;
        }
        enum role role = on ? type_role((enum span_type)i) : ROLE_DIM;
        int from = column;
        column += canvas_glyph(c, r, 0, column, role, on ? GLYPH_BLOCK : GLYPH_CROSS);
        column += canvas_text(c, r, 0, column, role, name) + 1;
        column += canvas_text(c, r, 0, column, ROLE_DIM, sv_from_c(count.text)) + gap;
        if (!on)
            canvas_add_look(c, r, 0, from, width, LOOK_DIM);
    }
}

/* ---- choosing ---- */

static void types_say(struct tui *t)
{
    const struct lens *l = &t->lens;
    if (l->types == LENS_ALL_TYPES)
        tui_say(t, "all types are shown");
    else if (lens_hides(l) && l->passes.n && !l->n_passes)
        tui_say(t, "no span of this trace is of these types; Esc shows all again");
}

void pills_words(uint32_t types, struct buf *b)
{
    const char *between = "";
    for (int i = 0; i < SPAN_TYPES; i++)
        if (types >> i & 1) {
            buf_fmt(b, "%s%.*s", between, SV_ARG(type_name((enum span_type)i)));
            between = ",";
        }
    if (!types)
        buf_addz(b, "none");
}

/* Reads "llm,tts" or "-transport,-vad", "all" or "none". False with a sentence. */
static bool types_read(struct sv text, uint32_t *types, struct err *e)
{
    bool leaves_out = text.n && text.p[0] == '-', all = sv_eq(text, SV("all"));
    *types = leaves_out || all ? LENS_ALL_TYPES : 0;
    if (all || sv_eq(text, SV("none")))
        return true;
    for (bool more = true; more;) {
        struct sv_cut cut = sv_cut(text, ',');
        struct sv word = sv_trim(cut.head);
        if (word.n && word.p[0] == '-')
            word = sv_from(word, 1);
        enum span_type type = type_of_name(word);
        if (type == SPAN_TYPES)
            return err_set(e, "there is no type %.*s; there are those of the pills, for example "
                              "llm,tts or -transport", SV_ARG(word));
        *types = leaves_out ? *types & ~(UINT32_C(1) << type) : *types | UINT32_C(1) << type;
        more = cut.found;
        text = cut.tail;
    }
    return true;
}

enum { ITEM_ALL, ITEM_INVERT, ITEM_TYPES };

/* The n-th type that the trace has. */
static enum span_type nth_type(const struct lens *l, uint32_t n)
{
    for (int i = 0; i < SPAN_TYPES; i++)
        if (l->type_counts[i] && n-- == 0)
            return (enum span_type)i;
    return SPAN_TYPES;
}

static uint32_t types_there(const struct lens *l)
{
    uint32_t n = 0;
    for (int i = 0; i < SPAN_TYPES; i++)
        n += l->type_counts[i] != 0;
    return n;
}

static void menu_show(struct tui *t, uint32_t at);

/* Items: all, invert, a switch for each type, "only" for each type. Switches leave the menu open.
 * Small letters keep their meaning: j, k and q move and close. */
static void menu_choose(struct tui *t, uint32_t item)
{
    const struct lens *l = &t->lens;
    uint32_t n = types_there(l), types = l->types;
    if (item == ITEM_ALL)
        types = LENS_ALL_TYPES;
    else if (item == ITEM_INVERT)
        types = ~types & LENS_ALL_TYPES;
    else if (item < ITEM_TYPES + n)
        types ^= UINT32_C(1) << nth_type(l, item - ITEM_TYPES);
    else if (item < ITEM_TYPES + 2 * n)
        types = UINT32_C(1) << nth_type(l, item - ITEM_TYPES - n);
    lens_set_types(t, types);
    if (item >= ITEM_INVERT && item < ITEM_TYPES + n)
        menu_show(t, item);
    else
        types_say(t);
}

static void menu_show(struct tui *t, uint32_t at)
{
    struct menu_item items[ITEM_TYPES + 2 * SPAN_TYPES] = {
        [ITEM_ALL] = {'0', SV_INIT("all types"), SV_INIT("")},
        [ITEM_INVERT] = {'!', SV_INIT("the others instead"), SV_INIT("")},
    };
    const struct lens *l = &t->lens;
    uint32_t there = types_there(l);
    struct buf texts[2 * SPAN_TYPES] = {0};
    struct fmt counts[SPAN_TYPES];
    for (uint32_t i = 0; i < there; i++) {
        enum span_type type = nth_type(l, i);
        bool on = l->types >> type & 1;
        char letter = role_rows[type_role(type)].letter, digit = (char)('1' + i);
        counts[i] = fmt_amount(l->type_counts[type], "span");
        buf_fmt(&texts[i], "[%c] %.*s", on ? 'x' : ' ', SV_ARG(type_name(type)));
        buf_fmt(&texts[there + i], "only %.*s", SV_ARG(type_name(type)));
        items[ITEM_TYPES + i] =
            (struct menu_item){i < 9 ? digit : 0, buf_sv(&texts[i]), sv_from_c(counts[i].text)};
        items[ITEM_TYPES + there + i] =
            (struct menu_item){(char)(letter - 'a' + 'A'), buf_sv(&texts[there + i]), SV("")};
    }
    tui_menu(t, "types of spans", items, ITEM_TYPES + 2 * there, at, menu_choose);
    popup_switches(t);
    for (uint32_t i = 0; i < 2 * there; i++)
        buf_release(&texts[i]);
}

void pills_handler(struct tui *t, struct tui_view *v, struct sv arg)
{
    (void)v;
    struct err e = {0};
    uint32_t types;
    if (!arg.n) {
        menu_show(t, ITEM_TYPES);
        return;
    }
    if (!types_read(arg, &types, &e)) {
        tui_complain(t, "%s", e.text);
        return;
    }
    lens_set_types(t, types);
    types_say(t);
}
