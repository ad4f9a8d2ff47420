"""Signatures: each names a file that is there, under a name that is true, by a person who signs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from onboardgen import codes
from onboardgen.agreements.canonical import digest_of
from onboardgen.agreements.content import SIGNED, PlanContent, Signed
from onboardgen.agreements.documents import read_content
from onboardgen.agreements.sign_offs import may_sign, sign_off_of
from onboardgen.agreements.wording import listed
from onboardgen.findings import Finding
from onboardgen.model.account import Account
from onboardgen.model.people import Party
from onboardgen.model.plan import Signature, SignOff
from onboardgen.model.settings import Settings
from onboardgen.model.signed import SignedFile

_GET_IT_BACK = (
    "Get it back from the history: git log -- {path}. What was signed is never rewritten."
)


def signed_files_are_what_was_signed(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG423, OG424 and OG721: the name of every signed file is its digest, it can be read, and a
    signature names it."""
    named = {one.digest for name in SIGNED for one in sign_off_of(account, name).signed}
    for file in account.signed:
        where = file.at.value()
        if digest_of(file.data) != file.digest:
            message = "The content of this file is not what its name says: it was altered."
            hint = _GET_IT_BACK.format(path=where.path)
            yield Finding(codes.SIGNED_FILE_ALTERED, message, where, hint)
        elif read_content(file.data) is None:
            message = "This file is no worksheet and no plan as `onboardgen sign` writes them."
            hint = "Take its signatures out and sign again; only `onboardgen sign` writes here."
            yield Finding(codes.NOT_SIGNABLE, message, where, hint)
        elif file.digest not in named:
            message = "No signature names this file."
            hint = "Delete it if `onboardgen sign` was stopped; else bring the signature back."
            yield Finding(codes.SIGNED_BY_NOBODY, message, where, hint)


def signatures_name_what_was_signed(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG422 and OG424: the file of every signature is there and of the right kind."""
    files = {file.digest: file for file in account.signed}
    for name in SIGNED:
        for one in sign_off_of(account, name).signed:
            yield from _named(account, name, one, files)


def who_signed_is_a_signer(account: Account, settings: Settings) -> Iterator[Finding]:
    """OG425, unless somebody else of their side signs since; people that nobody knows have a code
    of their own."""
    parties = account.parties
    for name in SIGNED:
        sign_off = sign_off_of(account, name)
        for one in sign_off.signed:
            is_signer = may_sign(sign_off, parties, one.by) or _was_signer(sign_off, parties, one)
            if one.by in parties and not is_signer:
                yield Finding(
                    codes.NOT_A_SIGNER,
                    f"`{one.by}` signed the {name}, but {_who_signs(sign_off)} it.",
                    one.at.value("by"),
                    "Take the signature out, or add the person to `signers`.",
                    f"signoff:{name}",
                )


def _was_signer(sign_off: SignOff, parties: Mapping[str, Party], one: Signature) -> bool:
    """Whether they signed for a side whose present signers did not sign the same: who signs in
    their place does not undo what they signed."""
    present = {each for each in sign_off.signers if parties.get(each) == parties.get(one.by)}
    together = {each.by for each in sign_off.signed if each.digest == one.digest}
    return bool(present) and not present & together


def _named(
    account: Account, name: Signed, one: Signature, files: Mapping[str, SignedFile]
) -> Iterator[Finding]:
    path = f"plans/{account.slug}/signed/{one.digest.removeprefix('sha256:')}.json"
    file = files.get(one.digest)
    if file is None:
        yield Finding(
            codes.SIGNED_FILE_MISSING,
            f"What `{one.by}` signed on {one.date} is not there: {path}.",
            one.at.value("digest"),
            _GET_IT_BACK.format(path=path),
            f"signoff:{name}",
        )
        return
    content = read_content(file.data) if digest_of(file.data) == file.digest else None
    if content is not None and isinstance(content, PlanContent) != (name == "plan"):
        yield Finding(
            codes.NOT_SIGNABLE,
            f"What `{one.by}` signed is no {name}.",
            one.at.value("digest"),
            f"Take the signature out and sign with `onboardgen sign {account.slug} {name}`.",
            f"signoff:{name}",
        )


def _who_signs(sign_off: SignOff) -> str:
    who = listed([f"`{one}`" for one in sign_off.signers]) or "only the customer and we"
    return f"{who} {'signs' if len(sign_off.signers) == 1 else 'sign'}"
