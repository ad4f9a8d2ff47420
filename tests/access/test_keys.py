"""Where keys come from, and that none is ever shown by accident."""

import pickle
import traceback
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from onboardgen.access.key_files import replace_root, write_new_root
from onboardgen.access.portal_keys import (
    KeyRing,
    find_keys,
    portal_key_text,
)
from onboardgen.access.root import (
    DEMO_FINGERPRINT,
    find_root,
    fingerprint,
    is_demo,
    new_root,
    parse_root,
    root_text,
)
from onboardgen.access.secret import Secret
from onboardgen.errors import EnvironmentFailure
from onboardgen.model.settings import Organization, Settings
from tests.access.made_up import KEY, PORTAL, ROOT

REPOSITORY = Path(__file__).parents[2]
TEXT = root_text(ROOT)
OURS = fingerprint(ROOT)
DEMO = (REPOSITORY / "demo-root.key").read_text().strip()


def settings(name="Example Billing", expected=OURS):
    return Settings(format=1, organization=Organization(name=name), root_key_fingerprint=expected)


def put(workspace, name, text, mode=0o600):
    path = workspace / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(text)
    path.chmod(mode)
    return path


@given(st.binary(min_size=32, max_size=32))
def test_a_root_is_read_as_it_was_written(raw):
    assert parse_root(f"  {root_text(Secret(raw))}\n") == Secret(raw)


def test_no_character_of_a_root_can_be_wrong_or_missing():
    for place in range(len(TEXT)):
        other = "b" if TEXT[place] != "b" else "c"
        assert parse_root(TEXT[:place] + other + TEXT[place + 1 :]) is None
        assert parse_root(TEXT[:place] + TEXT[place + 1 :]) is None
    for wrong in ("", "ogroot1-", TEXT.upper(), TEXT + "a", TEXT + "=", "ogroot1-é", DEMO[:-1]):
        assert parse_root(wrong) is None


def test_new_roots_differ():
    assert new_root() != new_root()
    assert len(new_root().value) == 32


def test_environment_comes_before_file_and_file_before_demo(tmp_path):
    put(tmp_path, ".onboardgen/root.key", TEXT)
    put(tmp_path, "demo-root.key", DEMO)
    assert find_root(tmp_path, settings(), {}) == ROOT
    other = new_root()
    given_root = {"ONBOARDGEN_ROOT_KEY": root_text(other)}
    assert find_root(tmp_path, settings(expected=fingerprint(other)), given_root) == other
    path = put(tmp_path, "elsewhere.key", root_text(other) + "\n", 0o444)
    named = {"ONBOARDGEN_ROOT_KEY_FILE": str(path)}
    assert find_root(tmp_path, settings(expected=fingerprint(other)), named) == other


@pytest.mark.parametrize(
    ("environment", "words"),
    [
        ({}, "no root key"),
        ({"ONBOARDGEN_ROOT_KEY": ""}, "ONBOARDGEN_ROOT_KEY is empty"),
        ({"ONBOARDGEN_ROOT_KEY": " \n"}, "ONBOARDGEN_ROOT_KEY is empty"),
        ({"ONBOARDGEN_ROOT_KEY": TEXT[:-1]}, "not hold a whole root key"),
        ({"ONBOARDGEN_ROOT_KEY": root_text(Secret(bytes(32)))}, "another root key"),
        ({"ONBOARDGEN_ROOT_KEY": DEMO}, "demo root"),
        ({"ONBOARDGEN_ROOT_KEY_FILE": "/nonexistent/key"}, "does not exist"),
        ({"ONBOARDGEN_ROOT_KEY_FILE": "/"}, "not a key file"),
        ({"ONBOARDGEN_PORTAL_KEYS": ""}, "is empty"),
        ({"ONBOARDGEN_PORTAL_KEYS": "what"}, "Entry 1"),
    ],
)
def test_without_the_right_key_nothing_goes_on(tmp_path, environment, words):
    with pytest.raises(EnvironmentFailure, match=words) as failure:
        find_keys(tmp_path, settings(), environment)
    assert failure.value.hint
    shown = "".join(traceback.format_exception(failure.value))
    for secret in environment.values():
        assert len(secret.strip()) < 20 or secret.strip() not in shown


