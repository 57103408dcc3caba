#ifndef SPANVET_CORE_VERSION_H
#define SPANVET_CORE_VERSION_H
/* The version that --version, reports and the manual name. */
#define SPANVET_VERSION "0.1.0"

#endif
