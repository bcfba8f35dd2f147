"""Defects that the tests have to catch: what is changed, where, and which test finds out.

Each is one change of the source in a copy of the project. `make mutants` plants them one
after the other and runs the named test, which has to fail with it and to pass without it.
"""

from __future__ import annotations

from dataclasses import dataclass

_CONTRACT = "tests/contract/"
SERVED = f"{_CONTRACT}test_emulator.py::test_valid_requests_are_served_and_all_others_refused"
BITS = f"{_CONTRACT}test_signature_bits.py::test_no_bit_of_what_is_signed_can_be_changed"
SENT = f"{_CONTRACT}test_client.py::test_what_is_sent_is_what_was_asked_and_validates"
REFUSED = (
    f"{_CONTRACT}test_client.py::test_options_are_refused_here_exactly_when_they_are_refused_there"
)
PICTURES = (
    f"{_CONTRACT}test_client.py::test_pictures_are_refused_here_exactly_when_they_are_refused_there"
)
REGION = f"{_CONTRACT}test_client.py::test_nothing_leaves_for_a_region_that_does_not_serve_it"
KEPT = f"{_CONTRACT}test_client.py::test_answers_come_back_without_loss"
FAULT = "tests/faults/test_matrix.py::test_a_fault_ends_as_it_should"
IAM_FAULT = "tests/faults/test_matrix.py::test_a_fault_of_the_identity_service_ends_as_it_should"


@dataclass(frozen=True)
class Defect:
    """One planted defect."""

    id: str
    what: str
    file: str
    old: str
    """Text that stands in the file exactly once."""
    new: str
    test: str
    """The test that has to fail, as pytest names it."""


