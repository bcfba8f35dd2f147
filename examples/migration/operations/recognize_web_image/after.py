"""Read the text and the contact details of a web image with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-2") as client:
    r = client.recognize_web_image("scan.png", extract_type=["contact_info"])

for line in r.lines:
    print(line.text)
