#include "rules/genai.h"

#define KEYS(...)                                                                                  \
    {.n = sizeof((uint16_t[]){__VA_ARGS__}) / sizeof(uint16_t), .v = {__VA_ARGS__}}

#define CHAT(text)                                                                                 \
    {                                                                                              \
        .name = SV_INIT(text), .name_key = KEY_request_model, .kinds = KIND_BIT_CLIENT,            \
        .hosted = true, .required = KEYS(KEY_genai_provider),                                      \
        .recommended = KEYS(KEY_response_model, KEY_genai_response_id, KEY_finish_reasons,         \
                            KEY_input_tokens, KEY_output_tokens, KEY_server_address),              \
    }

const struct genai_operation genai_operations[] = {
    CHAT("chat"),
    CHAT("generate_content"),
    CHAT("text_completion"),
    {
        .name = SV_INIT("embeddings"),
        .name_key = KEY_request_model,
        .kinds = KIND_BIT_CLIENT,
        .hosted = true,
        .required = KEYS(KEY_genai_provider),
        .recommended = KEYS(KEY_genai_dimensions, KEY_response_model, KEY_input_tokens,
                            KEY_server_address),
    },
    {
        .name = SV_INIT("retrieval"),
        .name_key = KEY_genai_data_source,
        .kinds = KIND_BIT_CLIENT,
        .hosted = true,
        .recommended = KEYS(KEY_server_address),
    },
    {
        .name = SV_INIT("execute_tool"),
        .name_key = KEY_genai_tool_name,
        .kinds = KIND_BIT_INTERNAL,
        .required = KEYS(KEY_genai_tool_name),
        .recommended = KEYS(KEY_genai_tool_call_id, KEY_genai_tool_type),
    },
    {
        .name = SV_INIT("invoke_agent"),
        .name_key = KEY_genai_agent_name,
        .kinds = KIND_BIT_CLIENT | KIND_BIT_INTERNAL,
    },
    {
        .name = SV_INIT("create_agent"),
        .name_key = KEY_genai_agent_name,
        .kinds = KIND_BIT_CLIENT | KIND_BIT_INTERNAL,
        .required = KEYS(KEY_genai_provider),
        .recommended = KEYS(KEY_agent_id, KEY_server_address),
    },
    {
        .name = SV_INIT("invoke_workflow"),
        .name_key = KEY_genai_workflow_name,
        .kinds = KIND_BIT_INTERNAL,
    },
    {.name = SV_INIT("plan"), .name_key = KNOWN_KEYS, .kinds = KIND_BIT_INTERNAL},
    {.name = SV_INIT("speech_to_text"), .name_key = KNOWN_KEYS},
    {.name = SV_INIT("text_to_speech"), .name_key = KNOWN_KEYS},
};
const size_t genai_operations_n = ARRAY_LEN(genai_operations);

const struct genai_value genai_misspellings[] = {
    {KEY_genai_operation, SV_INIT("chatcompletion"), "chat"},
    {KEY_genai_operation, SV_INIT("chatcompletions"), "chat"},
    {KEY_genai_operation, SV_INIT("completion"), "text_completion"},
    {KEY_genai_operation, SV_INIT("completions"), "text_completion"},
    {KEY_genai_operation, SV_INIT("textcompletions"), "text_completion"},
    {KEY_genai_operation, SV_INIT("embedding"), "embeddings"},
    {KEY_genai_operation, SV_INIT("tool"), "execute_tool"},
    {KEY_genai_operation, SV_INIT("toolcall"), "execute_tool"},
    {KEY_genai_operation, SV_INIT("executetools"), "execute_tool"},
    {KEY_genai_operation, SV_INIT("agent"), "invoke_agent"},
    {KEY_genai_operation, SV_INIT("agentrun"), "invoke_agent"},
    {KEY_genai_provider, SV_INIT("bedrock"), "aws.bedrock"},
    {KEY_genai_provider, SV_INIT("amazonbedrock"), "aws.bedrock"},
    {KEY_genai_provider, SV_INIT("azureopenai"), "azure.ai.openai"},
    {KEY_genai_provider, SV_INIT("azopenai"), "azure.ai.openai"},
    {KEY_genai_provider, SV_INIT("azaiopenai"), "azure.ai.openai"},
    {KEY_genai_provider, SV_INIT("azaiinference"), "azure.ai.inference"},
    {KEY_genai_provider, SV_INIT("vertexai"), "gcp.vertex_ai"},
    {KEY_genai_provider, SV_INIT("googlevertexai"), "gcp.vertex_ai"},
    {KEY_genai_provider, SV_INIT("gemini"), "gcp.gemini"},
    {KEY_genai_provider, SV_INIT("googlegemini"), "gcp.gemini"},
    {KEY_genai_provider, SV_INIT("mistral"), "mistral_ai"},
    {KEY_genai_provider, SV_INIT("watsonx"), "ibm.watsonx.ai"},
    {KEY_genai_provider, SV_INIT("grok"), "x_ai"},
    {KEY_genai_token_type, SV_INIT("completion"), "output"},
    {KEY_genai_token_type, SV_INIT("prompt"), "input"},
};
const size_t genai_misspellings_n = ARRAY_LEN(genai_misspellings);

