#ifndef SPANVET_TUI_ACTION_H
#define SPANVET_TUI_ACTION_H
/* Everything one can do in the browser, as one table (tui/actions.def): keys, command line, help,
 * manual, README and tests are made of it. */
#include "core/buf.h"
#include "tui/key.h"

enum action {
#define ACTION(name, command, argument, keys, group, help) ACTION_##name,
#include "tui/actions.def"
#undef ACTION
    ACTIONS
};

enum action_group { GROUP_MOVE, GROUP_VIEW, GROUP_FIND, GROUP_TREE, GROUP_DO, ACTION_GROUPS };

struct action_row {
    const char *command, *argument, *keys, *help;
    uint8_t group; /* enum action_group */
};
extern const struct action_row action_rows[ACTIONS];
extern const char *const action_groups[ACTION_GROUPS]; /* titles */

/* What a key does, or ACTIONS. */
enum action action_of_key(key_code key);
/* The action with this word, or ACTIONS. */
enum action action_of_command(struct sv word);

#endif
