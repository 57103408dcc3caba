#include "core/store.h"

#include <math.h>

struct sv defect_text(enum defect_kind kind)
{
    static const struct sv texts[] = {
#define DEFECT(name, text) SV_INIT(text),
#include "core/defect.def"
#undef DEFECT
    };
    BUG_ON(kind >= ARRAY_LEN(texts));
    return texts[kind];
}

void store_init(struct store *s)
{
    *s = (struct store){0};
    symtab_init(&s->syms);
    vec_push(&s->extras, ((struct span_extra){0}));
}

static void columns_release(struct span_columns *c)
{
    free(c->span_id);
    free(c->parent_id);
    free(c->start);
    free(c->end);
    free(c->place);
    free(c->trace);
    free(c->scope);
    free(c->name);
    free(c->attr_first);
    free(c->attr_count);
    free(c->extra);
    free(c->flags);
    free(c->kind);
    free(c->status);
}

void store_release(struct store *s)
{
    for (size_t i = 0; i < s->inputs.n; i++)
        vec_release(&s->inputs.v[i].diagnostics);
    symtab_release(&s->syms);
    columns_release(&s->span);
    vec_release(&s->attrs);
    vec_release(&s->events);
    vec_release(&s->links);
    vec_release(&s->extras);
    vec_release(&s->traces);
    vec_release(&s->resources);
    vec_release(&s->scopes);
    vec_release(&s->defects);
    vec_release(&s->documents);
    vec_release(&s->inputs);
    arena_release(&s->arena);
    *s = (struct store){0};
}

const struct input *store_input_of(const struct store *s, uint32_t row)
{
    size_t low = 0, high = s->inputs.n;
    while (high - low > 1) {
        size_t mid = low + (high - low) / 2;
        if (s->inputs.v[mid].first_row <= row)
            low = mid;
        else
            high = mid;
    }
    /* Inputs without spans share a first row with the one that follows them: step back to the
     * one that really holds the row. */
    while (low > 0 && row - s->inputs.v[low].first_row >= s->inputs.v[low].n_rows)
        low--;
    return &s->inputs.v[low];
}
