"""`onboardgen leaks`, as a build's last step runs it: silent on the demo, loud on each plant."""

from __future__ import annotations

import base64
import gzip
import hashlib
import json
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path
from urllib.parse import quote

from tests.example_workspace import AS_OF, CLEAN, run_onboardgen

NAME = "Halden Logistics"
MORI = "22gxrbfp5vbnk2ddsat6qvkbmv"
HALDEN = "xzenv60vcmknvww5mqj7gzx3n1"
FORMS = {
    "plain": NAME.encode(),
    "percent": "".join(f"%{byte:02X}" for byte in NAME.encode()).encode(),
    "percent of spaces alone": quote(NAME).encode(),
    "entities": "".join(f"&#{ord(one)};" for one in NAME).encode(),
    "hexadecimal entities": "".join(f"&#x{ord(one):x};" for one in NAME).encode(),
    "base64": base64.b64encode(NAME.encode()),
    "base64 within more": base64.b64encode(b"to: " + NAME.encode() + b" and others"),
    "UTF-16": NAME.encode("utf-16"),
    "gzip": gzip.compress(NAME.encode()),
    "sha256": hashlib.sha256(NAME.encode()).hexdigest().encode(),
    "md5": hashlib.md5(NAME.encode()).hexdigest().encode(),
    "sha1, base64": base64.b64encode(hashlib.sha1(NAME.encode()).digest()),
}


def leaks(root: Path, site: str = "_site") -> tuple[int, list[dict[str, str]]]:
    """Exit code and what was found."""
    done = run_onboardgen("leaks", site, "--format", "json", cwd=root, check=False)
    assert done.stderr == ""
    report = json.loads(done.stdout)
    assert report["format"] == "onboardgen.leaks/1"
    return done.returncode, report["leaks"]


def assert_found(root: Path, file: str, word: str) -> None:
    """Something is found, all of it in this file, and the word stands in what is said of it."""
    code, found = leaks(root)
    assert code == 1
    assert {one["file"] for one in found} == {file}
    assert any(word in one["what"] or word in one["form"] for one in found), found


def test_the_demo_site_has_no_leak(built_example: Path) -> None:
    done = run_onboardgen("leaks", "_site", cwd=built_example)
    assert done.stdout == "No leak: 9 portals opened, everything else searched.\n"
    assert leaks(built_example) == (0, [])


def test_a_name_is_found_in_every_form(example: Path) -> None:
    for number, planted in enumerate(FORMS.values()):
        (example / f"_site/plant-{number}.txt").write_bytes(b"<!-- " + planted + b" -->\n")
    code, found = leaks(example)
    assert code == 1
    named = {one["file"] for one in found if NAME in one["what"]}
    missed = [form for n, form in enumerate(FORMS) if f"plant-{n}.txt" not in named]
    assert missed == []


def test_a_name_in_a_file_that_is_expected_is_found(example: Path) -> None:
    page = example / "_site/404.html"
    page.write_bytes(page.read_bytes() + b"\n<!-- " + FORMS["base64"] + b" -->\n")
    assert_found(example, "404.html", NAME)


def test_a_name_behind_the_envelope_of_a_portal_is_found(example: Path) -> None:
    page = example / f"_site/{MORI}/index.html"
    page.write_bytes(page.read_bytes().replace(b"</body>", b"<!-- Jo Lind --></body>"))
    code, found = leaks(example)
    assert code == 1
    assert any("Jo Lind" in one["what"] for one in found)
    assert any(one["form"] == "shell" for one in found)


def test_a_name_left_in_the_shell_by_the_workspaces_theme_is_found(example: Path) -> None:
    styles = example / "theme/styles"
    styles.mkdir(parents=True)
    (styles / "zz-fix.css").write_text(
        "#page table { max-width: 100%; } /* the plan of Brightwater Clinics is too wide */\n"
    )
    run_onboardgen("build", "--today", AS_OF.isoformat(), cwd=example)
    code, found = leaks(example)
    assert code == 1
    assert any("Brightwater Clinics" in one["what"] for one in found)


def test_a_file_that_nobody_expects_is_found(example: Path) -> None:
    names = ("notes.txt", f"{MORI}/index.html.bak", f"{MORI}/{'0' * 32}.sealed")
    for name in names:
        extra = example / "_site" / name
        extra.write_bytes(b"nothing in particular")
    code, found = leaks(example)
    assert code == 1
    assert {one["file"] for one in found} == set(names)


