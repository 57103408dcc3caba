#include "rules/foreign.h"

bool key_is_foreign(struct sv key)
{
    static const struct sv SPACES[] = {
        SV_INIT("ai."), SV_INIT("langfuse."), SV_INIT("langsmith."), SV_INIT("traceloop."),
        SV_INIT("llm.invocation_parameters."), SV_INIT("http.request.header."),
        SV_INIT("http.response.header."), SV_INIT("rpc."), SV_INIT("az."), SV_INIT("aws."),
    };
    for (size_t i = 0; i < ARRAY_LEN(SPACES); i++)
        if (sv_starts(key, SPACES[i]))
            return true;
    return false;
}
