#ifndef SPANVET_METRICS_STAGE_CURL_H
#define SPANVET_METRICS_STAGE_CURL_H
/* The script metrics/stage_curl/create.sh, put into the program when it is built. */
extern const char stage_curl_script[];

#endif
