"""Models of the Hugging Face hub."""

from __future__ import annotations

from .errors import CommandError

# Weights in other formats are left where they are.
PATTERNS = ["*.json", "*.safetensors", "*.model", "*.txt", "*.jinja"]


def download(model: str, revision: str | None) -> str:
    """The folder of a model in the hub's own cache (`HF_HOME`), fetched where it is not there yet."""
    from huggingface_hub import snapshot_download
    from huggingface_hub.errors import GatedRepoError, RepositoryNotFoundError, RevisionNotFoundError

    try:
        return snapshot_download(model, revision=revision, allow_patterns=PATTERNS)
    except GatedRepoError as error:
        raise CommandError(
            "MODEL_NOT_FOUND",
            f"{model} may be read only by those who agreed to its terms. Agree on its page, and set HF_TOKEN.",
            "gated",
        ) from error
    except (RepositoryNotFoundError, RevisionNotFoundError) as error:
        where = model if revision is None else f"{model} at {revision}"
        raise CommandError(
            "MODEL_NOT_FOUND", f"The hub has no model {where}. Check the name; for a private one set HF_TOKEN."
        ) from error
