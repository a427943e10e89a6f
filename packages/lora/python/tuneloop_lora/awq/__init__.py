"""Models in 4 bits for vLLM, by llm-compressor."""
