"""Batch processing: many inputs with bounded concurrency, and a journal to continue a run.

Nothing heavy is imported here: a module that needs an extra is loaded when its name is used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
