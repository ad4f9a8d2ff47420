"""Types of attachments by their ending: a table of our own, the same on every machine."""

from __future__ import annotations

from typing import Final

UNKNOWN: Final = "application/octet-stream"
OFFICE: Final = "application/vnd.openxmlformats-officedocument"
BY_ENDING: Final = {
    "csv": "text/csv",
    "docx": f"{OFFICE}.wordprocessingml.document",
    "gif": "image/gif",
    "ics": "text/calendar",
    "jpeg": "image/jpeg",
    "jpg": "image/jpeg",
    "json": "application/json",
    "md": "text/markdown",
    "pdf": "application/pdf",
    "png": "image/png",
    "pptx": f"{OFFICE}.presentationml.presentation",
    "txt": "text/plain",
    "webp": "image/webp",
    "xlsx": f"{OFFICE}.spreadsheetml.sheet",
    "xml": "application/xml",
    "yaml": "application/yaml",
    "zip": "application/zip",
}


def media_type(path: str) -> str:
    """The media type of a file by the ending of its name, case ignored."""
    return BY_ENDING.get(path.rpartition(".")[2].lower(), UNKNOWN)
