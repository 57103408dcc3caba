#include "metrics/verdict.h"

struct sv verdict_word(enum verdict v)
{
    static const struct sv words[VERDICTS] = {[VERDICT_PROPOSE] = SV_INIT("propose"),
                                              [VERDICT_STAGE] = SV_INIT("stage"),
                                              [VERDICT_DIAGNOSTIC] = SV_INIT("diagnostic"),
                                              [VERDICT_REJECT] = SV_INIT("reject")};
    return words[v];
}
