"""Read a folder of scans and write one spreadsheet; each image is paid once, whatever happens.

Every call is noted in a journal, and every result is stored as soon as it is received. So a run
that was stopped continues where it was, and a call that may have been billed is not made again.
"""

from __future__ import annotations

import argparse
import hashlib
import sys
from collections.abc import Sequence
from pathlib import Path

from ocr_wrapper import BatchItem, OcrClient, OcrError, Recognition
from ocr_wrapper.batch import JournalCheckpoint
from ocr_wrapper.exports import Entry, by_suffix, save

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"}


def convert(client: OcrClient, operation: str, folder: Path, workbook: Path) -> bool:
    """Read all scans of a folder and write the workbook; return whether every scan is in it.

    Raises:
        OcrError: No scan can be read: a wrong key, a missing subscription.
    """
    scans = {path: digest(path) for path in sorted(folder.rglob("*")) if is_scan(path)}
    unique = {content: path for path, content in scans.items()}  # copies are paid once
    results = workbook.with_suffix(".results")
    results.mkdir(parents=True, exist_ok=True, mode=0o700)  # they are personal data
    files: dict[str, Path] = {}

    def keep(item: BatchItem[Path]) -> None:
        file = results / f"{item.key}.json"
        temporary = file.with_suffix(".part")
        temporary.write_text(item.unwrap().to_json(), encoding="utf-8")
        temporary.replace(file)

    with (
        JournalCheckpoint(results / "journal.sqlite", keep) as checkpoint,
        client.recognize_many(operation, unique.values(), jobs=4, checkpoint=checkpoint) as batch,
    ):
        for item in batch:
            files[scans[item.input]] = results / f"{item.key}.json"
            state = item.error or ("known" if item.skipped else "read")
            print(f"{item.index + 1}/{len(unique)} {item.input}: {state}", flush=True)
    found = {path: file for path in scans if (file := files[scans[path]]).exists()}
    save((entry(path.relative_to(folder), file) for path, file in found.items()), workbook)
    print(f"{len(found)} of {len(scans)} scans are in {workbook}")
    return len(found) == len(scans)


def is_scan(path: Path) -> bool:
    """Return whether a file is an image, by its name."""
    return path.suffix.lower() in SUFFIXES and path.is_file()


def digest(path: Path) -> str:
    """Return a digest of the content of a file."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def entry(name: Path, file: Path) -> Entry:
    """Return a stored result with the name of its scan."""
    return Entry(Recognition.from_json(file.read_bytes()), source=name.as_posix())


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return 0 if every scan is in the spreadsheet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path, help="folder of scans, with its subfolders")
    parser.add_argument("workbook", type=Path, help="spreadsheet to write, .xlsx")
    parser.add_argument("--operation", default="recognize_general_text", help="what to read")
    options = parser.parse_args(arguments)
    form = by_suffix(options.workbook)
    if form is None or not options.folder.is_dir():
        parser.error("give an existing folder, and a workbook whose name ends in .xlsx")
    try:
        form.check()  # before anything is paid for
        with OcrClient(deadline=300) as client:  # nobody waits for a single scan
            complete = convert(client, options.operation, options.folder, options.workbook)
    except OcrError as error:
        print(error, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        print("stopped; the same command continues", file=sys.stderr)
        return 130
    return 0 if complete else 1


if __name__ == "__main__":
    sys.exit(main())
