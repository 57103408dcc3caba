from opentelemetry import trace

tracer = trace.get_tracer("agent")
with tracer.start_as_current_span("conversation") as root:
    root.set_attribute("simulation_output_id", call.simulation_output_id)
    root.set_attribute("langsmith.metadata.simulation_output_id", call.simulation_output_id)
    run_call(call)
