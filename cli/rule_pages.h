#ifndef SPANVET_CLI_RULE_PAGES_H
#define SPANVET_CLI_RULE_PAGES_H
/*
 * Rules as people and programs read them: the list, the page of one rule, and the catalogue as
 * JSON (docs/schema/rules-1.json). `shown` says by number which rules of the catalogue are meant.
 */
#include "core/page.h"
#include "lint/rule.h"

/* A line a rule, marked where another command decides it. */
void rules_text_list(struct page *p, const struct catalog *cat, const bool *shown);
/* All there is to say about each. */
void rules_text_pages(struct page *p, const struct catalog *cat, const bool *shown);

/* A table, a row a rule. */
void rules_markdown_table(struct buf *b, const struct catalog *cat, const bool *shown);
/* A page for each rule, by section, with links to its cases in tests/rules (seen from docs/). */
void rules_markdown_pages(struct buf *b, const struct catalog *cat, const bool *shown);
/* A table of the letters and how many rules each has. */
void rules_markdown_sections(struct buf *b, const struct catalog *cat);

void rules_json(struct buf *b, const struct catalog *cat, const bool *shown);

/* The rules with the same topic, beside this one: calls take(to, rule) for each. */
typedef void rule_take_fn(void *to, const struct rule *rule);
void rule_related(const struct catalog *cat, const struct rule *rule, rule_take_fn *take,
                  void *to);

/* Who decides a rule that a dump cannot decide, as part of a sentence; nothing for other rules. */
void rule_decided_add(struct buf *b, const struct rule *rule);
/* What to run to have it decided: "spanvet lint --select N055 INPUT"; nothing when this version has
 * no command for it. */
void rule_run_add(struct buf *b, const struct rule *rule);

#endif
