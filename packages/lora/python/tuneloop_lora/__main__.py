"""`python -m tuneloop_lora COMMAND CONFIG.json`: runs `commands/COMMAND.py`.

JSON in (snake_case), JSON lines out on file descriptor 3, `{"type":"error",…}` last where it failed. Exit code 0 when
the command ended well, 1 when it told its error.
"""

from __future__ import annotations

import importlib
import json
import pkgutil
import sys
import traceback

from . import commands
from .errors import CommandError, event_of
from .events import emit, open_events
from .parent import end_with_parent


def main(arguments: list[str]) -> int:
    open_events()
    end_with_parent()
    try:
        if len(arguments) != 2:
            raise CommandError("INVALID_REQUEST", "Usage: python -m tuneloop_lora COMMAND CONFIG.json")
        name, config_file = arguments
        known = [module.name for module in pkgutil.iter_modules(commands.__path__)]
        if name not in known:
            raise CommandError("UNSUPPORTED", f"There is no command {name}; there are {', '.join(known)}.")
        with open(config_file, encoding="utf-8") as file:
            config = json.load(file)
        importlib.import_module(f"{commands.__name__}.{name}").run(config, emit)
        return 0
    except BaseException as error:
        if isinstance(error, SystemExit) and error.code in (None, 0):
            return 0
        traceback.print_exc()
        sys.stderr.flush()
        emit(event_of(error))
        return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
