"""Classify an identity document with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-2") as client:
    r = client.classify_id_document("scan.png", alarm=True)

print(r.result.type_)
