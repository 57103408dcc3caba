#include "metrics/bodies_parts.h"

#define METRIC_RESOURCE "coval_metric"

/* ---- Terraform's JSON syntax: a block may be an object or a list of objects ---- */

static bool each_block(struct body_place *at, const json_t *block, body_read *read)
{
    size_t i;
    json_t *item;
    bool ok = true;
    if (!json_is_array(block))
        return read(at, block);
    json_array_foreach(block, i, item) {
        size_t before = body_place_item(at, i);
        ok &= read(at, item);
        body_place_leave(at, before);
    }
    return ok;
}

static bool read_named(struct body_place *at, const json_t *resources)
{
    const char *name;
    json_t *block;
    bool ok = true;
    json_object_foreach((json_t *)resources, name, block) {
        struct buf resource = {0};
        size_t before = body_place_enter(at, name);
        if (strncmp(name, "//", 2) != 0) {
            buf_fmt(&resource, METRIC_RESOURCE ".%s", name);
            at->resource = buf_sv(&resource);
            ok &= each_block(at, block, body_place_add);
        }
        body_place_leave(at, before);
        buf_release(&resource);
    }
    at->resource = (struct sv){0};
    return ok;
}

static bool read_kinds(struct body_place *at, const json_t *kinds)
{
    const json_t *resources = json_object_get(kinds, METRIC_RESOURCE);
    if (!resources)
        return true;
    size_t before = body_place_enter(at, METRIC_RESOURCE);
    bool ok = each_block(at, resources, read_named);
    body_place_leave(at, before);
    return ok;
}

/* ---- terraform show -json ---- */

struct module {
    const json_t *json;
    struct sv path;
};
struct modules {
    VEC(struct module) v;
};

static bool read_resource(struct body_place *at, const json_t *resource)
{
    const char *type = json_string_value(json_object_get(resource, "type"));
    const char *mode = json_string_value(json_object_get(resource, "mode"));
    if (!type || strcmp(type, METRIC_RESOURCE) != 0 || (mode && strcmp(mode, "managed") != 0))
        return true;
    size_t before = body_place_enter(at, "values");
    at->resource = sv_from_c(json_string_value(json_object_get(resource, "address")));
    bool ok = body_place_add(at, json_object_get(resource, "values"));
    at->resource = (struct sv){0};
    body_place_leave(at, before);
    return ok;
}

static void add_children(struct modules *to, struct body_place *at, const json_t *module)
{
    size_t i;
    json_t *child;
    size_t before = body_place_enter(at, "child_modules");
    json_array_foreach(json_object_get(module, "child_modules"), i, child) {
        size_t inner = body_place_item(at, i);
        vec_push(&to->v, ((struct module){child, arena_copy(&at->b->arena, buf_sv(&at->path))}));
        body_place_leave(at, inner);
    }
    body_place_leave(at, before);
}

static bool read_modules(struct body_place *at, const json_t *root)
{
    struct modules modules = {0};
    bool ok = true;
    vec_push(&modules.v, ((struct module){root, arena_copy(&at->b->arena, buf_sv(&at->path))}));
    for (size_t i = 0; i < modules.v.n; i++) {
        const struct module m = modules.v.v[i];
        buf_clear(&at->path);
        buf_add(&at->path, m.path);
        add_children(&modules, at, m.json);
        size_t before = body_place_enter(at, "resources");
        const json_t *resources = json_object_get(m.json, "resources");
        ok &= !json_is_array(resources) || each_block(at, resources, read_resource);
        body_place_leave(at, before);
    }
    vec_release(&modules.v);
    return ok;
}

/* ---- terraform.tfstate ---- */

static bool read_instance(struct body_place *at, const json_t *instance)
{
    size_t before = body_place_enter(at, "attributes");
    bool ok = body_place_add(at, json_object_get(instance, "attributes"));
    body_place_leave(at, before);
    return ok;
}

static bool read_stored(struct body_place *at, const json_t *resource)
{
    const char *type = json_string_value(json_object_get(resource, "type"));
    const char *mode = json_string_value(json_object_get(resource, "mode"));
    const char *name = json_string_value(json_object_get(resource, "name"));
    const json_t *instances = json_object_get(resource, "instances");
    struct buf address = {0};
    if (!type || strcmp(type, METRIC_RESOURCE) != 0 || (mode && strcmp(mode, "managed") != 0))
        return true;
    size_t before = body_place_enter(at, "instances");
    buf_fmt(&address, METRIC_RESOURCE ".%s", name ? name : "");
    at->resource = buf_sv(&address);
    bool ok = !instances || each_block(at, instances, read_instance);
    at->resource = (struct sv){0};
    body_place_leave(at, before);
    buf_release(&address);
    return ok;
}

/* ---- which of them ---- */

/* A plan has planned_values, a state has values. */
static const char *shown_values(const json_t *top)
{
    return json_object_get(top, "planned_values") ? "planned_values" : "values";
}

bool terraform_is(const json_t *top)
{
    const json_t *shown = json_object_get(top, shown_values(top));
    return json_object_get(top, "resource") || json_object_get(shown, "root_module") ||
           json_object_get(top, "terraform_version");
}

bool terraform_read(struct body_place *at, const json_t *top)
{
    at->form = BODY_TERRAFORM;
    const json_t *resource = json_object_get(top, "resource");
    if (resource) {
        size_t before = body_place_enter(at, "resource");
        bool ok = each_block(at, resource, read_kinds);
        body_place_leave(at, before);
        return ok;
    }
    const json_t *stored = json_object_get(top, "resources");
    if (json_is_array(stored)) {
        size_t before = body_place_enter(at, "resources");
        bool ok = each_block(at, stored, read_stored);
        body_place_leave(at, before);
        return ok;
    }
    (void)body_place_enter(at, shown_values(top));
    (void)body_place_enter(at, "root_module");
    bool ok = read_modules(at, json_object_get(json_object_get(top, shown_values(top)),
                                               "root_module"));
    buf_clear(&at->path);
    return ok;
}
