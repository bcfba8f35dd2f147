"""Send everything to an address of your own with ocr_wrapper."""

from ocr_wrapper import AkSk, OcrClient

with OcrClient(
    region="ap-southeast-1",  # which operations the project can call
    endpoint="http://127.0.0.1:8787",
    credentials=AkSk("your-access-key", "your-secret-key"),
    project_id="your-project-id",
) as client:
    r = client.recognize_passport("scan.png")