def test_a_workspace_that_names_no_root_accepts_none(tmp_path):
    with pytest.raises(EnvironmentFailure, match="does not name a root"):
        find_root(tmp_path, settings(expected=None), {"ONBOARDGEN_ROOT_KEY": TEXT})


def test_a_key_file_that_others_may_read_is_refused(tmp_path):
    put(tmp_path, ".onboardgen/root.key", TEXT, 0o640)
    with pytest.raises(EnvironmentFailure, match="Others on this machine") as failure:
        find_root(tmp_path, settings(), {})
    assert "chmod 600" in failure.value.hint


def test_the_demo_root_opens_the_demo_workspace_and_no_other(tmp_path):
    put(tmp_path, "demo-root.key", DEMO, 0o644)
    demo = settings("Quillmark Billing", DEMO_FINGERPRINT)
    assert is_demo(find_root(tmp_path, demo, {}))
    assert find_keys(tmp_path, demo, {}).is_demo
    for name in ("Quillmark Billing ", "quillmark billing", "Example Billing"):
        for environment in ({}, {"ONBOARDGEN_ROOT_KEY": DEMO}):
            with pytest.raises(EnvironmentFailure, match="public"):
                find_root(tmp_path, settings(name, DEMO_FINGERPRINT), environment)


def test_a_secret_root_in_the_demo_file_is_refused(tmp_path):
    put(tmp_path, "demo-root.key", TEXT)
    with pytest.raises(EnvironmentFailure, match="not the demo's"):
        find_root(tmp_path, settings("Quillmark Billing"), {})


def test_exported_portal_keys_stand_in_for_the_root(tmp_path):
    entry = f"{KEY.portal_id}={portal_key_text(KEY)}"
    for ring in (
        find_keys(tmp_path, settings(), {"ONBOARDGEN_PORTAL_KEYS": f"{entry},"}),
        find_keys(tmp_path, settings(), {"ONBOARDGEN_PORTAL_KEYS": f"# mine\n{entry}\n"}),
    ):
        assert ring.portal_key(PORTAL) == KEY
        assert ring.holds(PORTAL)
        assert not ring.is_demo
    put(tmp_path, ".onboardgen/portal-keys", entry + "\n")
    assert find_keys(tmp_path, settings(), {}).portal_key(PORTAL) == KEY


def test_an_exported_key_is_good_for_its_portal_and_key_id_only():
    text = portal_key_text(KEY)
    for portal_id, key_id in ((PORTAL.id, "0" * 26), ("0" * 26, PORTAL.key)):
        record = type(PORTAL)(audience="customer", id=portal_id, key=key_id)
        with pytest.raises(EnvironmentFailure, match="not its key"):
            KeyRing(exported={portal_id: text}).portal_key(record)
    with pytest.raises(EnvironmentFailure, match="no key for the portal"):
        KeyRing(exported={"0" * 26: text}).portal_key(PORTAL)


def test_a_new_root_file_is_private_and_never_overwritten(tmp_path):
    path = write_new_root(tmp_path, TEXT)
    assert path.stat().st_mode & 0o777 == 0o600
    assert find_root(tmp_path, settings(), {}) == ROOT
    with pytest.raises(EnvironmentFailure, match="exists already"):
        write_new_root(tmp_path, root_text(new_root()))
    assert find_root(tmp_path, settings(), {}) == ROOT


def test_a_replaced_root_is_kept_beside_the_new_one(tmp_path):
    write_new_root(tmp_path, TEXT)
    other = new_root()
    kept = replace_root(tmp_path, root_text(other), TEXT, OURS)
    assert parse_root(kept.read_text()) == ROOT
    assert find_root(tmp_path, settings(expected=fingerprint(other)), {}) == other
    assert {path.stat().st_mode & 0o777 for path in kept.parent.iterdir()} == {0o600}
    assert len(list(kept.parent.iterdir())) == 2


def test_nothing_shows_a_secret():
    ring = KeyRing(ROOT, {KEY.portal_id: portal_key_text(KEY)})
    for shown in (repr(ROOT), str(KEY), repr(ring), f"{ROOT}", repr([KEY])):
        for secret in (ROOT.value, KEY.secret.value):
            assert secret.hex() not in shown
            assert repr(secret) not in shown
        assert "ogportal1-" not in shown


def test_keys_travel_to_another_process():
    assert pickle.loads(pickle.dumps(KEY)) == KEY
