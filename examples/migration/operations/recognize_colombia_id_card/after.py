"""Read an identity card of Colombia with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="la-north-2") as client:
    r = client.recognize_colombia_id_card("scan.png")

print(r.result.number)
