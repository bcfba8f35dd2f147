"""Inputs: folders, patterns, hidden files, links, shards, and names of their outputs."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from ocr_wrapper.batch.inputs import InputFinder, Shard, Source, check_standard_input
from ocr_wrapper.errors import ImageSourceError, InvalidImageError, OptionError


def tree(folder: Path, *names: str) -> Path:
    """Create empty files."""
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch()
    return folder


def found(finder: InputFinder, *arguments: object) -> list[str]:
    """Return the names of the outputs."""
    return [source.stem for source in finder.find(map(str, arguments))]


def test_folder_is_its_images(tmp_path: Path) -> None:
    """Of a folder the images are taken, sorted, without hidden files and folders in it."""
    tree(tmp_path, "b.png", "a.JPG", "notes.txt", ".hidden.png", "sub/c.png", "x.pdf")
    assert found(InputFinder(), tmp_path) == ["a", "b", "x"]


def test_folder_of_the_output_is_no_input(tmp_path: Path) -> None:
    """The error says why, and not that it is empty: what a run writes there would be billed."""
    tree(tmp_path, "a.png")
    (source,) = InputFinder(excluded=(tmp_path,)).find([str(tmp_path)])
    assert "is that of the output: name another one" in str(source.error)


def test_recursive_folder_keeps_the_places(tmp_path: Path) -> None:
    """With recursion equal names in different folders have different outputs."""
    tree(tmp_path, "1/page.png", "2/page.png", "2/.git/page.png", "2/deep/page.png", "top.png")
    assert found(InputFinder(recursive=True), tmp_path) == [
        *("top", "1/page", "2/page", "2/deep/page")
    ]


def test_pattern_takes_files_alone(tmp_path: Path) -> None:
    """A folder with the name of an image is none; a pattern that only finds it finds nothing."""
    tree(tmp_path, "a.png", "b.png/page.txt")
    assert found(InputFinder(), tmp_path / "*.png") == ["a"]
    (missing,) = InputFinder().find([str(tmp_path / "b*.png")])
    assert isinstance(missing.error, InvalidImageError)
    assert "No file matches" in str(missing.error)


def test_links_that_lead_back_end(tmp_path: Path) -> None:
    """A link to a folder above is followed once, and the search ends."""
    tree(tmp_path, "sub/page.png")
    (tmp_path / "sub" / "back").symlink_to(tmp_path)
    (tmp_path / "sub" / "self").symlink_to(tmp_path / "sub")
    assert found(InputFinder(recursive=True), tmp_path) == ["sub/page"]


def test_output_folder_is_left_out(tmp_path: Path) -> None:
    """Annotated images of an earlier run in the folder are no inputs."""
    tree(tmp_path, "page.png", "out/page.annotated.png")
    finder = InputFinder(recursive=True, excluded=(tmp_path / "out",))
    assert found(finder, tmp_path) == ["page"]


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() == 0, reason="root reads all")
def test_unreadable_folder_of_the_system_is_reported(tmp_path: Path) -> None:
    """A folder without permission is one source with an error."""
    tree(tmp_path, "closed/a.png", "b.png")
    (tmp_path / "closed").chmod(0)
    sources = list(InputFinder(recursive=True).find([str(tmp_path)]))
    (tmp_path / "closed").chmod(0o700)
    assert [source.error is not None for source in sources] == [False, True]


def test_unreadable_folder_is_reported(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A folder that cannot be opened is reported, and the others are processed."""
    tree(tmp_path, "closed/a.png", "b.png", "open/c.png")
    original = os.scandir

    def scandir(path: str) -> Any:
        if str(path).endswith("closed"):
            raise PermissionError(13, "Permission denied")
        return original(path)

    monkeypatch.setattr(os, "scandir", scandir)
    sources = list(InputFinder(recursive=True).find([str(tmp_path)]))
    failed = {Path(source.name).name for source in sources if source.error is not None}
    assert (failed, len(sources)) == ({"closed"}, 3)
    assert "permission denied" in str(next(one.error for one in sources if one.error))


def test_patterns_are_expanded(tmp_path: Path) -> None:
    """A quoted pattern works as in a shell; `**` keeps the places of what it finds."""
    tree(tmp_path, "1/a.png", "1/b.jpg", "2/a.png", ".hidden/a.png")
    assert found(InputFinder(), tmp_path / "1" / "*.png") == ["a"]
    assert found(InputFinder(), tmp_path / "**" / "*.png") == ["1/a", "2/a"]


def test_file_with_the_name_of_a_pattern(tmp_path: Path) -> None:
    """A file whose name looks like a pattern is that file."""
    tree(tmp_path, "scan[1].png", "scan1.png")
    assert found(InputFinder(), tmp_path / "scan[1].png") == ["scan[1]"]


def test_pattern_without_a_match_is_reported(tmp_path: Path) -> None:
    """A pattern that matches nothing is an error and not an empty run."""
    (source,) = InputFinder().find([str(tmp_path / "*.png")])
    assert isinstance(source.error, InvalidImageError)
    assert "No file matches" in str(source.error)


def test_names_of_a_list_are_no_patterns() -> None:
    """A line of a list is a name, so that odd names in it work."""
    assert list(InputFinder().find(["a*.png"], globs=False)) == [Source("a*.png", "a*")]


def test_shards_are_a_partition() -> None:
    """Every input is in exactly one shard, the shards are about equal, and stable."""
    sources = [Source(f"/mnt/x/{number}.png", f"{number}") for number in range(1000)]
    shards = [Shard(number, 10) for number in range(1, 11)]
    sizes = [sum(shard.contains(source) for source in sources) for shard in shards]
    assert sum(sizes) == 1000
    assert all(60 < size < 140 for size in sizes)
    elsewhere = Source("/data/y/7.png", "7")
    assert [shard.contains(elsewhere) for shard in shards] == [
        shard.contains(sources[7]) for shard in shards
    ]
    # Changed, it would send images twice where machines have different versions.
    assert next(shard.number for shard in shards if shard.contains(Source("a.png", "a"))) == 3


@pytest.mark.parametrize("text", ["", "3", "0/3", "4/3", "-1/3", "1/0", "a/b", "1/3/5"])
def test_invalid_shards(text: str) -> None:
    """A shard that does not exist is refused."""
    with pytest.raises(OptionError, match="like 3/10"):
        Shard.parse(text)


def test_standard_input_is_read_once() -> None:
    """Standard input as image and as list is refused."""
    check_standard_input(["-"], list_from_standard_input=False)
    with pytest.raises(ImageSourceError):
        check_standard_input(["-"], list_from_standard_input=True)
