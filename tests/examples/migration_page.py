"""Write the generated parts of the migration guide: `python -m tests.examples.migration_page`.

Programs and tables stand between `<!-- begin: NAME -->` and `<!-- end -->`. The programs are the
files of examples/migration, which the tests run; the tables come from the contract and from the
vendor's package. So the page cannot show what was not run. Its blocks are `py`, because
`tests/docs` runs those of other pages as they stand, and without the vendor's package.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from huawei_ocr_api.catalog import OPERATIONS

from tests.paths import ROOT
from tests.vendor import sdk

PAGE = ROOT / "docs" / "guides" / "migration.md"
PROGRAMS = ROOT / "examples" / "migration"
_PART = re.compile(r"(<!-- begin: (.+?) -->\n).*?(<!-- end -->)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class VendorMethod:
    """One operation of the vendor's client."""

    name: str
    path: str
    request: str
    """Name of the class of the request."""
    body: str
    """Name of the class of the request's body."""


def vendor_methods() -> dict[str, VendorMethod]:
    """Return the operations of the vendor's client by path."""
    found = {}
    for attribute in vars(sdk.OcrClient):
        match = re.fullmatch(r"_(recognize_.+)_http_info", attribute)
        if match is None:
            continue
        name = match[1]
        request = "".join(part.title() for part in name.split("_")) + "Request"
        kind = getattr(sdk.model, request)
        path = getattr(sdk.OcrClient, attribute)(kind())["resource_path"]
        found[path] = VendorMethod(name, path, request, kind.openapi_types["body"])
    return found


def operations_table() -> str:
    """Return the table of all operations of the contract, ours and the vendor's."""
    methods = vendor_methods()
    lines = ["| ours | vendor's method | classes of request and body |", "|---|---|---|"]
    for operation in OPERATIONS.values():
        method = methods[operation.path]
        lines.append(
            f"| [`{operation.name}`](#{operation.name}) | `{method.name}` "
            f"| `{method.request}`<br>`{method.body}` |"
        )
    return "\n".join(lines)


def other_operations() -> str:
    """Return the list of the vendor's operations that the contract does not have."""
    ours = {operation.path for operation in OPERATIONS.values()}
    others = sorted(set(vendor_methods().values()), key=lambda method: method.name)
    lines = [f"- `{method.name}`: `{method.path}`" for method in others if method.path not in ours]
    return "\n".join(lines)


def pair(folder: str) -> str:
    """Return the two programs of a pair as code blocks, without their docstrings."""
    return "\n\n".join(
        f"{title}\n\n```py\n{_program(f'{folder}/{name}.py')}```"
        for title, name in (("Before:", "before"), ("After:", "after"))
    )


def _program(name: str) -> str:
    text = (PROGRAMS / name).read_text(encoding="utf-8")
    return re.sub(r'\A""".*?"""\n+', "", text, flags=re.DOTALL)


def operation_pairs() -> str:
    """Return a section with the pair of each operation."""

    def sections() -> Iterator[str]:
        for operation in OPERATIONS.values():
            yield f"### {operation.name}\n\n{operation.summary}\n\n"
            yield pair(f"operations/{operation.name}") + "\n\n"

    return "".join(sections()).rstrip()


def render(page: str) -> str:
    """Return a page with its generated parts written again."""
    parts = {
        "operations": operations_table,
        "other operations": other_operations,
        "operation pairs": operation_pairs,
    }

    def part(match: re.Match[str]) -> str:
        name = match[2]
        text = pair(f"topics/{name[5:]}") if name.startswith("pair ") else parts[name]()
        return f"{match[1]}\n{text}\n\n{match[3]}"

    return _PART.sub(part, page)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(prog="python -m tests.examples.migration_page")
    parser.add_argument("--check", action="store_true", help="only say whether it is up to date")
    options = parser.parse_args(arguments)
    page = PAGE.read_text(encoding="utf-8")
    fresh = render(page)
    if not options.check:
        PAGE.write_text(fresh, encoding="utf-8")
    elif fresh != page:
        print(
            f"{PAGE.name} is out of date; run: python -m tests.examples.migration_page",
            file=sys.stderr,
        )
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
