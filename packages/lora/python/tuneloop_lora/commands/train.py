"""`train`: one training from its beginning or its newest complete checkpoint to PEFT's folder (or a whole model)."""

from __future__ import annotations

import os
from typing import Any

from ..events import Emit


def run(config: dict[str, Any], emit: Emit) -> None:
    # Before any import of a library that reads them: nothing is told to anybody, no worker is forked, and the
    # log has no bars.
    os.environ["HF_HUB_DISABLE_TELEMETRY"] = "1"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["TRL_EXPERIMENTAL_SILENCE"] = "1"
    os.environ["TOKENIZERS_PARALLELISM"] = "false"
    os.environ["HF_DATASETS_DISABLE_PROGRESS_BARS"] = "1"
    os.environ["HF_HUB_DISABLE_PROGRESS_BARS"] = "1"

    from ..distributed.launch import is_worker, launch
    from ..trainers.settings import Settings

    settings = Settings.read(config)
    if settings.processes > 1 and not is_worker():
        launch(config, settings.distributed, emit)
        return
    emit({"type": "phase", "phase": "import"})
    from ..trainers.training import train

    train(settings, emit)
