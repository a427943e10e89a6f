"""Writes models as ONNX Runtime GenAI reads them, with numpy alone: `genai_config.json`, `model.onnx` and its weights."""
