"""Holds what was sent to Langfuse, and what its stand-in answers, to Langfuse's official Python client.

Reads JSON from standard input: `url` and keys of the stand-in, `bodies` that it was sent, `trace`, and `protobuf`, an OTLP request
in base64. Writes JSON: the names of what was read.
"""

import base64
import json
import sys

from langfuse.api import CreateDatasetItemRequest, CreateDatasetRequest, CreateScoreRequest, LangfuseAPI
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

MODELS = {
    "POST scores": CreateScoreRequest,
    "POST v2/datasets": CreateDatasetRequest,
    "POST dataset-items": CreateDatasetItemRequest,
}


def snake_case(name: str) -> str:
    return "".join("_" + letter.lower() if letter.isupper() else letter for letter in name)


def main() -> None:
    given = json.load(sys.stdin)
    checked: dict[str, int] = {}
    for request in given["bodies"]:
        model = MODELS.get(request["name"])
        if model is None:
            continue
        parsed = model(**{snake_case(name): value for name, value in request["body"].items()})
        if parsed.model_extra:
            raise SystemExit(f"{request['name']} has no {list(parsed.model_extra)}")
        checked[request["name"]] = checked.get(request["name"], 0) + 1

    api = LangfuseAPI(base_url=given["url"], username=given["publicKey"], password=given["secretKey"])
    scores = api.scores.get_many(limit=100, fields="details,subject,annotation").data
    observations = api.observations.get_many(
        trace_id=given["trace"], fields="core,basic,metadata", expand_metadata="interaction", limit=100
    ).data
    items = api.dataset_items.list(dataset_name="evals", page=1, limit=100).data
    api.datasets.get("evals")

    request = ExportTraceServiceRequest()
    request.ParseFromString(base64.b64decode(given["protobuf"]))
    spans = [span for resource in request.resource_spans for scope in resource.scope_spans for span in scope.spans]
    json.dump(
        {
            "checked": checked,
            "scores": [score.name for score in scores],
            "observations": [observation.metadata.get("interaction") for observation in observations],
            "items": len(items),
            "spans": [[span.name, span.trace_id.hex(), span.parent_span_id.hex() != ""] for span in spans],
            "usage": [
                attribute.value.int_value
                for span in spans
                for attribute in span.attributes
                if attribute.key == "gen_ai.usage.input_tokens"
            ],
        },
        sys.stdout,
    )


main()
