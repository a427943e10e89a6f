"""One module a command: `def run(config: dict, emit: Callable[[dict], None]) -> None`."""
