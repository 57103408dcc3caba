#include "cli/metrics_options.h"

static uint32_t agent_find(struct sv word)
{
    for (uint32_t bit = 1; agent_word(bit).n; bit <<= 1)
        if (sv_eq_nocase(agent_word(bit), word))
            return bit;
    return 0;
}

bool plan_choices_read(struct plan_wish *wish, const struct plan_choices *choices, struct err *e)
{
    *wish = (struct plan_wish){.profile = (enum profile)choices->profile,
                               .percentile = (enum percentile)choices->percentile,
                               .with_missing = choices->with_missing};
    for (size_t i = 0; i < choices->agent.n; i++) {
        struct sv_cut c = {.tail = choices->agent.v[i], .found = true};
        while (c.found) {
            c = sv_cut(c.tail, ',');
            uint32_t bit = agent_find(sv_trim(c.head));
            if (!bit)
                return err_set(e,
                               "--agent is voice, realtime, monitoring or vapi, not \"%.*s\"",
                               SV_ARG(c.head));
            wish->agents |= bit;
        }
    }
    return true;
}
