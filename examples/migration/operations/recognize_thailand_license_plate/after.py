"""Read a license plate of Thailand with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-2") as client:
    r = client.recognize_thailand_license_plate("scan.png")

print(r.result[0].plate_number)
