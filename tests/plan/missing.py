"""--with-missing: what is wanted and absent is staged with its body, for whoever instruments it."""
from world import check, drop, full, plan, test, without


@test
def absent_ones_are_only_listed_without_it():
    p = plan(without(full(), "llm_tool_call", "tool.latency_ms"))
    item = p.items("floor")["Tool Latency P90"]
    check(item["status"] == "missing", item)
    check(not p.of("llm_tool_call", "tool.latency_ms"), "drafted though absent")


@test
def an_attribute_is_staged():
    p = plan(without(full(), "llm_tool_call", "tool.latency_ms"), "--with-missing")
    m = p.one("llm_tool_call", "tool.latency_ms")
    check(m["verdict"] == "stage" and m["rules"] == ["5.8.1"], m)
    check(m["reasons"][0] == "instrumentation must be added first: no attribute `tool.latency_ms` "
          "on `llm_tool_call`", m["reasons"])
    check("`tool.latency_ms`" in m["instrument"] and "`llm_tool_call`" in m["instrument"], m)
    check(m["definition"]["aggregation_method"] == "p90" and m["definition"]["unit"] == "ms", m)
    check(m["preview"] == {"overall": None, "per_trace": {}}, m["preview"])
    check(m["evidence"]["with_value"] == 0 and m["evidence"]["traces"] == 0, m["evidence"])
    for which, item in ("floor", "Tool Latency P90"), ("baseline", "Tool Latency P90"), \
                       ("recipes", "Which dependency is slow?"):
        check(p.items(which)[item]["status"] == "staged", which, p.items(which)[item])


@test
def a_span_is_staged():
    m = plan(drop(full(), "tts"), "--with-missing").by_name("P95 TTS TTFB")
    check(m["verdict"] == "stage", m)
    check(m["definition"]["span_name"] == "tts", m)
    check("no span `tts`" in m["reasons"][0], m)


@test
def the_whole_floor_is_staged_of_a_bare_root():
    calls = [[call[0]] for call in full()]
    for i, call in enumerate(calls):
        words = ["roadside", "claim status", "fnol"]
        call[0]["attrs"] = {"customer.workflow": words[i % 3]}
    p = plan(calls, "--with-missing", "--agent", "voice")
    for item in p.data["floor"]:
        check(item["status"] == "staged", item)
    check(not p.proposed(), p.proposed())
    legacy = plan(calls, "--with-missing", "--agent", "voice", "--profile", "legacy")
    ttfb = legacy.by_name("P90 LLM TTFB")
    check(ttfb["verdict"] == "stage" and ttfb["definition"]["aggregation_method"] == "p90", ttfb)


@test
def the_first_signal_of_the_vertical_is_staged():
    calls = full()
    for call in calls:
        call[0]["attrs"]["customer.workflow"] = "menu order checkout"
        call[4]["attrs"]["function.name"] = "update_cart"
        call[6]["attrs"]["function.name"] = "submit_order"
    p = plan(calls, "--with-missing")
    check(p.data["vertical"] == "Restaurant orders", p.data["vertical"])
    m = p.one("conversation", "order.submit.error")
    check(m["verdict"] == "stage" and m["origin"] == "vertical", m)
    check(p.items("floor")["Vertical Failure Mode"]["status"] == "staged", p.data["floor"])


@test
def a_name_that_people_choose_is_not_made_up():
    p = plan(drop(full(), "stt.provider.deepgram"), "--with-missing")
    check(p.items("baseline")["STT Provider Error Rate"]["status"] == "missing", p.data["baseline"])
    check(not [m for m in p.metrics if "<" in str(m["definition"].get("span_name"))], "a placeholder")
