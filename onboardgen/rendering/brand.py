"""The organisation's accent, made readable in the light and in the dark; and its logo."""

from __future__ import annotations

import base64
import colorsys
import re
from functools import cache
from pathlib import PurePosixPath

from onboardgen.errors import EnvironmentFailure
from onboardgen.rendering.theme import Theme

LIGHT_GROUNDS = ("#ffffff", "#f5f6f6")
DARK_GROUNDS = ("#15181a", "#1e2225")
READABLE = 4.5
DEFAULT_ACCENT = "#0f6b5c"
THEME = "theme/"
LOGO_LIMIT = 48 * 1024
LOGO_TYPES = {
    ".svg": "image/svg+xml",
    ".png": "image/png",
    ".jpg": "image/jpeg",
    ".jpeg": "image/jpeg",
    ".webp": "image/webp",
}
_HEX = re.compile(r"#[0-9a-fA-F]{6}")


@cache
def accent_tokens(accent: str | None) -> str:
    """CSS that sets the accent tokens for both schemes from `#rrggbb`.

    `--accent` reads on every ground of its scheme, `--on-accent` on the accent, each with a
    contrast of at least 4.5 to 1; lightness gives way, hue stays.
    """
    chosen = accent if accent and _HEX.fullmatch(accent) else DEFAULT_ACCENT
    light, dark = readable(chosen, LIGHT_GROUNDS), readable(chosen, DARK_GROUNDS)
    return (
        f":root{{{_tokens(light, LIGHT_GROUNDS[0], 0.08)}}}\n"
        f"@media screen and (prefers-color-scheme:dark){{:root{{"
        f"{_tokens(dark, DARK_GROUNDS[0], 0.16)}}}}}\n"
    )


def readable(colour: str, grounds: tuple[str, ...]) -> str:
    """The colour nearest in lightness that reads on all of these grounds."""
    hue, lightness, saturation = colorsys.rgb_to_hls(*_channels(colour))
    darker = luminance(grounds[0]) > 0.5
    steps = range(int(lightness * 200), -1 if darker else 201, -1 if darker else 1)
    candidates = (_hex(colorsys.hls_to_rgb(hue, step / 200, saturation)) for step in steps)
    reading = (one for one in candidates if min(contrast(one, g) for g in grounds) >= READABLE)
    if min(contrast(colour, ground) for ground in grounds) >= READABLE:
        return colour.lower()
    return next(reading, "#000000" if darker else "#ffffff")


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two colours as WCAG 2 counts it, 1 to 21."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    linear = [
        c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in _channels(colour)
    ]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def logo_address(path: str | None, theme: Theme) -> str | None:
    """The logo as a data address; None where there is none."""
    logo = logo_file(path, theme)
    if logo is None:
        return None
    content, kind = logo
    return f"data:{kind};base64,{base64.b64encode(content).decode('ascii')}"


def logo_file(path: str | None, theme: Theme) -> tuple[bytes, str] | None:
    """The logo's bytes and media type; None where there is none that can be used."""
    if path is None or logo_problem(path, theme):
        return None
    return theme.read_bytes(path.removeprefix(THEME)), LOGO_TYPES[_ending(path)]


def logo_problem(path: str, theme: Theme) -> str | None:
    """Why a file, named relative to the workspace, cannot be the logo; None where it can."""
    if not path.startswith(THEME):
        return "stands outside theme/"
    if _ending(path) not in LOGO_TYPES:
        return "is no SVG, PNG, JPEG or WebP"
    try:
        size = len(theme.read_bytes(path.removeprefix(THEME)))
    except EnvironmentFailure:
        return "does not exist"
    return None if 0 < size <= LOGO_LIMIT else f"has {size:,} bytes; 1 to {LOGO_LIMIT:,} are fine"


def _ending(path: str) -> str:
    return PurePosixPath(path).suffix.lower()


def _tokens(accent: str, ground: str, share: float) -> str:
    on = max(("#ffffff", "#000000"), key=lambda text: contrast(text, accent))
    return f"--accent:{accent};--on-accent:{on};--accent-wash:{_mix(accent, ground, share)}"


def _mix(colour: str, ground: str, share: float) -> str:
    pairs = zip(_channels(colour), _channels(ground), strict=True)
    red, green, blue = (over * share + under * (1 - share) for over, under in pairs)
    return _hex((red, green, blue))


def _channels(colour: str) -> tuple[float, float, float]:
    red, green, blue = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    return red, green, blue


def _hex(channels: tuple[float, float, float]) -> str:
    return "#" + "".join(f"{round(channel * 255):02x}" for channel in channels)
