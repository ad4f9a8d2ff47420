"""Sign-offs: a signature stays, and so do those who have to sign."""

from __future__ import annotations

from collections.abc import Iterator

from onboardgen import codes
from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.content import SIGNED, Signed
from onboardgen.agreements.sign_offs import sign_off_of
from onboardgen.agreements.wording import listed
from onboardgen.changes.facts import Facts
from onboardgen.findings import Finding, Place
from onboardgen.model.account import Account
from onboardgen.model.plan import Signature, SignOff


def signatures_are_kept(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG810 for a signature that is gone or altered; it may gain evidence it did not have."""
    for name, old, new in _sign_offs(base, head):
        for lost in old.signed:
            if not any(_keeps(lost, one) for one in new.signed):
                yield Finding(
                    codes.SIGNATURE_REMOVED,
                    f"The signature of {lost.by} on {lost.date} under the {name} is gone or "
                    "altered.",
                    _place(old, new).value("signed"),
                    f"Bring it back; `{facts.show(old.at.path)}` shows it. Who signs anew adds a "
                    "signature, and the earlier one stays.",
                    f"signoff:{name}",
                )


def signers_stay(base: Account | None, head: Account | None, facts: Facts) -> Iterator[Finding]:
    """OG811 where somebody has signed, and who has to sign has changed since."""
    for name, old, new in _sign_offs(base, head):
        gone, at = sorted(set(old.signers) - set(new.signers)), _place(old, new)
        if not old.signed:
            continue
        if gone:
            have = "has" if len(gone) == 1 else "have"
            yield _signers(name, at, f"{listed(gone)} no longer {have} to sign the {name}")
        elif new.signers and not old.signers:
            who = f"One of each side had to sign the {name}; now {listed(new.signers)}"
            yield _signers(name, at, f"{who} {'has' if len(new.signers) == 1 else 'have'} to")


def signed_files_are_kept(
    base: Account | None, head: Account | None, facts: Facts
) -> Iterator[Finding]:
    """OG812 for a file below `signed/` that a signature names and that is gone or altered."""
    if base is None or head is None:
        return
    now = {one.digest: one for one in head.signed}
    for old in base.signed:
        new, ref = now.get(old.digest), _signed_under(base, old.digest)
        if ref is None or (new and (new.data == old.data or digest_of(new.data) == new.digest)):
            continue
        yield Finding(
            codes.SIGNED_FILE_CHANGED,
            f"{old.at.path} holds what was signed, and was {'altered' if new else 'deleted'}.",
            (new or old).at.value(),
            f"Bring it back: `{facts.restore(old.at.path)}`. What is signed anew stands in a file "
            "of its own, which `onboardgen sign` writes.",
            ref,
        )


def _place(old: SignOff, new: SignOff) -> Place:
    """Where it is written; where it was, if it is gone with its file."""
    return new.at if new.at.path else old.at


def _signed_under(account: Account, digest: str) -> str | None:
    """The sign-off that a digest belongs to."""
    for name in SIGNED:
        if any(one.digest == digest for one in sign_off_of(account, name).signed):
            return f"signoff:{name}"
    return None


def _signers(name: str, at: Place, what: str) -> Finding:
    return Finding(
        codes.SIGNERS_CHANGED,
        f"{what}. Somebody has signed already.",
        at.value("signers"),
        "Let the other side look at this change, and say why in its message.",
        f"signoff:{name}",
    )


def _keeps(old: Signature, new: Signature) -> bool:
    same = (old.by, old.date, old.digest) == (new.by, new.date, new.digest)
    return same and (old.evidence is None or old.evidence == new.evidence)


def _sign_offs(
    base: Account | None, head: Account | None
) -> Iterator[tuple[Signed, SignOff, SignOff]]:
    if base and head:
        for name in SIGNED:
            yield name, sign_off_of(base, name), sign_off_of(head, name)
