"""Quantisation-aware training: the forward pass sees the weights as they will be served."""
