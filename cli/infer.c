#include "cli/infer.h"

#include "cli/inputs.h"
#include "cli/progress.h"
#include "lint/infer.h"
#include "rules/packs.h"
#include "core/secret_keys.h"
#include "core/words.h"

/* Words of keys whose values belong to people, or differ from call to call. */
static bool is_private(struct sv key)
{
    static const struct sv words[] = {
        SV_INIT("user"),     SV_INIT("customer"), SV_INIT("caller"),   SV_INIT("callee"),
        SV_INIT("patient"),  SV_INIT("client"),   SV_INIT("contact"),  SV_INIT("person"),
        SV_INIT("member"),   SV_INIT("guest"),    SV_INIT("email"),    SV_INIT("mail"),
        SV_INIT("phone"),    SV_INIT("address"),  SV_INIT("first"),    SV_INIT("last"),
        SV_INIT("surname"),  SV_INIT("birth"),    SV_INIT("dob"),      SV_INIT("ssn"),
        SV_INIT("account"),  SV_INIT("card"),     SV_INIT("id"),       SV_INIT("session"),
        SV_INIT("transcript"), SV_INIT("text"),   SV_INIT("content"),  SV_INIT("prompt"),
        SV_INIT("summary"),  SV_INIT("arguments"), SV_INIT("from"),    SV_INIT("to"),
        SV_INIT("number"),   SV_INIT("ip"),       SV_INIT("city"),     SV_INIT("zip"),
    };
    struct sv rest = key, word;
    while (word_next(&rest, &word))
        if (word_in(word, words, ARRAY_LEN(words)))
            return true;
    return secret_key_of(key) != SECRET_KEY_NO;
}

static bool share_parse(struct sv text, const char *option, double most, double *out,
                        struct err *e)
{
    struct sv_f64 number = sv_to_f64(text);
    if (text.n == 0)
        return true;
    *out = number.value;
    return (number.ok && number.value >= 0 && number.value <= most) ||
           err_set(e, "--%s takes a number from 0 to %g, not \"%.*s\"", option, most,
                   SV_ARG(text));
}

static bool options_of(const struct infer_wish *wish, struct infer_options *o, struct err *e)
{
    *o = (struct infer_options){.min_spans = wish->min_spans ? wish->min_spans : 5,
                                .min_coverage = 1,
                                .margin = 0.5,
                                .is_private = is_private};
    return share_parse(wish->min_coverage, "min-coverage", 1, &o->min_coverage, e) &&
           share_parse(wish->margin, "margin", 1000, &o->margin, e);
}

/* A pack from half of the traces would be no good: trouble with any ends the run. */
static bool traces_good(const struct traces *t, struct err *e)
{
    if (t->trouble)
        return err_set(e, "no pack is learnt while an input cannot be read as a whole");
    return t->store.n_spans || err_set(e, "the inputs hold no span to learn from");
}

int infer_run(const struct job *job, const struct infer_wish *wish, struct err *e)
{
    struct infer_options options;
    struct traces t = {0};
    struct view v = {0};
    struct words outputs = {0};
    int code = EXIT_TROUBLE;
    if (!options_of(wish, &options, e))
        return code;
    if (job->args.n == 0) {
        err_set(e, "rules infer needs good traces: `spanvet rules infer GOOD... -o pack.json`");
        return code;
    }
    if (wish->output.n)
        vec_push(&outputs, wish->output);
    if (!inputs_load(&t, job, wish->quiet, &outputs, e) ||
        !view_init(&v, &t.store, &t.index, rules_packs, rules_packs_n, e))
        goto out;
    progress_stop();
    inputs_diagnose(&t);
    if (!traces_good(&t, e) || (wish->output.n && !output_to(job->out, wish->output, e)))
        goto out;
    infer_pack(&job->out->buf, &t.store, &t.index, &v, &options);
    code = EXIT_CLEAN;
out:
    progress_stop();
    vec_release(&outputs);
    view_release(&v);
    inputs_release(&t);
    return code;
}
