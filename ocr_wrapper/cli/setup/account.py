"""Checks of the account: credentials, region, key, project, and on request one call.

Secrets are never shown. Of an access key, which is no secret but identifies the account, only
the ends are shown.
"""

from __future__ import annotations

import io
import stat
import sys
import time
from pathlib import Path

from ocr_wrapper.attempts.messages import Steps
from ocr_wrapper.auth.chain import Found, find_credentials
from ocr_wrapper.auth.credentials import AkSk, Credentials
from ocr_wrapper.auth.iam import ProjectRequest
from ocr_wrapper.auth.providers import Auth
from ocr_wrapper.call import CallOptions, CallPipeline
from ocr_wrapper.cli.setup.finding import Finding, timed
from ocr_wrapper.environment import Environment
from ocr_wrapper.errors import (
    AuthenticationError,
    CredentialsError,
    NotFoundError,
    OcrError,
    PermissionDeniedError,
    StatusError,
)
from ocr_wrapper.service.regions import Route
from ocr_wrapper.transport import sync
from ocr_wrapper.transport.sync import SyncSession

_ENDS = 4
"""Characters of an access key that are shown at each end, if it has three times as many."""


def masked(key: str) -> str:
    """Return an access key with its middle hidden; a short one is hidden completely."""
    if len(key) < 3 * _ENDS:
        return "(hidden)"
    return f"{key[:_ENDS]}…{key[-_ENDS:]}"


def check_credentials(environment: Environment) -> tuple[Finding, Found | None]:
    """Look for credentials where the client does, and say where they are."""
    with timed("credentials") as finding:
        try:
            found = find_credentials(environment)
        except CredentialsError as error:
            finding.fail_with(error)
            finding.cure = (
                "hwocr configure writes the profile; the keys are in the console under My "
                "Credentials, Access Keys."
            )
            return finding, None
        keys = found.credentials
        if not isinstance(keys, AkSk):
            finding.detail = "temporary keys of this cloud server's agency"
            return finding, found
        kind = "temporary access key" if keys.security_token else "access key"
        if found.source == "environment":
            where = "the environment (HUAWEICLOUD_SDK_AK, HUAWEICLOUD_SDK_SK)"
        else:
            where = f"the profile {environment.profile}, section [basic]"
        finding.detail = f"{kind} {masked(keys.ak)} of {where}"
        if found.source == "profile" and environment.profile is not None:
            _check_mode(finding, environment.profile)
    return finding, found


def _check_mode(finding: Finding, profile: Path) -> None:
    """Warn of a profile that others can read; modes of Windows do not say who can."""
    if sys.platform == "win32":
        return
    mode = stat.S_IMODE(profile.stat().st_mode)
    if mode & (stat.S_IRWXG | stat.S_IRWXO):
        finding.warn(
            f"{finding.detail}, which others may read (mode {mode:04o})",
            f"chmod 600 {profile}",
        )


def check_key(
    pipeline: CallPipeline, session: SyncSession, route: Route, found: Found, timeout: float
) -> Finding:
    """Look up the project id with a signed request, which shows that the key is accepted.

    The request goes to the identity service and is never billed.
    """
    with timed("key and project") as finding:
        deadline = time.monotonic() + timeout
        try:
            project = sync.run(session, _look_up(pipeline, route, found.credentials, deadline))
        except PermissionDeniedError as error:
            _without_lookup(finding, found, str(error), "the key may not list projects")
        except NotFoundError as error:
            _without_lookup(finding, found, str(error), "the endpoint has no identity service")
        except AuthenticationError as error:
            finding.fail_with(error)
            finding.cure = (
                "Copy access key and secret key again; check that the key is active, and not that "
                "of another account. hwocr configure replaces a profile."
            )
        except OcrError as error:
            finding.fail_with(error)
        else:
            finding.detail = f"accepted; the project of {route.region} is {project}"
            if found.project_id not in (None, project):
                finding.warn(
                    f"accepted, but the project id {found.project_id} is set, and that of "
                    f"{route.region} is {project}",
                    "Unset HUAWEICLOUD_SDK_PROJECT_ID (or project_id in the profile), unless it is "
                    "meant: an id belongs to one region and one account.",
                )
    return finding


def _look_up(
    pipeline: CallPipeline, route: Route, credentials: Credentials, deadline: float
) -> Steps[str]:
    """Return the project id that the identity service has, also if one is set."""
    auth: Auth
    if isinstance(credentials, AkSk):
        auth = credentials
    else:
        auth = (yield from pipeline.identities.find(pipeline.loop, route, deadline)).auth
    found = yield from pipeline.loop.run(ProjectRequest(route, deadline, auth))
    return found.value.value


def _without_lookup(finding: Finding, found: Found, detail: str, why: str) -> None:
    """Set the finding of a project id that cannot be looked up."""
    if found.project_id is not None:
        finding.detail = f"not checked, {why}; the project id {found.project_id} is set"
        finding.status = "skipped"
        return
    finding.warn(
        f"{detail} ({why})",
        "Set HUAWEICLOUD_SDK_PROJECT_ID to the id of the region's project, from My Credentials in "
        "the console.",
    )


def check_call(pipeline: CallPipeline, session: SyncSession, operation: str) -> Finding:
    """Send one call with a small drawn image, which the service bills if it succeeds."""
    with timed(f"call of {operation}") as finding:
        try:
            call = pipeline.prepare(operation, _drawn_image(), CallOptions(), time.monotonic())
            done = sync.run(session, pipeline.run(call))
        except PermissionDeniedError as error:
            finding.fail_with(error)
            finding.cure = (
                f"Subscribe to the operation in the OCR console of {error.region}, and check that "
                "the account is not in arrears and that the user may call OCR."
            )
        except StatusError as error:
            if error.category in ("image", "recognition", "parameters"):
                # The drawn image is no document: only a subscribed operation says so.
                finding.detail = f"allowed and subscribed (refused the drawn image: {error.code})"
            else:
                finding.fail_with(error)
        except OcrError as error:
            finding.fail_with(error)
        else:
            finding.detail = f"recognized, request id {done.request_id}; this call is billed"
            if done.is_example:
                finding.detail = "an emulator responded with an example"
    return finding


def _drawn_image() -> bytes:
    """Return an image with a word, which shows nobody's data."""
    from PIL import Image, ImageDraw

    image = Image.new("RGB", (320, 160), "white")
    ImageDraw.Draw(image).text((40, 70), "hwocr doctor", fill="black")
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()
