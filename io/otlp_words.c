#include "io/otlp_words.h"

#define BATCHES SV("batches")

enum otlp_word otlp_word(struct sv key)
{
    static const struct {
        struct sv key;
        enum otlp_word word;
    } words[] = {
        {SV_INIT("resourceSpans"), OTLP_RESOURCES},
        {SV_INIT("resource_spans"), OTLP_RESOURCES},
        {SV_INIT("ResourceSpans"), OTLP_RESOURCES},
        {SV_INIT("batches"), OTLP_RESOURCES},
        {SV_INIT("resource"), OTLP_RESOURCE},
        {SV_INIT("schemaUrl"), OTLP_RESOURCE},
        {SV_INIT("schema_url"), OTLP_RESOURCE},
        {SV_INIT("scopeSpans"), OTLP_SCOPES},
        {SV_INIT("scope_spans"), OTLP_SCOPES},
        {SV_INIT("ScopeSpans"), OTLP_SCOPES},
        {SV_INIT("instrumentationLibrarySpans"), OTLP_SCOPES},
        {SV_INIT("instrumentation_library_spans"), OTLP_SCOPES},
        {SV_INIT("resourceMetrics"), OTLP_METRICS},
        {SV_INIT("resource_metrics"), OTLP_METRICS},
        {SV_INIT("ResourceMetrics"), OTLP_METRICS},
        {SV_INIT("scopeMetrics"), OTLP_METRICS},
        {SV_INIT("scope_metrics"), OTLP_METRICS},
        {SV_INIT("resourceLogs"), OTLP_LOGS},
        {SV_INIT("resource_logs"), OTLP_LOGS},
        {SV_INIT("ResourceLogs"), OTLP_LOGS},
        {SV_INIT("scopeLogs"), OTLP_LOGS},
        {SV_INIT("scope_logs"), OTLP_LOGS},
    };
    for (size_t i = 0; i < ARRAY_LEN(words); i++)
        if (sv_eq(key, words[i].key))
            return words[i].word;
    return OTLP_NOTHING;
}

bool otlp_seen(const struct sketch *sk)
{
    bool batches = sketch_has(sk, SV("spans")) &&
                   (sketch_has_at(sk, BATCHES, 1) || sketch_has_at(sk, BATCHES, 2));
    for (size_t i = 0; i < sk->n_keys; i++) {
        struct sv key = sk->keys[i].key;
        enum otlp_word word = otlp_word(key);
        bool says = word != OTLP_NOTHING && word != OTLP_RESOURCE && !sv_eq(key, BATCHES);
        if (says || (batches && sv_eq(key, BATCHES)))
            return true;
    }
    return false;
}