const struct sv genai_output_types[] = {
    SV_INIT("text"), SV_INIT("json"), SV_INIT("image"), SV_INIT("speech"),
};
const size_t genai_output_types_n = ARRAY_LEN(genai_output_types);

const struct sv genai_token_types[] = {SV_INIT("input"), SV_INIT("output")};
const size_t genai_token_types_n = ARRAY_LEN(genai_token_types);

const struct sv genai_providers[] = {
    SV_INIT("openai"), SV_INIT("anthropic"), SV_INIT("aws.bedrock"),
    SV_INIT("azure.ai.inference"), SV_INIT("azure.ai.openai"), SV_INIT("cohere"),
    SV_INIT("deepseek"), SV_INIT("gcp.gemini"), SV_INIT("gcp.gen_ai"), SV_INIT("gcp.vertex_ai"),
    SV_INIT("groq"), SV_INIT("ibm.watsonx.ai"), SV_INIT("mistral_ai"), SV_INIT("moonshot_ai"),
    SV_INIT("perplexity"), SV_INIT("x_ai"),
};
const size_t genai_providers_n = ARRAY_LEN(genai_providers);

const struct genai_deprecated genai_deprecated[] = {
    {SV_INIT("gen_ai.system"), "gen_ai.provider.name"},
    {SV_INIT("gen_ai.usage.prompt_tokens"), "gen_ai.usage.input_tokens"},
    {SV_INIT("gen_ai.usage.completion_tokens"), "gen_ai.usage.output_tokens"},
    {SV_INIT("gen_ai.prompt"), "gen_ai.input.messages, where content is recorded at all"},
    {SV_INIT("gen_ai.prompt."), "gen_ai.input.messages, where content is recorded at all"},
    {SV_INIT("gen_ai.completion"), "gen_ai.output.messages, where content is recorded at all"},
    {SV_INIT("gen_ai.completion."), "gen_ai.output.messages, where content is recorded at all"},
    {SV_INIT("gen_ai.openai.request.seed"), "gen_ai.request.seed"},
    {SV_INIT("gen_ai.openai.request.response_format"), "gen_ai.output.type"},
    {SV_INIT("gen_ai.openai.request.service_tier"), "openai.request.service_tier"},
    {SV_INIT("gen_ai.openai.response.service_tier"), "openai.response.service_tier"},
    {SV_INIT("gen_ai.openai.response.system_fingerprint"),
     "openai.response.system_fingerprint"},
    {SV_INIT("llm.model_name"), "gen_ai.request.model"},
    {SV_INIT("llm.temperature"), "gen_ai.request.temperature"},
    {SV_INIT("llm.max_tokens"), "gen_ai.request.max_tokens"},
    {SV_INIT("llm.usage.prompt_tokens"), "gen_ai.usage.input_tokens"},
    {SV_INIT("llm.usage.completion_tokens"), "gen_ai.usage.output_tokens"},
    {SV_INIT("llm.usage.total_tokens"),
     "gen_ai.usage.input_tokens and gen_ai.usage.output_tokens"},
};
const size_t genai_deprecated_n = ARRAY_LEN(genai_deprecated);

const struct sv genai_key_texts[KNOWN_KEYS] = {
#define KEY(name, text) [KEY_##name] = SV_INIT(text),
#include "lint/keys.def"
#undef KEY
};

size_t genai_operation(struct sv name)
{
    size_t i = 0;
    while (i < genai_operations_n && !sv_eq(genai_operations[i].name, name))
        i++;
    return i;
}
