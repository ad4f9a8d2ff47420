"""What the portal says of go-live is what `forecast --format json` says."""

from __future__ import annotations

import json
import re
from html import unescape

import pytest

from tests.example_workspace import AS_OF, REPOSITORY, run_onboardgen
from tests.rendering.example_portals import example_portals

SLUGS = ("brightwater", "fennel", "halden", "mori", "pinecrest")


def sentence(slug: str, page: str) -> tuple[str, list[str]]:
    """The words about go-live, and the dates in them as the page marks them."""
    html = example_portals()[f"{slug} customer"].pages[page].html
    start = html.index('<p class="answer">')
    part = html[start : html.index("task", html.index("</p>", start + 1)) + 2000]
    words = unescape(re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", part)))
    return words, re.findall(r'datetime="([0-9-]+)"', part)


@pytest.mark.parametrize("slug", SLUGS)
@pytest.mark.parametrize("page", ["overview", "plan"])
def test_the_portal_and_the_json_agree_on_go_live(slug: str, page: str) -> None:
    done = run_onboardgen(
        "forecast", slug, "--today", AS_OF.isoformat(), "--format", "json", cwd=REPOSITORY
    )
    told = json.loads(done.stdout)
    go_live = told["go_live"]
    if any(one["id"] == "go-live" and one["state"] == "done" for one in told["tasks"]):
        html = example_portals()[f"{slug} customer"].pages[page].html
        assert f'datetime="{go_live["forecast"]}"' in html
        assert "working days late" not in html
        return
    words, dates = sentence(slug, page)
    likely = dict.fromkeys([go_live["p50"], go_live["p80"]])
    expected = [go_live["due"], go_live["forecast"], *likely]
    assert dates[: len(expected)] == expected
    slip = go_live["slip_days"]
    assert words.startswith(f"{slip} working days late" if slip else "On track")
    for cause in [one for one in told["slip"]["causes"] if one["days"] > 0][:3] if slip else ():
        assert re.search(rf"holds go-live up by {cause['days']} working day", words), words
