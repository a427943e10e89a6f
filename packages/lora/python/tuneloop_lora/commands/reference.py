"""What the trained model says of given tokens, by PyTorch: the reference that serving is held against."""

from __future__ import annotations

from contextlib import nullcontext
from typing import TYPE_CHECKING, Any

from ..base import load_model, load_tokenizer, torch_dtype
from ..events import Emit
from ..trained_model import load_with_adapter
from ..versions import package_versions

if TYPE_CHECKING:
    import torch


def run(config: dict[str, Any], emit: Emit) -> None:
    """`{base, trained, tuning, precision, chat_template?, prompts, sequences}` → a `sequence` event for each of
    `sequences`, then `{type: 'reference', prompts, versions}`.

    `prompts`: lists of messages; of each the event has the token ids as training saw them. A sequence is `{of, tokens,
    from, ids}`: `of` is `trained` or `base`; each position from `from` on says how likely the trained model finds those
    of its `ids` (one list a position) as the token that stands there: teacher-forced. The event has `logprobs` (natural,
    a list a position), and for each position `best`, the likeliest of all tokens, `best_logprob` and `logprob` of the
    token that is there.
    """
    emit({"type": "phase", "phase": "import"})
    import torch

    emit({"type": "phase", "phase": "load"})
    tokenizer = load_tokenizer(config["base"], config.get("chat_template"))
    prompts = [_prompt_tokens(tokenizer, messages) for messages in config["prompts"]]
    sequences = config["sequences"]
    dtype = torch_dtype(config["precision"])
    is_full = config["tuning"] == "full"
    model = (
        load_model(config["trained"], dtype).eval()
        if is_full
        else load_with_adapter(config["base"], config["trained"], dtype)
    )
    ends = _end_tokens(model, tokenizer)
    done = 0
    for of in ("trained", "base"):
        places = [place for place, sequence in enumerate(sequences) if sequence["of"] == of]
        if of == "base" and is_full and places:
            del model
            model = load_model(config["base"], dtype).eval()
        without = model.disable_adapter() if of == "base" and not is_full else nullcontext()
        with without, torch.inference_mode():
            for place in places:
                emit({"type": "sequence", "index": place, **_score(model, sequences[place], ends)})
                done += 1
                emit({"type": "phase", "phase": "data", "completed": done, "total": len(sequences)})
    emit({"type": "reference", "prompts": prompts, "versions": package_versions()})


def _prompt_tokens(tokenizer: Any, messages: list[dict[str, Any]]) -> list[int]:
    return list(tokenizer.apply_chat_template(messages, add_generation_prompt=True, return_dict=False))


def _end_tokens(model: Any, tokenizer: Any) -> set[int]:
    """Of generation, and every special token: llama.cpp ends a text with some that a model's own settings leave out."""
    configured = model.generation_config.eos_token_id
    return {*tokenizer.all_special_ids, *(configured if isinstance(configured, list) else [configured])}


def _score(model: torch.nn.Module, sequence: dict[str, Any], ends: set[int]) -> dict[str, Any]:
    import torch

    tokens, first = sequence["tokens"], sequence["from"]
    device = next(model.parameters()).device
    # The logits at a position are about the token after it.
    logits = model(input_ids=torch.tensor([tokens], device=device)).logits[0, first - 1 :]
    ends_here = int(logits[-1].argmax()) in ends
    logprobs = logits[:-1].float().log_softmax(dim=-1).cpu()
    best_logprob, best = logprobs.max(dim=-1)
    there = torch.tensor(tokens[first:]).unsqueeze(1)
    return {
        "logprobs": [row[ids].tolist() for row, ids in zip(logprobs, sequence["ids"], strict=True)],
        "best": best.tolist(),
        "best_logprob": best_logprob.tolist(),
        "logprob": logprobs.gather(1, there).squeeze(1).tolist(),
        "ends": ends_here,
    }