def test_a_file_name_that_says_a_name_is_found(example: Path) -> None:
    (example / "_site/halden-logistics.txt").write_bytes(b"")
    assert_found(example, "halden-logistics.txt", NAME)


def test_a_sealed_file_in_a_directory_of_another_is_found(example: Path) -> None:
    shutil.copy(example / f"_site/{HALDEN}/as-of.sealed", example / f"_site/{MORI}/as-of.sealed")
    code, found = leaks(example)
    assert code == 1
    assert {one["file"].partition("/")[0] for one in found} == {MORI}
    assert {one["form"] for one in found} == {"sealed region"}


def test_a_portal_of_another_root_is_found(example: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    shutil.copytree(example, other, ignore=shutil.ignore_patterns("_site", ".onboardgen"))
    (other / "demo-root.key").unlink()
    settings = other / "onboardgen.yaml"
    lines = settings.read_text(encoding="utf-8").splitlines(keepends=True)
    kept = [line for line in lines if not line.startswith("root_key_fingerprint:")]
    settings.write_text("".join(kept), encoding="utf-8")
    run_onboardgen("access", "init", cwd=other)
    run_onboardgen("build", "mori", "--today", AS_OF.isoformat(), cwd=other)
    for file in (other / "_site" / MORI).iterdir():
        shutil.copy(file, example / "_site" / MORI / file.name)
    code, found = leaks(example)
    assert code == 1
    sealed = [one for one in found if one["form"] == "sealed region"]
    assert {one["file"].partition("/")[0] for one in sealed} == {MORI}
    assert any(one["file"] == f"{MORI}/index.html" for one in sealed)


def test_a_portal_that_nobody_has_any_more_is_found(example: Path) -> None:
    shutil.rmtree(example / "plans/mori")
    code, found = leaks(example)
    assert code == 1
    assert any(one["file"] == f"{MORI}/index.html" for one in found)


HOLE = """
import sys
from dataclasses import replace
import onboardgen.views.reading as reading
from onboardgen.model.people import PROVIDER
sealed, records = reading.visible_account, reading.visible_records
{hole}
from onboardgen.cli.main import run
sys.argv = ['onboardgen', 'build', '{slug}', '--today', '{today}']
run()
"""
EVERYTHING = """
reading.visible_account = lambda account, _: sealed(account, PROVIDER)
reading.visible_records = lambda account, _: records(account, PROVIDER)
"""
ANOTHER_NAME = """
def leaky(account, audience):
    seen = sealed(account, audience)
    first, *rest = seen.guides
    first = replace(first, text=first.text + '\\n\\nAs it was done for Halden Logistics.\\n')
    return replace(seen, guides=(first, *rest))
reading.visible_account = leaky
"""


def build_with_a_hole(root: Path, slug: str, hole: str) -> None:
    """Build one customer with a visibility filter that lets something through."""
    program = HOLE.format(hole=hole, slug=slug, today=AS_OF)
    shutil.rmtree(root / ".onboardgen/cache/builds")
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=root, env=CLEAN, capture_output=True, text=True,
        check=False,
    )  # fmt: skip
    assert done.returncode == 0, done.stdout + done.stderr


def test_an_internal_record_inside_a_customers_portal_is_found(example: Path) -> None:
    build_with_a_hole(example, "halden", EVERYTHING)
    code, found = leaks(example)
    assert code == 1
    told = [one["what"] for one in found if one["file"].startswith(HALDEN)]
    assert any("0012-no-cover-for-the-review" in one for one in told), told


def test_another_customers_name_inside_a_portal_is_found(example: Path) -> None:
    build_with_a_hole(example, "mori", ANOTHER_NAME)
    code, found = leaks(example)
    assert code == 1
    assert {one["file"].partition("#")[0] for one in found} == {MORI}
    assert any(NAME in one["what"] for one in found)


def test_what_is_found_is_said_in_words_that_fit_and_escape_nothing(example: Path) -> None:
    (example / "_site/notes.txt").write_text(escape(NAME))
    done = run_onboardgen("leaks", "_site", cwd=example, check=False)
    assert done.returncode == 1
    assert "notes.txt" in done.stdout
    assert f'"{NAME}" (plans/halden/customer.yaml:' in done.stdout
    assert done.stdout.splitlines()[-1].endswith("opened, everything else searched.")


def test_a_site_that_is_not_there_is_wrong_usage(example: Path) -> None:
    done = run_onboardgen("leaks", "nowhere", cwd=example, check=False)
    assert done.returncode == 2
    assert "not a directory" in done.stderr
