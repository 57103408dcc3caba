"""Second opinions about which spans belong to which call (U)."""

from reference_rest import rest

SESSION_KEYS = ("session.id", "conversation.id")


def ids_of(trace, keys):
    return {span.attributes[key] for span in trace.spans for key in keys
            if key in span.attributes}


@rest("U039")
def many_trace_ids(trace):
    """The companions are other traces of the call, or pieces like this one."""
    ids = ids_of(trace, ["simulation_output_id"])
    if any(ids & ids_of(other, ["simulation_output_id"]) for other in trace.companions):
        return True
    return len(trace.companions) >= 2 and all(
        len(one.spans) <= 2 and not ids_of(one, SESSION_KEYS) for one in (trace, *trace.companions))


@rest("U152")
def split_session(trace):
    ids = ids_of(trace, SESSION_KEYS)
    return any(ids & ids_of(other, SESSION_KEYS) for other in trace.companions)


@rest("U040")
def import_key_missing(trace):
    keys = (*SESSION_KEYS, "session_id", "simulation_output_id")
    services = {span.resource.attributes.get("service.name") for span in trace.spans}
    return not ids_of(trace, keys) and services & {"langfuse", "arize", "langsmith"} != set()


@rest("U041")
def internal_attributes(trace):
    return any(key.startswith("coval.internal.") for span in trace.spans
               for key in span.attributes)
