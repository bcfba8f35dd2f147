"""Read an identity card of Chile with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="la-south-2") as client:
    r = client.recognize_chile_id_card("scan.png")

print(r.result.document_number)
