"""A wheel of this repository, installed where nothing else of it is."""

from __future__ import annotations

import shutil
import subprocess
import sys
import sysconfig
import venv
import zipfile
from pathlib import Path

import pytest

import onboardgen
from tests.example_workspace import AS_OF, CLEAN, REPOSITORY

MORI, TEAM = "22gxrbfp5vbnk2ddsat6qvkbmv.json", "wh9xp96ba7x9sakc61224pt6rw.json"
PIP = (sys.executable, "-m", "pip", "--disable-pip-version-check", "--quiet")


def done(*command: str, cwd: Path, check: bool = True) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command, cwd=cwd, env=CLEAN, capture_output=True, text=True, check=check, timeout=300
    )


@pytest.fixture(scope="session")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built without network, from a copy, so that a build leaves nothing in the checkout."""
    source = tmp_path_factory.mktemp("source") / "onboardgen"
    source.mkdir()
    for name in ("onboardgen", "schemas", "theme"):
        shutil.copytree(
            REPOSITORY / name, source / name, ignore=shutil.ignore_patterns("__pycache__")
        )
    for name in ("pyproject.toml", "README.md", "LICENSE"):
        shutil.copy2(REPOSITORY / name, source / name)
    out = tmp_path_factory.mktemp("wheel")
    command = ("wheel", "--no-deps", "--no-build-isolation", "--no-index", "--wheel-dir", str(out))
    done(*PIP, *command, str(source), cwd=out)
    (built,) = out.glob("*.whl")
    return built


@pytest.fixture(scope="session")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The command of an environment with this wheel and, of others, what it depends on."""
    home = tmp_path_factory.mktemp("environment")
    venv.create(home, with_pip=False)
    python = home / "bin/python"
    done(
        sys.executable, "-m", "pip", "--python", str(python), "--disable-pip-version-check",
        "install", "--quiet", "--no-deps", "--no-index", str(wheel), cwd=home,
    )  # fmt: skip
    # A path in a .pth file is only searched: editable installations in it do not count.
    packages = Path(sysconfig.get_path("purelib", vars={"base": str(home)}))
    dependencies = [path for path in sys.path if path.endswith("-packages")]
    (packages / "dependencies.pth").write_text("\n".join(dependencies) + "\n")
    return home / "bin/onboardgen"


@pytest.fixture
def empty(tmp_path: Path) -> Path:
    made = tmp_path / "empty"
    made.mkdir()
    return made


@pytest.fixture
def workspace(built_example: Path, tmp_path: Path) -> Path:
    """The example as it is committed: nothing built, nothing cached but what was stretched for
    all except Mori and our team."""
    root = tmp_path / "workspace"
    built = ("_site", "builds", MORI, TEAM)
    shutil.copytree(built_example, root, ignore=shutil.ignore_patterns(*built))
    return root


def test_the_wheel_holds_all_that_is_read_at_run_time(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    package = REPOSITORY / "onboardgen"
    for folder, place in (
        (REPOSITORY / "schemas", "onboardgen/_schemas"),
        (REPOSITORY / "theme", "onboardgen/_theme"),
        (package / "explanations", "onboardgen/explanations"),
        (package / "locale", "onboardgen/locale"),
    ):
        files = [path.relative_to(folder).as_posix() for path in folder.rglob("*.*")]
        files = [name for name in files if (folder / name).is_file() and ".pyc" not in name]
        assert files
        assert {f"{place}/{name}" for name in files} <= inside, place
    assert "onboardgen/py.typed" in inside
    tops = {name.partition("/")[0] for name in inside}
    assert tops == {"onboardgen", f"onboardgen-{onboardgen.__version__}.dist-info"}


def test_the_installed_command_is_the_wheels_own(installed: Path, empty: Path) -> None:
    says = done(str(installed), "--version", cwd=empty).stdout
    assert says == f"onboardgen {onboardgen.__version__}\n"
    where = done(
        str(installed.with_name("python")), "-c", "import onboardgen; print(onboardgen.__file__)",
        cwd=empty,
    ).stdout  # fmt: skip
    assert Path(where.strip()).is_relative_to(installed.parent.parent)


def test_it_explains_and_prints_schemas_from_inside_itself(installed: Path, empty: Path) -> None:
    explained = done(str(installed), "explain", "OG103", cwd=empty).stdout
    assert explained.startswith("OG103  error  ")
    assert "This passes, in" in explained
    schema = done(str(installed), "schema", "plan", cwd=empty).stdout
    assert schema == (REPOSITORY / "schemas/plan.schema.json").read_text(encoding="utf-8")


def test_it_builds_the_example_from_an_empty_directory_to_the_same_bytes(
    installed: Path, empty: Path, workspace: Path, built_example: Path
) -> None:
    here = ("-C", str(workspace))
    assert "5 customers checked" in done(str(installed), *here, "check", cwd=empty).stdout
    out = empty.parent / "site"
    day = AS_OF.isoformat()
    done(str(installed), *here, "build", "--today", day, "--out", str(out), cwd=empty)
    ours = built_example / "_site"
    names = {path.relative_to(ours) for path in ours.rglob("*") if path.is_file()}
    assert names == {path.relative_to(out) for path in out.rglob("*") if path.is_file()}
    assert [name for name in names if (ours / name).read_bytes() != (out / name).read_bytes()] == []
    assert list(empty.iterdir()) == []
    assert "No leak" in done(str(installed), *here, "leaks", str(out), cwd=empty).stdout
