#ifndef SPANVET_TUI_DISPATCH_H
#define SPANVET_TUI_DISPATCH_H
/*
 * From keys and words to what views do. An action is offered to the view that has the keys, then to
 * the main view when that is another, then to the browser itself.
 */
#include "tui/tui.h"

/* The view that has the keys. */
struct tui_view *tui_focused(struct tui *t);
/* What a view does for an action; NULL = nothing of its own. */
handler_fn *view_handler(const struct view_ops *ops, enum action a);
/* What the browser does for it in every view; NULL = nothing. */
handler_fn *global_handler(enum action a);
/* The sentence about it, in this view. */
const char *action_help_in(const struct view_ops *ops, enum action a);
/* Does the action mean anything with this view in front? */
bool action_works(const struct view_ops *ops, enum action a);
/* Does it. Says so when it means nothing here. */
void tui_act(struct tui *t, enum action a, struct sv arg);
/* The view that a key or a name stands for, or VIEW_NONE. */
enum view_id view_of_key(key_code key);
enum view_id view_of_name(struct sv name);

/* Draws heading and rows of a view into `r`; where its rows are. */
struct rect view_draw(struct tui *t, struct tui_view *v, struct canvas *c, struct rect r,
                      bool has_keys);

#endif
