"""What is done beside the steps: events, complete checkpoints, a stop that somebody asked for."""
