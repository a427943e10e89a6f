"""What Tuneloop promises of each answer beyond what its OpenAPI document can say: loaded by schemathesis as hooks."""

from __future__ import annotations

import atexit
import json
import os
import re
from collections import Counter, defaultdict

import schemathesis
from schemathesis.core.failures import Failure

STACK = re.compile(r"\n\s+at .+:\d+:\d+\)?|node:internal|node_modules/")
FOLDERS = [folder for folder in os.environ.get("FUZZ_SECRET_FOLDERS", "").split(os.pathsep) if folder]

# These show folders to the administrator: settings, the log, and tools, which read them.
SHOWS_FOLDERS = re.compile(r"^/(v1/configuration|v1/logs|v1/logs/events|tool_call|v1/tools/\{name\}/call|mcp)$")

# Codes of refusals that say that the request is not what the document describes. Any other refusal of a request that
# the document allows has a reason that no schema can say: two parameters contradict each other, the model cannot do
# it, something is not there or not in the state for it.
MISDESCRIBED = {
    "invalid_json",
    "invalid_type",
    "missing_required_parameter",
    "unknown_parameter",
    "unsupported_media_type",
}

# Where a form is described in words alone: path, parameter (empty: the body), reason.
DESCRIBED_IN_WORDS = [
    (re.compile(r"/slots/\{slot\}$"), re.compile(r"^$"), "erasing takes no body, saving and restoring do"),
    (re.compile(r"/(runs|threads)\b"), re.compile(r"^(input|command|values)\b"), "messages are as LangChain has them"),
]


statuses: defaultdict[str, Counter[int]] = defaultdict(Counter)


@schemathesis.hook
def after_call(context, case, response):
    """Counts how each operation was answered."""
    statuses[case.operation.label][response.status_code] += 1


@schemathesis.hook
def before_call(context, case, kwargs):
    """Trainings get data that is there, where they name any."""
    file = os.environ.get("FUZZ_TRAINING_FILE")
    body = case.body
    if not file or not isinstance(body, dict):
        return
    if isinstance(body.get("training_file"), str):
        case.body = {**body, "training_file": file}
    elif isinstance(body.get("data"), dict) and isinstance(body["data"].get("file"), str):
        case.body = {**body, "data": {**body["data"], "file": file}}


@atexit.register
def write_statuses() -> None:
    with open("statuses.json", "w", encoding="utf-8") as file:
        json.dump(statuses, file)


class BrokenPromise(Failure):
    """An answer that no client should see."""


def broken(case, title: str, message: str) -> BrokenPromise:
    return BrokenPromise(operation=case.operation.label, title=title, message=message)


@schemathesis.check
def retry_after_with_overload(ctx, response, case):
    """Whoever is told to come back later is told when."""
    if response.status_code in (429, 503, 529):
        values = response.headers.get("retry-after", [])
        if not values or not values[0].isdigit() or int(values[0]) < 1:
            raise broken(case, "No Retry-After", f"{response.status_code} has Retry-After {values}.")


@schemathesis.check
def nothing_inner_is_told(ctx, response, case):
    """No stack traces, and no folders of the machine."""
    text = response.content.decode("utf-8", "replace")
    if response.status_code >= 400 and STACK.search(text):
        raise broken(case, "A stack trace is told", text[:500])
    if SHOWS_FOLDERS.match(case.operation.path):
        return
    for folder in FOLDERS:
        if folder in text:
            at = text.index(folder)
            raise broken(case, "A folder of the machine is told", text[max(0, at - 200) : at + 200])


@schemathesis.check
def has_request_id(ctx, response, case):
    """The answer can be found in the log."""
    if "x-request-id" not in response.headers:
        raise broken(case, "No x-request-id", f"{response.status_code} has no x-request-id.")


@schemathesis.check
def documented_requests_are_understood(ctx, response, case):
    """A request that the document allows is not refused for its form."""
    if response.status_code not in (400, 415, 422) or case.meta is None or not case.meta.generation.mode.is_positive:
        return
    error = error_of(response)
    code, param = error.get("code"), error.get("param") or ""
    if any(path.search(case.operation.path) and name.search(param) for path, name, _reason in DESCRIBED_IN_WORDS):
        return
    if code in MISDESCRIBED:
        raise broken(case, f"Documented request refused: {code}", response.content.decode("utf-8", "replace")[:500])


@schemathesis.deserializer("application/x-ndjson")
def read_lines(ctx, response):
    """The schema of Ollama's streams is that of each line: another one is judged each time. Files are judged as text."""
    text = response.content.decode()
    if not ctx.operation.path.startswith("/api/"):
        return text
    lines = [json.loads(line) for line in text.splitlines() if line]
    return lines[len(text) % len(lines)]


def error_of(response) -> dict:
    try:
        error = json.loads(response.content).get("error")
    except ValueError:
        return {}
    return error if isinstance(error, dict) else {}
