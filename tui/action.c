#include "tui/action.h"

/* Of the views: " 1 2 3", ", traces, waterfall". */
static const char view_keys[] = {
#define VIEW(name, key, companion) ' ', key,
#define PANE(name)
#include "tui/views.def"
#undef VIEW
    '\0'};
static const char view_names[] =
#define VIEW(name, key, companion) ", " #name
#define PANE(name)
#include "tui/views.def"
#undef VIEW
    ;
#define VIEW_KEYS (view_keys + 1)
#define VIEW_NAMES (view_names + 2)

const struct action_row action_rows[ACTIONS] = {
#define ACTION(name, command, argument, keys, group, help)                                         \
    [ACTION_##name] = {command, argument, keys, help, GROUP_##group},
#include "tui/actions.def"
#undef ACTION
};

const char *const action_groups[ACTION_GROUPS] = {
    [GROUP_MOVE] = "Moving",
    [GROUP_VIEW] = "Views and the program",
    [GROUP_FIND] = "Searching, filtering, sorting",
    [GROUP_TREE] = "Trees and time",
    [GROUP_DO] = "Doing",
};

enum action action_of_key(key_code key)
{
    for (int i = 0; i < ACTIONS; i++) {
        struct sv keys = sv_from_c(action_rows[i].keys);
        while (keys.n) {
            struct sv_cut cut = sv_cut(keys, ' ');
            if (key_of_name(cut.head) == key)
                return (enum action)i;
            keys = cut.found ? cut.tail : (struct sv){0};
        }
    }
    return ACTIONS;
}

enum action action_of_command(struct sv word)
{
    for (int i = 0; i < ACTIONS; i++)
        if (sv_eq(word, sv_from_c(action_rows[i].command)))
            return (enum action)i;
    return ACTIONS;
}
