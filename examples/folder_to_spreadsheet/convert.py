"""Read a folder of scans and write one spreadsheet; each image is paid once, whatever happens.

Every result is stored as soon as it is received. So a run that was stopped, or that had errors,
continues where it was, and the spreadsheet can be written again without a call.
"""

from __future__ import annotations

import argparse
import sys
import threading
from collections.abc import Iterator, Sequence
from pathlib import Path

from ocr_wrapper import BatchItem, OcrClient, OcrError, Recognition
from ocr_wrapper.exports import Entry, by_suffix, save

SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp", ".tif", ".tiff"}


class StoredResults:
    """Results in a folder, one file for each call; the checkpoint of a batch.

    The batch asks it before each call, and gives it the outcome in the thread that received it.
    The key is a digest of everything that a call depends on, and not of the name of the file.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)  # the results are personal data
        self._folder = folder
        self._lock = threading.Lock()
        self._begun: set[str] = set()
        self._keys: dict[Path, str] = {}

    def begin(self, item: BatchItem[Path]) -> bool:
        """Return whether to make a call: not for a known result, nor for a second copy."""
        key = item.key or ""
        with self._lock:
            self._keys[item.input] = key
            new = key not in self._begun and not self._file(key).exists()
            self._begun.add(key)
        return new

    def end(self, item: BatchItem[Path]) -> None:
        """Store the result of a call, completely or not at all."""
        if item.result is not None and item.key is not None:
            temporary = self._folder / f"{item.key}.part"
            temporary.write_text(item.result.to_json(), encoding="utf-8")
            temporary.replace(self._file(item.key))

    def entries(self, scans: Sequence[Path], root: Path) -> Iterator[Entry]:
        """Yield the results of the scans that have one, in the order of the scans."""
        for scan in scans:
            if scan in self._keys and (file := self._file(self._keys[scan])).exists():
                result = Recognition.from_json(file.read_bytes())
                yield Entry(result, source=scan.relative_to(root).as_posix())

    def _file(self, key: str) -> Path:
        return self._folder / f"{key}.json"


def convert(client: OcrClient, operation: str, folder: Path, workbook: Path) -> bool:
    """Read all scans of a folder and write the workbook; return whether every scan is in it.

    Raises:
        OcrError: No scan can be read: a wrong key, a missing subscription.
    """
    scans = sorted(path for path in folder.rglob("*") if path.suffix.lower() in SUFFIXES)
    results = StoredResults(workbook.with_suffix(".results"))
    with client.recognize_many(operation, scans, jobs=4, checkpoint=results) as batch:
        for item in batch:
            state = item.error or ("known" if item.skipped else "read")
            print(f"{item.index + 1}/{len(scans)} {item.input}: {state}", flush=True)
    entries = list(results.entries(scans, folder))
    save(entries, workbook)
    print(f"{len(entries)} of {len(scans)} scans are in {workbook}")
    return len(entries) == len(scans)


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
