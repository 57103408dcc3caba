#include "cli/terminal.h"

#include <sys/ioctl.h>
#include <unistd.h>

enum { WIDTH_MIN = 40, WIDTH_MAX = 160, WIDTH_USUAL = 100 };

static bool is_set(const char *name)
{
    const char *value = getenv(name);
    return value && *value;
}

static bool wants_color(int fd, enum color_choice choice)
{
    if (choice != COLOR_AUTO)
        return choice == COLOR_ALWAYS;
    return isatty(fd) && !is_set("NO_COLOR") && !sv_eq(sv_from_c(getenv("TERM")), SV("dumb"));
}

static uint64_t width_of(int fd)
{
    struct winsize size = {0};
    struct sv_u64 columns = sv_to_u64(sv_from_c(getenv("COLUMNS")));
    if (columns.ok && columns.value)
        return columns.value;
    if (isatty(fd) && ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_col)
        return size.ws_col;
    return WIDTH_USUAL;
}

struct page_style terminal_style(int fd, enum color_choice choice)
{
    uint64_t width = width_of(fd);
    if (width < WIDTH_MIN)
        width = WIDTH_MIN;
    if (width > WIDTH_MAX)
        width = WIDTH_MAX;
    return (struct page_style){.color = wants_color(fd, choice), .width = (size_t)width};
}

bool terminal_is_utf8(void)
{
    static const char *const names[] = {"LC_ALL", "LC_CTYPE", "LANG"};
    size_t i = 0;
    while (i < ARRAY_LEN(names) - 1 && !is_set(names[i]))
        i++;
    struct sv locale = sv_from_c(getenv(names[i]));
    return sv_find_nocase(locale, SV("utf-8")) != SIZE_MAX ||
           sv_find_nocase(locale, SV("utf8")) != SIZE_MAX;
}
