"""Client for Huawei Cloud OCR: text and fields from images of documents.

    from ocr_wrapper import AkSk, OcrClient

    with OcrClient(region="ap-southeast-1", credentials=AkSk(ak, sk)) as client:
        passport = client.recognize_passport("scan.png")
        print(passport.result.surname)

`__init__.pyi` lists the public names. Each is imported when it is first used, so that a
program which only catches errors loads no HTTP library.
"""

import lazy_loader

__getattr__, __dir__, __all__ = lazy_loader.attach_stub(__name__, __file__)
