"""Read an identity card of Peru with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="la-south-2") as client:
    r = client.recognize_peru_id_card("scan.png", return_portrait_image=True)

print(r.result.cui_number)
