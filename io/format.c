#include "io/format.h"

#include "io/nontrace.h"

const struct format *const formats[] = {
#define FORMAT(name) &format_##name,
#include "io/formats.def"
#undef FORMAT
};
const size_t n_formats = ARRAY_LEN(formats);

const struct format *format_find(const struct sketch *sk, struct err *why)
{
    const struct format *best = NULL;
    int best_score = 0;
    for (size_t i = 0; i < n_formats; i++) {
        int score = formats[i]->sniff(sk);
        if (score > best_score) {
            best = formats[i];
            best_score = score;
        }
    }
    if (!best)
        nontrace_explain(sk, why);
    return best;
}
