"""Tell errors apart with ocr_wrapper."""

from ocr_wrapper import OcrClient, OcrError, RecognitionFailedError, StatusError

with OcrClient(region="ap-southeast-1") as client:
    try:
        r = client.recognize_passport("scan.png")
    except RecognitionFailedError as error:
        print("Nothing found in the image", error.request_id)
    except StatusError as error:
        print("Refused:", error.status, error.code, error.detail)
    except OcrError as error:
        print("No response:", error)
