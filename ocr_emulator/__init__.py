"""Mock server for Huawei Cloud OCR: strict, scriptable, with a real OCR engine.

    from ocr_emulator import Emulator
    with Emulator() as emu:
        emu.url, emu.ak, emu.sk, emu.projects

It reads the same contract as the client and shares no code with it. `__init__.pyi` lists the
public names. Each is imported when it is first used: pytest loads this package with its plugin
in every run, also in those that need no emulator.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
