"""Read an identity document with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:
    r = client.recognize_id_document("scan.png", country_region=["ALB"], id_type=["PP"])

print(r.result.document_number)