DEFECTS = (
    # --- the emulator ---------------------------------------------------------
    Defect(
        "E01",
        "authentication off",
        "ocr_emulator/admission.py",
        '    authorization = call.header("authorization")\n    if authorization:',
        "    if not call.header('authorization') and not call.header('x-auth-token'):\n"
        "        call.account = world.default.account\n"
        "        return\n"
        '    authorization = call.header("authorization")\n    if authorization:',
        f"{_CONTRACT}test_emulator.py::test_nothing_is_served_without_credentials",
    ),
    Defect(
        "E02",
        "signature not compared",
        "ocr_emulator/signature.py",
        "    if not hmac.compare_digest(",
        "    if False and not hmac.compare_digest(",
        f"{BITS}[body]",
    ),
    Defect(
        "E03",
        "signature accepted without the hash of the body",
        "ocr_emulator/call.py",
        "        self.digest = sha256(body).hexdigest()",
        "        self.digest = sha256(body[:40]).hexdigest()",
        f"{BITS}[body]",
    ),
    Defect(
        "E04",
        "only the first half of a signature compared",
        "ocr_emulator/signature.py",
        'sign(canonical, date, secret).encode(), signed.signature.encode("utf-8", "replace")',
        "sign(canonical, date, secret)[:32].encode(),"
        ' signed.signature[:32].encode("utf-8", "replace")',
        f"{_CONTRACT}test_signature_bits.py::test_no_bit_of_a_signature_can_be_changed",
    ),
    Defect(
        "E05",
        "a session token need not be signed",
        "ocr_emulator/signature.py",
        'for needed in ("host", "x-security-token"):',
        'for needed in ("host",):',
        f"{_CONTRACT}test_signature_bits.py"
        "::test_what_says_who_calls_when_and_where_has_to_be_signed[x-security-token]",
    ),
    Defect(
        "E06",
        "region not checked",
        "ocr_emulator/admission.py",
        "    if region not in operation.regions:",
        "    if False:",
        f"{REGION}[recognize_passport]",
    ),
    Defect(
        "E07",
        "wrong type in an answer",
        "ocr_emulator/answers.py",
        "        violation = check_answer(self._contract, operation, answer)",
        '        answer = {"result": {"surname": 7, "confidence": [], "side": 1}}\n'
        "        violation = None",
        f"{SERVED}[aksk]",
    ),
    Defect(
        "E08",
        "required header missing",
        "ocr_emulator/iam.py",
        '        {"X-Subject-Token": text},',
        "        {},",
        f"{SERVED}[aksk]",
    ),
    Defect(
        "E09",
        "wrong status for a new token",
        "ocr_emulator/iam.py",
        "    return Reply.json(status, body, headers)",
        "    return Reply.json(200, body, headers)",
        f"{SERVED}[aksk]",
    ),
    Defect(
        "E10",
        "wrong type of content",
        "ocr_emulator/reply.py",
        '{"Content-Type": "application/json", **(headers or {})}',
        '{"Content-Type": "text/plain", **(headers or {})}',
        f"{SERVED}[token]",
    ),
    Defect(
        "E11",
        "a refusal without its message",
        "ocr_emulator/refusals.py",
        '{"error_code": self.code, "error_msg": self.message}',
        '{"error_code": self.code}',
        f"{SERVED}[token]",
    ),
    Defect(
        "E12",
        "allowed values not held against the contract",
        "ocr_emulator/validation.py",
        "    if violation is not None:\n        return violation\n    for name",
        '    if violation is not None and violation.keyword != "enum":\n'
        "        return violation\n    for name",
        f"{SERVED}[aksk]",
    ),
    Defect(
        "E13",
        "options that need others not checked",
        "ocr_emulator/validation.py",
        "    for name, others in operation.requires.items():",
        "    for name, others in ():",
        f"{REFUSED}[sync-recognize_general_table]",
    ),
    Defect(
        "E14",
        "the emulator breaks on a body that is no JSON",
        "ocr_emulator/intake.py",
        "    except jsonbody.BodyError as exc:",
        "    except KeyError as exc:",
        f"{SERVED}[aksk]",
    ),
    Defect(
        "E15",
        "smallest side not checked",
        "ocr_emulator/pictures.py",
        "        low <= min(picture.width, picture.height)",
        "        1 <= min(picture.width, picture.height)",
        f"{PICTURES}[PNG-recognize_id_document]",
    ),
    # --- the client: what it sends ---------------------------------------------
    Defect(
        "C01",
        "an option dropped",
        "ocr_wrapper/settings.py",
        "        document = codec.payload(name, checked)",
        "        document = codec.payload(name, dict(list(checked.items())[:3]))",
        f"{SENT}[sync-recognize_general_text]",
    ),
    Defect(
        "C02",
        "a Boolean sent as text",
        "ocr_wrapper/options.py",
        "    return checked\n",
        "    return {n: str(v).lower() if v is True else v for n, v in checked.items()}\n",
        f"{SENT}[async-recognize_peru_id_card]",
    ),
    Defect(
        "C03",
        "allowed values not checked",
        "ocr_wrapper/options.py",
        "            if item not in allowed:",
        "            if False:",
        f"{REFUSED}[sync-recognize_passport]",
    ),
    Defect(
        "C04",
        "numbers below the least not refused",
        "ocr_wrapper/options.py",
        "        (low is not None and value < low) or",
        "        (low is not None and value < low - 1) or",
        f"{REFUSED}[sync-recognize_general_text]",
    ),
    Defect(
        "C05",
        "smallest side off by one",
        "ocr_wrapper/inputs.py",
        "    if min(width, height) < operation.min_side:",
        "    if min(width, height) <= operation.min_side:",
        f"{PICTURES}[PNG-recognize_passport]",
    ),
    Defect(
        "C06",
        "longest side off by one",
        "ocr_wrapper/inputs.py",
        "    if max(width, height) > operation.max_side:\n        return",
        "    if max(width, height) > operation.max_side + 1:\n        return",
        f"{PICTURES}[PNG-recognize_passport]",
    ),
    Defect(
        "C07",
        "a call sent to a region that does not serve it",
        "ocr_wrapper/regions.py",
        "            if allowed in serving:",
        "            if allowed:",
        f"{REGION}[recognize_passport]",
    ),
    Defect(
        "C08",
        "addresses not percent-encoded",
        "ocr_wrapper/urls.py",
        """        character if "!" <= character <= "~" else quote(character, safe="") for""",
        """        character if "!" <= character else quote(character, safe="") for""",
        f"{_CONTRACT}test_client.py"
        "::test_addresses_that_leave_the_client_are_addresses_to_the_service[sync]",
    ),
    Defect(
        "C09",
        "the project not signed",
        "ocr_wrapper/signer.py",
        '        "x-project-id",\n',
        "",
        "tests/client/test_signer.py",
    ),
    # --- the client: what it makes of answers -----------------------------------
    Defect(
        "C10",
        "an unknown field lost in decoding",
        "generated/huawei_ocr_api/types.py",
        "            if name is None:\n                model.additional_properties[key] =",
        "            if name is None:\n                _ =",
        f"{KEPT}[sync-recognize_passport-lenient]",
    ),
    Defect(
        "C11",
        "a null lost in decoding",
        "generated/huawei_ocr_api/types.py",
        "        model._read = tuple(data)",
        "        model._read = tuple(k for k in data if data[k] is not None)",
        f"{KEPT}[async-recognize_vietnam_id_card-lenient]",
    ),
    Defect(
        "C12",
        "an empty success for an answer that is no JSON",
        "ocr_wrapper/outcome.py",
        "    if isinstance(found, str):\n        return unreadable(response, found)",
        '    if isinstance(found, str):\n        return {"result": {}}',
        f"{FAULT}[cut JSON under a right length-sync]",
    ),
    Defect(
        "C13",
        "a body of another length than announced taken",
        "ocr_wrapper/decoding.py",
        "    if declared is not None and declared.strip() != str(len(raw)):",
        "    if False and declared is not None:",
        "tests/client/test_decoding.py::test_what_is_not_whole_is_told",
    ),
    Defect(
        "C14",
        "throttling told as trouble of the service",
        "ocr_wrapper/errors.py",
        '    "throttled": Throttled,',
        '    "throttled": BackendError,',
        f"{FAULT}[status 429-sync]",
    ),
    # --- the client: retries, time, identity ------------------------------------
    Defect(
        "C15",
        "a 400 repeated",
        "ocr_wrapper/retry.py",
        "            return error.retry_safe\n",
        "            return error.retry_safe or error.status == 400\n",
        f"{FAULT}[AIS.0101 with 400-sync]",
    ),
    Defect(
        "C16",
        "one attempt too many",
        "ocr_wrapper/retry.py",
        "        if attempt >= self.max_attempts or",
        "        if attempt > self.max_attempts or",
        f"{FAULT}[status 503-async]",
    ),
    Defect(
        "C17",
        "back before Retry-After is over",
        "ocr_wrapper/retry.py",
        "        return (error.retry_after or 0.0) + random_part",
        "        return random_part",
        f"{FAULT}[429, Retry-After 7 s as seconds-sync]",
    ),
    Defect(
        "C18",
        "Retry-After as a date not understood",
        "ocr_wrapper/timing.py",
        "        seconds = (until - since).total_seconds() if until and since else None",
        "        seconds = None",
        f"{FAULT}[429, Retry-After 7 s as date-async]",
    ),
    Defect(
        "C19",
        "a lost answer repeated unasked, and billed twice",
        "ocr_wrapper/retry.py",
        "        return lost and self.retry_lost_answers",
        "        return lost",
        f"{FAULT}[reset instead of an answer-sync]",
    ),
    Defect(
        "C20",
        "waiting beyond the deadline",
        "ocr_wrapper/exchange.py",
        "        if job.until is not None and self.monotonic() + delay >= job.until:",
        "        if False:",
        f"{FAULT}[429, Retry-After 90 s as seconds, deadline 60 s-sync]",
    ),
    Defect(
        "C21",
        "a slow answer waited for beyond the deadline",
        "ocr_wrapper/async_driver.py",
        "                async with asyncio.timeout(left):",
        "                async with asyncio.timeout(None):",
        f"{FAULT}[dribbled beyond the deadline-async]",
    ),
    Defect(
        "C22",
        "the server's clock not learned",
        "ocr_wrapper/exchange.py",
        "                self.skew = sent_at - wall + skew",
        "                self.skew = 0.0",
        f"{FAULT}[server's clock 3600 s ahead-sync]",
    ),
    Defect(
        "C23",
        "a token fetched for every call",
        "ocr_wrapper/cache.py",
        "        self._held = (value, now + min(lifetime * (1 - EARLY), usable), now + usable)",
        "        self._held = None",
        "tests/client/test_flow.py"
        "::test_a_token_is_fetched_with_the_password_and_kept_until_shortly_before_its_end",
    ),
    Defect(
        "C24",
        "a token fetched by every thread at once",
        "ocr_wrapper/waiting.py",
        "            if self._flight is None:\n                self._flight = Flight()\n"
        "                return self._flight, None",
        "            if self._flight is None:\n                return Flight(), None",
        "tests/client/test_emulator.py"
        "::test_200_threads_on_a_cold_client_ask_the_identity_service_once",
    ),
    Defect(
        "C25",
        "a lost answer of the identity service not repeated",
        "ocr_wrapper/exchange.py",
        "        if job.free and isinstance(error, (TransportError, UnreadableAnswer)):",
        "        if False:",
        f"{IAM_FAULT}[closed without a byte-/v3/auth/tokens-sync]",
    ),
    Defect(
        "C26",
        "connections left open",
        "ocr_wrapper/sync_driver.py",
        "        for way in self._connections.take():\n            way.close()",
        "        _left_to_parent.extend(self._connections.take())",
        f"{FAULT}[status 400-sync]",
    ),
    Defect(
        "C27",
        "secrets shown in refusals",
        "ocr_wrapper/redaction.py",
        "            text = text.replace(secret, _STRUCK)",
        "            text = text.replace(secret, secret)",
        "tests/client/test_outcome.py",
    ),
    Defect(
        "C28",
        "errors that do not survive pickling",
        "ocr_wrapper/errors.py",
        "        return _rebuild, (type(self), self.message), dict(self.__dict__)",
        "        return type(self), (self.message,)",
        f"{FAULT}[status 500-sync]",
    ),
)
