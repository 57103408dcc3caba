/* The metrics as resources of the platform's Terraform provider. */
#include "metrics/hcl.h"
#include "metrics/stage.h"

static const char head[] =
    "# Written by `spanvet metrics stage`. `terraform plan` shows what would be created.\n"
    "# The provider reads the key from COVAL_API_KEY.\n"
    "\n"
    "terraform {\n"
    "  required_version = \">= 1.12.0\"\n"
    "\n"
    "  required_providers {\n"
    "    coval = {\n"
    "      source  = \"coval-ai/coval\"\n"
    "      version = \">= 1.8.0\"\n"
    "    }\n"
    "  }\n"
    "}\n";

/* The slug as HCL wants names: with _ for -, which no slug has, and no digit in front. */
static void name_add(struct buf *b, struct sv slug)
{
    if (slug.p[0] >= '0' && slug.p[0] <= '9')
        buf_addc(b, '_');
    for (size_t i = 0; i < slug.n; i++)
        buf_addc(b, slug.p[i] == '-' ? '_' : slug.p[i]);
}

void stage_terraform(struct buf *b, const struct stage *st)
{
    buf_addz(b, head);
    for (size_t i = 0; i < st->metrics.n; i++) {
        const struct staged_metric *m = &st->metrics.v[i];
        if (!stage_creates(m))
            continue;
        buf_addz(b, "\nresource \"coval_metric\" \"");
        name_add(b, m->slug);
        buf_addz(b, "\" {\n");
        hcl_attributes(b, m->body, 2);
        buf_addz(b, "}\n");
    }
}
