"""Exports: results as files for spreadsheets, data frames, archives and search.

    from ocr_wrapper import exports

    exports.save(results, "passports.xlsx")

`__init__.pyi` lists the public names; each is imported when it is first used.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
