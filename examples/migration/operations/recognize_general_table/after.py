"""Read the tables of an image with ocr_wrapper."""

from ocr_wrapper import OcrClient

with OcrClient(region="ap-southeast-3") as client:
    r = client.recognize_general_table("scan.png", return_excel=True)

for table in r.tables:
    print(table.to_rows())
