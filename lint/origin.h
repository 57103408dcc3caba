#ifndef SPANVET_LINT_ORIGIN_H
#define SPANVET_LINT_ORIGIN_H
/* Where a value that is in force comes from. What stands further down has the last word. */
enum origin {
    ORIGIN_DEFAULT,
    ORIGIN_FILE,        /* the configuration file */
    ORIGIN_ENVIRONMENT, /* a variable */
    ORIGIN_LINE         /* the command line */
};

#endif
