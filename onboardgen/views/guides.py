"""Guides: welcome page, how-to guides and procedures."""

from __future__ import annotations

from dataclasses import dataclass

from onboardgen.views.reading import Reading

ORDER = ("welcome", "guide", "sop")


@dataclass(frozen=True, slots=True, kw_only=True)
class GuideView:
    id: str
    title: str
    kind: str
    path: str
    text: str


def guide_views(reading: Reading) -> tuple[GuideView, ...]:
    """Every guide: welcome first, then guides, then procedures, each by title."""
    views = (
        GuideView(
            id=guide.id,
            title=guide.matter.title,
            kind=guide.matter.kind,
            path=f"guides/{guide.id}",
            text=guide.text,
        )
        for guide in reading.account.guides
    )
    return tuple(sorted(views, key=lambda view: (ORDER.index(view.kind), view.title)))
