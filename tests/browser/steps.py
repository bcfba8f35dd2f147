"""What a person does on the page, as functions."""

from __future__ import annotations

import base64
import io
from typing import TYPE_CHECKING

from PIL import Image

if TYPE_CHECKING:
    from playwright.sync_api import Page


def image_file(kind: str = "PNG", size: tuple[int, int] = (400, 300)) -> bytes:
    """Return the bytes of a white image."""
    stream = io.BytesIO()
    Image.new("RGB", size, "white").save(stream, kind)
    return stream.getvalue()


def drop(page: Page, data: bytes, name: str = "scan.png", kind: str = "image/png") -> None:
    """Drop a file on the view, as from a file manager."""
    transfer = page.evaluate_handle(
        """([text, name, type]) => {
            const bytes = Uint8Array.from(atob(text), (char) => char.charCodeAt(0));
            const transfer = new DataTransfer();
            transfer.items.add(new File([bytes], name, { type }));
            return transfer;
        }""",
        [base64.b64encode(data).decode(), name, kind],
    )
    page.dispatch_event(".viewer", "drop", {"dataTransfer": transfer})


def drop_pdf(page: Page) -> None:
    """Drop a PDF of three pages and choose the second."""
    stream = io.BytesIO()
    pages = [Image.new("RGB", (400, 300), colour) for colour in ("red", "blue", "green")]
    pages[0].save(stream, "PDF", save_all=True, append_images=pages[1:], resolution=150)
    drop(page, stream.getvalue(), "report.pdf", "application/pdf")
    page.wait_for_selector("text=of 3")
    page.fill(".pages input", "2")
    page.press(".pages input", "Enter")
    page.wait_for_function("document.querySelector('[name=pdf_page_number]').value === '2'")


def recognize(page: Page, operation: str = "recognize_general_text") -> None:
    """Drop an image, choose an operation, send it and wait for the outcome."""
    page.select_option(".side select", operation)
    drop(page, image_file())
    page.wait_for_selector(".stage img[src]")
    send(page)


def send(page: Page) -> None:
    """Press the button and wait for the outcome."""
    page.click("text=Recognize")
    page.wait_for_selector(".results .notice:not(:has(progress))")


def open_view(page: Page, name: str) -> None:
    """Change to another view by its link."""
    page.click(f"nav >> text={name}")
    page.wait_for_selector(f"#view-{name.lower()} >> visible=true")


def open_tab(page: Page, name: str) -> None:
    """Choose a tab of the result."""
    page.click(f"#tab-{name}")


def copied(page: Page) -> str:
    """Return the text on the clipboard."""
    text: str = page.evaluate("navigator.clipboard.readText()")
    return text
