"""Read the key-value pairs and tables of a document with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-1") as client:
    r = client.recognize_smart_document("scan.png", kv=True, table=True)

for field in r.fields.values():
    print(field.name, field.value)
