"""Read a passport with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:
    r = client.recognize_passport("scan.png", country_code="GENERAL")

print(r.result.passport_number)
