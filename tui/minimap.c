#include "tui/minimap.h"

/* The step that a moment (ns from the zero of the trace) is in. */
static int step_of(const struct extent *x, double at)
{
    double step = at / (double)x->length * MINIMAP_STEPS;
    return step < 0 ? 0 : step < MINIMAP_STEPS ? (int)step : MINIMAP_STEPS - 1;
}

void minimap_build(struct minimap *m, const struct extent *x, const atomic_bool *stop)
{
    *m = (struct minimap){0};
    uint32_t ends[MINIMAP_STEPS + 1] = {0};
    for (uint32_t p = x->first; p < x->first + x->n; p++) {
        double start, end;
        if (p % 4096 == 0 && stop && atomic_load(stop))
            return;
        if (!extent_times(x, p, &start, &end))
            continue;
        int step = step_of(x, start);
        m->active[step]++;
        ends[step_of(x, end) + 1]++;
        if (x->s->span.status[x->ix->order[p]] == STATUS_ERROR)
            m->error[step] = true;
    }
    uint32_t active = 0;
    for (int i = 0; i < MINIMAP_STEPS; i++) {
        active = active + m->active[i] - ends[i];
        m->active[i] = active;
        if (active > m->most)
            m->most = active;
    }
}

void minimap_find(uint8_t steps[MINIMAP_STEPS], const struct extent *x,
                  const struct bits found[SEVERITIES])
{
    memset(steps, 0, MINIMAP_STEPS);
    for (uint8_t severity = 0; severity < SEVERITIES; severity++) {
        const struct bits *b = &found[severity];
        for (uint32_t i = bits_next(b, 0); i != NO_ROW; i = bits_next(b, i + 1)) {
            double start, end;
            if (extent_times(x, x->first + i, &start, &end))
                steps[step_of(x, start)] = (uint8_t)(severity + 1);
        }
    }
}

uint8_t minimap_found(const struct minimap *m, int column, int width)
{
    int from = (int)((int64_t)column * MINIMAP_STEPS / width);
    int to = (int)((int64_t)(column + 1) * MINIMAP_STEPS / width);
    uint8_t worst = 0;
    for (int i = from; i < MINIMAP_STEPS && (i < to || i == from); i++)
        worst = m->found[i] > worst ? m->found[i] : worst;
    return worst;
}

int minimap_height(const struct minimap *m, int column, int width, bool *errors)
{
    int from = (int)((int64_t)column * MINIMAP_STEPS / width);
    int to = (int)((int64_t)(column + 1) * MINIMAP_STEPS / width);
    uint32_t most = 0;
    *errors = false;
    for (int i = from; i < MINIMAP_STEPS && (i < to || i == from); i++) {
        if (m->active[i] > most)
            most = m->active[i];
        *errors |= m->error[i];
    }
    int height = 8;
    while (height > 1 && most <= m->most >> (9 - height))
        height--;
    return most ? height : 0;
}
