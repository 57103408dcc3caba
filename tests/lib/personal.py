"""Numbers and addresses as people have them, put together so that no file holds one, and traces with
them: for the cases of the rules about personal data."""
import json

START = 1738000000000000000


def attributes(table):
    kinds = {str: "stringValue", float: "doubleValue"}
    return [{"key": key, "value": {"intValue": str(value)} if isinstance(value, int)
             else {kinds[type(value)]: value}} for key, value in table.items()]


def span(number, parent, name, table):
    return {
        "traceId": "5b8efff798038103d269b633813fc60c",
        "spanId": f"{number:016x}",
        "parentSpanId": f"{parent:016x}" if parent else "",
        "name": name,
        "kind": 1,
        "startTimeUnixNano": str(START + number * 1000000),
        "endTimeUnixNano": str(START + (20 - number) * 1000000000),
        "attributes": attributes(table),
    }


def show(tables):
    spans = [span(1, 0, "conversation", {})]
    spans += [span(2 + i, 1, name, table) for i, (name, table) in enumerate(tables)]
    resource = {"attributes": attributes({"service.name": "demo-agent"})}
    print(json.dumps({"resourceSpans": [{"resource": resource, "scopeSpans": [{"spans": spans}]}]}))


MAIL = "ana" + "@" + "example.org"
PHONE = "+1" + "4155550" + "134"
PLAIN = "415" + "555" + "0134"
DASHED = "415-" + "555-" + "0134"
NATIONAL = "0171 " + "234" + "5678"
CARD = "4242 " * 3 + "4242"
BARE = "5555" * 3 + "4444"
SOCIAL = "219-" + "09-" + "9999"
