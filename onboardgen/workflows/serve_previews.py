"""The previews of a workspace: rendered when somebody looks, kept until what they show changes.

The same views and templates as in a build, without a key and without a seal.
"""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Final, NamedTuple

import rfc8785

from onboardgen.errors import EnvironmentFailure
from onboardgen.findings import Code, Finding, Location, in_order
from onboardgen.model.account import Attachment
from onboardgen.model.people import PROVIDER
from onboardgen.rendering.downloads import Download
from onboardgen.rendering.messages import translations
from onboardgen.rendering.pages import (
    RenderedPortal,
    render_portal,
    render_portfolio,
    render_previews,
)
from onboardgen.rendering.preview_messages import preview_messages
from onboardgen.rendering.shell_messages import open_messages
from onboardgen.server.preview import TEXT, Answer
from onboardgen.site.bundle import bundle_json
from onboardgen.site.media_types import UNKNOWN, media_type
from onboardgen.views.portal import portal_view
from onboardgen.views.portfolio import account_row, portfolio_view
from onboardgen.views.previews import (
    TEAM_PREVIEW,
    PreviewedAccount,
    preview_path,
    previewed_account,
    previews_view,
)
from onboardgen.workflows.portal_history import Events, history_key, portal_events
from onboardgen.workflows.portals import bundle_of, read_attachment
from onboardgen.workflows.serve_workspace import (
    CustomerState,
    WorkspaceState,
    look_finding,
)
from onboardgen.workspace import PLANS

LIST: Final = ""
BUNDLE: Final = "bundle.json"
ATTACHMENTS: Final = "/attachments/"
HTML: Final = "text/html; charset=utf-8"
PAGE_POLICY: Final = (
    "frame-ancestors 'none'; base-uri 'none'; form-action 'none'; object-src 'none'"
)
"""Beside the policy with hashes that stands in the page itself."""
MOST_FINDINGS: Final = 100
MOST_KEPT: Final = 256
NOT_FOLLOWED: Final = Code("", "error", "The preview could not follow")
Inputs = tuple[object, ...]


class Reader(NamedTuple):
    """Whose preview stands at an address: a customer's slug, and the audience that reads."""

    slug: str
    audience: str


@dataclass(frozen=True, slots=True)
class Preview:
    """One preview as it was last drawn. Without a bundle it never could be."""

    inputs: Inputs
    bundle: bytes | None = None
    version: str | None = None
    attachments: Mapping[str, Attachment | Download] | None = None
    findings: tuple[Finding, ...] = ()


class Previews:
    """What the server answers with; `show` changes it for all that ask from then on."""

    def __init__(self, workspace: WorkspaceState) -> None:
        self._lock = threading.RLock()
        self._drawn: dict[str, Preview] = {}
        self._trouble: tuple[Finding, ...] = ()
        self._events: dict[str, tuple[str, Events | None]] = {}
        self.show(workspace)

    @property
    def workspace(self) -> WorkspaceState:
        return self._workspace

    def show(self, workspace: WorkspaceState) -> None:
        with self._lock:
            self._workspace = workspace
            self._pages = dict(_pages(workspace))
            self._trouble = ()

    def tell_trouble(self, error: Exception) -> None:
        """The workspace could not be read again: say so on every page, above what was there."""
        message = f"The files could not be read: {type(error).__name__}: {error}."
        hint = "Save the file once more; if that does not help, start `onboardgen serve` again."
        with self._lock:
            self._trouble = (Finding(NOT_FOLLOWED, message, Location(PLANS), hint),)

    def answer(self, path: str) -> Answer | None:
        """What stands at a path without its first slash. It is looked up, never joined."""
        with self._lock:
            if path in self._pages:
                shell = self._workspace.look.shell.preview_page()
                return Answer(HTML, shell, PAGE_POLICY)
            if f"{path}/" in self._pages:
                moved = HTTPStatus.PERMANENT_REDIRECT
                return Answer(TEXT, b"", status=moved, location=f"/{path}/")
            page, slash, name = path.rpartition("/")
            if name == BUNDLE and page + slash in self._pages:
                bundle = self._preview(page + slash).bundle
                return Answer("application/json", bundle) if bundle else None
            return self._attachment(path)

    def state(self, page: str) -> bytes | None:
        """What a page has to know to be right: which bundle is the newest, what is wrong."""
        with self._lock:
            if page not in self._pages:
                return None
            preview, workspace = self._preview(page), self._workspace
            found = in_order((*self._found(page), *preview.findings))
            shown = sorted(found, key=lambda one: one.severity)[:MOST_FINDINGS]
            words = translations(workspace.known_settings.organization.language).gettext
            state = {
                "version": preview.version,
                "shell": workspace.look.shell.digest,
                "findings": [finding.as_json() for finding in shown],
                "more": len(found) - len(shown),
                "messages": {**open_messages(words), **preview_messages(words)},
                "today": workspace.today.isoformat(),
                "is_list": page == LIST,
                "readers": _readers(workspace, self._pages[page]),
            }
            return json.dumps(state).encode()

    def _found(self, page: str) -> Iterator[Finding]:
        """What concerns a page: the customer's own and the workspace's; the list shows all."""
        workspace, reader = self._workspace, self._pages[page]
        yield from self._trouble
        yield from workspace.look.findings
        own = f"{PLANS}/{reader.slug}/"
        for finding in workspace.findings:
            path = finding.location.path
            if not reader.slug or not path.startswith(f"{PLANS}/") or path.startswith(own):
                yield finding
        for customer in workspace.customers.values():
            if reader.slug in ("", customer.slug):
                yield from customer.findings

    def _attachment(self, path: str) -> Answer | None:
        page, found, name = path.partition(ATTACHMENTS)
        reader = self._pages.get(f"{page}/") if found else None
        if reader is None or not reader.slug:
            return None
        attachment = (self._preview(f"{page}/").attachments or {}).get(name)
        if attachment is None:
            return None
        if isinstance(attachment, Download):
            return Answer(UNKNOWN, attachment.content)
        try:
            file = read_attachment(self._workspace.root / PLANS / reader.slug, attachment)
        except EnvironmentFailure:  # it is another one by now; the watcher will tell
            return None
        return Answer(UNKNOWN, file.content)

    def _preview(self, page: str) -> Preview:
        """The preview as it should be now; where that fails, as it was, with the reason."""
        last = self._drawn.get(page)
        inputs = _inputs(self._workspace, page, self._pages[page])
        if inputs is None:
            return last or Preview(())
        if last is None or last.inputs != inputs:
            self._drawn.pop(page, None)
            while len(self._drawn) >= MOST_KEPT:
                del self._drawn[next(iter(self._drawn))]
            self._drawn[page] = last = self._redrawn(self._pages[page], inputs, last)
        return last

    def _redrawn(self, reader: Reader, inputs: Inputs, last: Preview | None) -> Preview:
        try:
            events = self._history(reader.slug) if reader.slug else None
            bundle, attachments = _draw(self._workspace, reader, events)
        except Exception as error:  # noqa: BLE001  templates of a theme can fail in any way
            findings = (look_finding(error),)
            if last is None:
                return Preview(inputs, findings=findings)
            return Preview(inputs, last.bundle, last.version, last.attachments, findings)
        return Preview(inputs, bundle, hashlib.sha256(bundle).hexdigest(), attachments)

    def _history(self, slug: str) -> Events | None:
        """The events of a customer; asked for again where their history is another one."""
        key = history_key(self._workspace.log, slug)
        known = self._events.get(slug)
        if known is None or known[0] != key:
            events = portal_events(self._workspace.log, (slug,)).get(slug)
            known = self._events[slug] = (key, events)
        return known[1]


