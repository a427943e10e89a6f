"""Learning a new task without unlearning earlier ones."""
