"""OpenInference: its instrumentors of LangChain and of the bare OpenAI client.

    app.py langchain OUT
    app.py openai OUT
"""

import sys
from contextlib import nullcontext
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parent.parent))
import capture
import fake_model
from openinference.instrumentation import using_session


def langchain(provider):
    from langchain.agents import create_agent
    from langchain_openai import ChatOpenAI
    from openinference.instrumentation.langchain import LangChainInstrumentor

    def book_slot(day: str) -> str:
        """Books a slot in the workshop."""
        return f"booked: {day}"

    def part_price(part: str) -> str:
        """Looks up the price of a part."""
        raise RuntimeError("the price list is not reachable")

    sys.tracebacklimit = 1  # exceptions would otherwise be most of the trace
    LangChainInstrumentor().instrument(tracer_provider=provider)
    model = ChatOpenAI(model="fake-model", base_url=fake_model.start(), api_key="none")
    agent = create_agent(model, [book_slot, part_price])

    def ask(said):
        return {"messages": [{"role": "user", "content": said}]}

    try:
        agent.invoke(ask(fake_model.QUESTION))
    except RuntimeError:
        pass  # the tool's failure ends this turn
    parts = agent.stream(ask(fake_model.WISH), stream_mode="messages")
    for _ in range(8):
        next(parts)
    parts.close()
    agent.invoke(ask(fake_model.BOOKING))


def openai(provider):
    import openai_call
    from openinference.instrumentation.openai import OpenAIInstrumentor
    OpenAIInstrumentor().instrument(tracer_provider=provider)
    openai_call.talk(openai_call.new_client(), lambda number: nullcontext())


def main():
    provider = capture.provider(sys.argv[2], "bike-workshop")
    with using_session("call-1"):
        {"langchain": langchain, "openai": openai}[sys.argv[1]](provider)
    provider.shutdown()


if __name__ == "__main__":
    main()
