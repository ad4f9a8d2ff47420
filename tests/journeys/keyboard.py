"""Somebody who uses no mouse: Tab, Enter, Escape, letters. And what axe sees there."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Page

from tests.axe import violations

FOCUSED = """() => {
  const one = document.activeElement;
  const labels = [...one.labels ?? []].map((label) => label.textContent);
  const name = one.getAttribute('aria-label') || labels.join(' ') || one.textContent;
  const { outlineStyle, boxShadow } = getComputedStyle(one);
  const box = one.getBoundingClientRect();
  return {
    name: name.replace(/\\s+/g, ' ').trim(),
    isSeen: outlineStyle !== 'none' || boxShadow !== 'none',
    isInView: box.bottom > 0 && box.top < innerHeight && box.right > 0 && box.left < innerWidth,
  };
}"""
OTHER = {"light": "dark", "dark": "light"}


@dataclass
class Keyboard:
    """A page and its keyboard. `most` is how often somebody presses Tab before giving up."""

    page: Page
    most: int = 120

    def press(self, key: str) -> None:
        self.page.keyboard.press(key)

    def type(self, text: str) -> None:
        self.page.keyboard.insert_text(text)

    def to(self, name: str, key: str = "Tab") -> None:
        """Press Tab until what has the focus is called like this; and it can be seen there."""
        passed = []
        for _ in range(self.most):
            self.press(key)
            focused = self.page.evaluate(FOCUSED)
            if focused["name"].startswith(name):
                assert focused["isSeen"], f"{name}: the focus cannot be seen"
                assert focused["isInView"], f"{name}: has the focus, and is out of view"
                return
            passed.append(focused["name"][:40])
        raise AssertionError(f"{name!r} is not reached by {key}; passed: {passed}")

    def enter(self, name: str, key: str = "Tab") -> None:
        self.to(name, key)
        self.press("Enter")


def flaws(page: Page, scheme: str, where: str | None = None) -> list[str]:
    """What axe finds in the page, or in one element of it: all its rules in this colour scheme, and
    those about colour in the other."""
    found = violations(page, where)
    page.emulate_media(color_scheme=OTHER[scheme])  # type: ignore[arg-type]
    found += violations(page, where, ["color-contrast"])
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    return found
