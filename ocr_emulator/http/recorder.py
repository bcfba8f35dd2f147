"""Recorder: writes a finished request into the journal of its namespace."""

from __future__ import annotations

import time
from difflib import get_close_matches

from ocr_emulator.auth import identity_service
from ocr_emulator.contract.bundle import Contract
from ocr_emulator.contract.checks import MAX_TEXT
from ocr_emulator.messages import RequestContext
from ocr_emulator.scripting.journal import RECORDED_HEADERS, Entry

_MAX_NOTES = 20


class Recorder:
    """Write journal entries."""

    def __init__(self, contract: Contract) -> None:
        self._templates = [operation.path for operation in contract.operations.values()]

    def record(self, context: RequestContext, status: int | None, code: str | None) -> None:
        """Record a request with the status and the code that it got, None without a response.

        A request that came before the journal was cleared is left out: it is another test's.
        """
        journal = context.namespace.journal
        # A login's body has a password.
        keeps_body = journal.keep_bodies and context.service != "iam"
        journal.append(
            Entry(
                request_id=context.request_id,
                at=context.at,
                early_by=context.early_by,
                seconds=time.perf_counter() - context.started,
                method=context.method,
                path=context.path[:MAX_TEXT],
                service=context.service,
                operation=context.operation.name if context.operation else None,
                account=context.account.name if context.account else None,
                credential=context.credential,
                project_id=context.project_id[:MAX_TEXT],
                region=context.region,
                headers={
                    name: value[:MAX_TEXT]
                    for name, value in context.header.items()
                    if name in RECORDED_HEADERS
                },
                body_size=len(context.body),
                body_sha256=context.digest,
                status=status,
                code=None if code is None else code[:MAX_TEXT],
                answer=context.source,
                violation=context.violation.to_dict() if context.violation else None,
                notes=tuple(note[:MAX_TEXT] for note in context.notes[:_MAX_NOTES]),
                unread=tuple(context.unread),
                nearest=None if context.service else self._nearest(context),
                body=context.body if keeps_body else None,
            ),
            context.epoch,
        )

    def _nearest(self, context: RequestContext) -> str | None:
        project = context.project_id or "{project_id}"
        paths = [template.replace("{project_id}", project) for template in self._templates]
        match = get_close_matches(
            context.path[:MAX_TEXT], [*identity_service.PATHS, *paths], n=1, cutoff=0.5
        )
        return match[0] if match else None
