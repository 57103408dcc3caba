/* What kind of agent left these traces: that decides which baseline sets apply. */
#include "metrics/key_sense.h"
#include "metrics/plan_parts.h"

#define BIT(role) (UINT32_C(1) << (role))

static const uint32_t voice_roles =
    BIT(SPAN_STT) | BIT(SPAN_STT_PROVIDER) | BIT(SPAN_TTS) | BIT(SPAN_VAD) | BIT(SPAN_TURN);

struct sv agent_word(enum agent_kind kind)
{
    switch (kind) {
    case AGENT_VOICE:
        return SV("voice");
    case AGENT_REALTIME:
        return SV("realtime");
    case AGENT_MONITORING:
        return SV("monitoring");
    case AGENT_VAPI:
        return SV("vapi");
    }
    return (struct sv){0};
}

/* What a text of a resource says. */
static uint32_t resource_agents(struct sv key, struct sv text)
{
    static const struct {
        const char *key, *word;
        uint32_t agent;
    } table[] = {
        {"coval.agent_type", "websocket", AGENT_REALTIME},
        {"coval.agent_type", "realtime", AGENT_REALTIME},
        {"coval.agent_type", "voice", AGENT_VOICE},
        {"coval.agent_type", "monitor", AGENT_MONITORING},
        {"coval.correlation.method", "conversation", AGENT_MONITORING},
        {"coval.correlation.method", "websocket", AGENT_REALTIME},
        {"agent.provider", "vapi", AGENT_VAPI},
        {"service.name", "vapi", AGENT_VAPI},
    };
    uint32_t agents = 0;
    for (size_t i = 0; i < ARRAY_LEN(table); i++)
        if (sv_eq(key, sv_from_c(table[i].key)) &&
            sv_find_nocase(text, sv_from_c(table[i].word)) != SIZE_MAX)
            agents |= table[i].agent;
    return agents;
}

static uint32_t resources_agents(const struct store *s)
{
    uint32_t agents = 0;
    for (size_t i = 0; i < s->resources.n; i++) {
        struct attr_range r = s->resources.v[i].attrs;
        for (uint32_t k = r.first; k < r.first + r.count; k++)
            if (s->attrs.v[k].type == VALUE_STRING)
                agents |= resource_agents(store_sv(s, s->attrs.v[k].key),
                                          store_sv(s, (sym)s->attrs.v[k].bits));
    }
    return agents;
}

static uint32_t name_agents(struct sv name, uint8_t role)
{
    if (key_matches(name, "vapi.*"))
        return AGENT_VAPI;
    if (key_matches(name, "*realtime* *websocket*"))
        return AGENT_REALTIME;
    return voice_roles >> role & 1 ? AGENT_VOICE : 0;
}

void plan_agents(struct planner *pl)
{
    const struct facts *f = pl->f;
    uint32_t agents = pl->wish->agents;
    for (size_t i = 0; i < f->names.n && !pl->wish->agents; i++)
        if (f->names.v[i].spans)
            agents |= name_agents(planner_sv(pl, f->names.v[i].name), f->names.v[i].role);
    for (uint32_t i = 0; i < f->in->n_calls && !pl->wish->agents; i++)
        agents |= !strcmp(f->in->calls[i].kind, "conversation") ? AGENT_MONITORING : 0;
    if (!pl->wish->agents)
        agents |= resources_agents(f->in->s) | (f->in->vapi ? AGENT_VAPI : 0);
    /* Vapi hosts the providers: nobody outside can measure them, so its own set is the whole. */
    if (agents & AGENT_VAPI)
        agents &= ~(uint32_t)AGENT_VOICE;
    pl->p->agents = agents;
}
