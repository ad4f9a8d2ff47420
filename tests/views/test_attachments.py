"""Attachments follow what readers see, and nothing that only looks like a link."""

from __future__ import annotations

import pytest

from onboardgen.views.attachments import linked_files


@pytest.mark.parametrize(
    "text",
    [
        "[the map](files/map.pdf)",
        "[the map](../files/map.pdf)",
        "[the map](<files/map.pdf>)",
        "See files/map.pdf.",
    ],
)
def test_a_link_takes_its_file_along(text: str) -> None:
    assert "files/map.pdf" in linked_files(text)


@pytest.mark.parametrize(
    "text",
    [
        "<!-- was files/map.pdf -->",
        "<!-- never closed files/map.pdf",
        "https://wiki.example.com/files/map.pdf",
        "[elsewhere](https://wiki.example.com/files/map.pdf)",
        "backupfiles/map.pdf",
        "old/files/map.pdf",
    ],
)
def test_what_no_reader_sees_as_a_link_takes_nothing_along(text: str) -> None:
    assert "files/map.pdf" not in linked_files(text)
