#include "lint/shown.h"

#include "lint/name_ids.h"
#include "lint/text_shapes.h"

size_t shown_length(struct sv text)
{
    struct shape_found found = shape_credential(text);
    size_t email = memchr(text.p ? text.p : "", '@', text.n) ? name_email_at(text) : SIZE_MAX;
    size_t n = found.shape ? found.at : text.n;
    return email < n ? email : n;
}

struct sv shown_text(struct sv text, struct buf *tmp)
{
    size_t n = shown_length(text);
    if (n == text.n)
        return text;
    buf_clear(tmp);
    buf_add(tmp, sv_of(text.p, n));
    buf_addz(tmp, "***");
    return buf_sv(tmp);
}
