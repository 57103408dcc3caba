from opentelemetry import trace

span = trace.get_current_span()
span.set_attribute("turn.text", reply[:200])
span.set_attribute("response.length", len(reply))
span.set_attribute("prompt.message_count", len(messages))
span.set_attribute("tool.result.count", len(items))
