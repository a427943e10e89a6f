"""The official openai package, unmodified, against the server whose URL is the first argument.

Prints one JSON object with what it saw; the test judges it.
"""

import json
import sys

import openai

client = openai.OpenAI(base_url=f"{sys.argv[1]}/v1", api_key="none", max_retries=0)
messages = [
    {"role": "system", "content": "You are a helpful assistant."},
    {"role": "user", "content": "What is the capital of France?"},
]
seen = {}

answer = client.chat.completions.create(model="default", messages=messages, temperature=0)
seen["chat"] = answer.choices[0].message.content
seen["total_tokens_add_up"] = answer.usage.total_tokens == answer.usage.prompt_tokens + answer.usage.completion_tokens

stream = client.chat.completions.create(
    model="default", messages=messages, temperature=0, stream=True, stream_options={"include_usage": True}
)
chunks = list(stream)
seen["streamed"] = "".join(chunk.choices[0].delta.content or "" for chunk in chunks if chunk.choices)
seen["streamed_tokens"] = chunks[-1].usage.completion_tokens

long_stream = client.chat.completions.create(
    model="default",
    messages=[{"role": "user", "content": "Count from one to one thousand, in words."}],
    max_tokens=1500,
    stream=True,
)
for chunk in long_stream:
    if chunk.choices and chunk.choices[0].delta.content:
        break
long_stream.close()
seen["cancelled"] = True

embeddings = client.embeddings.create(model="default", input=["a cat", "a dog"])
seen["embedding_lengths"] = [len(item.embedding) for item in embeddings.data]

parsed = client.chat.completions.create(
    model="default",
    messages=messages,
    temperature=0,
    response_format={
        "type": "json_schema",
        "json_schema": {
            "name": "city",
            "strict": True,
            "schema": {
                "type": "object",
                "properties": {"city": {"type": "string", "maxLength": 20}},
                "required": ["city"],
                "additionalProperties": False,
            },
        },
    },
)
seen["json"] = json.loads(parsed.choices[0].message.content)

try:
    client.chat.completions.create(model="none", messages=messages)
except openai.NotFoundError as error:
    seen["unknown_model"] = error.code

print(json.dumps(seen))
