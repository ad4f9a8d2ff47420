"""The organization's logo: a file that the settings name and only the theme can show."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from onboardgen import codes
from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Finding
from onboardgen.model.settings import Settings
from onboardgen.rendering.brand import logo_problem
from onboardgen.rendering.theme import load_theme


def logo_is_usable(root: Path, settings: Settings) -> Iterator[Finding]:
    """OG119 where portals would be without the logo that the settings name."""
    brand = settings.organization.brand
    if brand.logo is None:
        return
    try:
        problem = logo_problem(brand.logo, load_theme(root))
    except EnvironmentFailure as failure:
        problem = f"cannot be read: {failure.message}"
    if problem:
        yield Finding(
            codes.UNUSABLE_LOGO,
            f"The logo {brand.logo} {problem.rstrip('.')}.",
            brand.at.value("logo"),
            "Put an SVG, PNG, JPEG or WebP of at most 48 KiB below theme/, or take `logo` out.",
        )