def _pages(workspace: WorkspaceState) -> Iterator[tuple[str, Reader]]:
    """Every address there is, with the slash at its end, and who reads there."""
    yield LIST, Reader("", "")
    yield TEAM_PREVIEW, Reader("", PROVIDER)
    settings = workspace.known_settings
    for customer in workspace.customers.values():
        line = previewed_account(customer.slug, customer.account, settings, ())
        for preview in line.previews:
            yield preview.path, Reader(customer.slug, preview.audience)


def _readers(workspace: WorkspaceState, reader: Reader) -> list[dict[str, str]]:
    """The people a preview can be seen as: everybody of the party whose portal it is."""
    customer = workspace.customers.get(reader.slug)
    members = customer.account.members if customer and customer.account else ()
    people = (one.person for one in members if one.party == reader.audience)
    return [
        {"id": one.id, "label": f"{one.name} ({one.function})" if one.function else one.name}
        for one in people
    ]


def _inputs(workspace: WorkspaceState, page: str, reader: Reader) -> Inputs | None:
    """All that a preview is drawn from; None while its customer was never whole."""
    shared = (workspace.known_settings, workspace.look.theme.digest, workspace.today)
    customers = workspace.customers
    if page == LIST:
        return (*shared, *customers.values())
    if not reader.slug:
        return (*shared, *(customer.account for customer in customers.values()))
    account = customers[reader.slug].account
    return (*shared, account, history_key(workspace.log, reader.slug)) if account else None


def _draw(
    workspace: WorkspaceState, reader: Reader, events: Events | None
) -> tuple[bytes, Mapping[str, Attachment | Download]]:
    """The bundle of a preview, and its attachments by path."""
    settings, theme, today = workspace.known_settings, workspace.look.theme, workspace.today
    words = translations(settings.organization.language)
    if not reader.slug:
        customers = workspace.customers.values()
        if reader.audience == PROVIDER:
            rows = [
                account_row(one.account, one.outlook)
                for one in customers
                if one.account and one.outlook
            ]
            addresses = {row.slug: f"/{preview_path(row.slug, PROVIDER)}" for row in rows}
            accounts = portfolio_view(rows, settings, today)
            return _bundle(workspace, render_portfolio(accounts, theme, words, addresses=addresses))
        lines = (_line(customer, workspace) for customer in customers)
        return _bundle(
            workspace, render_previews(previews_view(lines, settings, today), theme, words)
        )
    customer = workspace.customers[reader.slug]
    account, outlook = customer.account, customer.outlook
    if account is None or outlook is None:
        raise KeyError(reader.slug)
    view = portal_view(account, settings, reader.audience, outlook, events)
    rendered = render_portal(view, theme, translations(view.language))
    return _bundle(workspace, rendered, view.attachments)


def _bundle(
    workspace: WorkspaceState, rendered: RenderedPortal, attachments: Iterable[Attachment] = ()
) -> tuple[bytes, Mapping[str, Attachment | Download]]:
    """The bundle as the page reads it; attachments stand beside it by their own names."""
    files: tuple[Attachment | Download, ...] = (*attachments, *rendered.downloads)
    found = {one.path: one for one in files}
    plain = json.loads(bundle_json(bundle_of(rendered, workspace.known_settings), {}))
    plain["attachments"] = {
        path: {
            "name": one.name if isinstance(one, Download) else path.rpartition("/")[2],
            "type": media_type(path),
            "size": len(one.content) if isinstance(one, Download) else one.size,
        }
        for path, one in found.items()
    }
    return rfc8785.dumps(plain), found


def _line(customer: CustomerState, workspace: WorkspaceState) -> PreviewedAccount:
    return previewed_account(
        customer.slug, customer.account, workspace.known_settings, customer.findings
    )
