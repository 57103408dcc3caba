"""What the people and agents of the labelled traces say and do."""

UTTERANCES = (
    "Hi, I would like to move my appointment to the afternoon please.",
    "No, the second one. The one with the window seat.",
    "Sure, let me check that for you, one moment.",
    "Thanks, that is all I needed today!",
    "My car broke down near the old bridge and I am blocking a lane.",
    "Quiero cambiar mi cita para el próximo martes, ¿es posible?",
    "Ich möchte bitte einen Tisch für vier Personen am Freitagabend.",
    "Je n'ai pas reçu ma commande, pouvez-vous vérifier où elle se trouve ?",
    "Não consigo entrar na minha conta desde ontem à noite.",
    "来週の木曜日の午後に予約を変更したいのですが、空いていますか。",
    "我想查询一下我的订单什么时候可以送到。",
    "다음 주 예약을 취소하고 싶어요.",
    "أريد أن أعرف موعد وصول الطلب من فضلك.",
    "मुझे अपने बिल के बारे में जानकारी चाहिए।",
    "Я хотел бы узнать, когда откроется ваш магазин.",
    "Świetnie, dziękuję! Zażółć gęślą jaźń 🙂",
    "Two pizzas, no olives, and a large salad \"to go\"\nplus a soda\t(cold).",
    "Yes.",
    "Uh, hold on, hold on, I was still talking.",
    "All the basic information is on the form at the front desk, is it not?",
)

# function name, its arguments
TOOLS = (
    ("lookup_order", {"order": "spring basket", "channel": "phone"}),
    ("check_availability", {"day": "friday", "party": 4}),
    ("book_table", {"day": "friday", "party": 4, "note": "fenêtre, s'il vous plaît"}),
    ("find_policy", {"holder": "masked", "line": "auto"}),
    ("dispatch_roadside", {"area": "north", "vehicle": "van"}),
    ("search_kb", {"query": "opening hours", "top_k": 3}),
    ("get_weather", {"city": "Zürich"}),
    ("update_cart", {"items": ["soup", "salad"], "remove": []}),
)

# customer.workflow, the name of its duration-bearing step
WORKFLOWS = (
    ("roadside_assistance", "insurance.workflow.dispatch_roadside"),
    ("table_booking", "restaurant.workflow.reserve"),
    ("order_status", "support.workflow.track_order"),
    ("appointment_change", "clinic.workflow.reschedule"),
)

# service.name, agent.name, scope
SERVICES = (
    ("booking-voice-agent", "booker", "acme.voice"),
    ("roadside-agent", "rescue", "roadside.agent"),
    ("clinic-intake", "intake", "clinic.tracing"),
    ("soporte-es", "soporte", "soporte.agente"),
    ("unknown-services-desk", "desk", "desk.otel"),
    ("コール受付", "uketsuke", "callcenter.jp"),
)

MODELS = ("gpt-4o-mini", "claude-3-5-haiku", "gemini-2.0-flash", "llama-3.1-8b-instruct")
PROVIDERS = ("deepgram", "google", "azure", "assemblyai", "speechmatics")
VOICES = ("aria", "sonic-english", "nova", "zürich-female")
TOOL_FAILURES = (
    ("upstream_unavailable", "booking service answered 503", 503),
    ("validation_error", "party size is above the limit", 422),
    ("no_route", "no dispatcher on duty in this area", None),
)
MILESTONES = ("simulation_id_received", "first_inbound_audio", "first_speech_detected",
              "conversation_end")
