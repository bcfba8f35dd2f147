"""Give a key and a project id to ocr_wrapper."""

from ocr_wrapper import AkSk, OcrClient

with OcrClient(
    region="ap-southeast-1",
    credentials=AkSk("your-access-key", "your-secret-key"),
    project_id="your-project-id",  # looked up if it is left out
) as client:
    r = client.recognize_passport("scan.png")
