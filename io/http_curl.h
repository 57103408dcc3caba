#ifndef SPANVET_IO_HTTP_CURL_H
#define SPANVET_IO_HTTP_CURL_H
/*
 * libcurl, loaded when something is first sent. Linked in the usual way it would bring some thirty
 * libraries into every start of the program, and make the start of `spanvet lint` several times as
 * long, for commands that most runs never use. For io/http.c only; one thread.
 */
#include <curl/curl.h>

struct http_curl {
#define CALL(name) __typeof__(curl_##name) *name;
#include "io/http_curl.def"
#undef CALL
};

/* The functions, ready to use for the rest of the run; NULL when there is no libcurl on this
 * machine or it cannot be started. */
const struct http_curl *http_curl(void);

#endif
