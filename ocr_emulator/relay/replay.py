"""Replay: responds to requests from a recording, without the service.

A test gets what the service really sent, as often as it runs and without a bill.
"""

from __future__ import annotations

from ocr_emulator.contract import strict_json
from ocr_emulator.contract.bundle import Contract, Operation
from ocr_emulator.contract.errors import ApiError
from ocr_emulator.messages import ApiResponse, RequestContext
from ocr_emulator.relay.recording import Recording, error_code, request_digest


class Replay:
    """Respond to requests from a recording."""

    def __init__(self, path: str, contract: Contract) -> None:
        self._recording = Recording(path, contract)

    async def respond(self, context: RequestContext, operation: Operation) -> ApiResponse:
        """Return the recorded response; raises `ApiError` 501 when there is none."""
        try:
            digest = request_digest(strict_json.read(context.body))
        except strict_json.BodyError:
            digest = context.digest
        found = self._recording.find(operation.name, digest, context.namespace.replayed)
        if found is None:
            message = f"The recording has no response to this request for {operation.name}."
            raise ApiError(501, "EMULATOR", message)
        context.source = "replayed"
        code = error_code(found.body)
        return ApiResponse(found.status, found.body, dict(found.headers), code=code)
