#include "io/http_curl.h"

#include <dlfcn.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base.h"

/* The interface has been stable under this name since 2006. */
static const char library[] = "libcurl.so.4";

static const struct {
    const char *name;
    size_t offset;
} calls[] = {
#define CALL(name) {"curl_" #name, offsetof(struct http_curl, name)},
#include "io/http_curl.def"
#undef CALL
};

static bool calls_find(struct http_curl *curl, void *handle)
{
    for (size_t i = 0; i < ARRAY_LEN(calls); i++) {
        void *found = dlsym(handle, calls[i].name);
        if (!found)
            return false;
        memcpy((char *)curl + calls[i].offset, &found, sizeof(found));
    }
    return true;
}

const struct http_curl *http_curl(void)
{
    static struct http_curl curl;
    static bool tried, good;
    void *handle = tried ? NULL : dlopen(library, RTLD_NOW | RTLD_LOCAL);
    if (handle)
        good = calls_find(&curl, handle) && curl.global_init(CURL_GLOBAL_DEFAULT) == CURLE_OK;
    tried = true;
    return good ? &curl : NULL;
}
