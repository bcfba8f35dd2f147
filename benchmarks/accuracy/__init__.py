"""Accuracy benchmark of the built-in engine on drawn pages whose content is known."""
