"""A made-up site of two portals, sealed for real."""

from datetime import date
from pathlib import Path

from onboardgen.access.grants import AudienceGrants, grant_secrets
from onboardgen.access.portal_keys import PortalKey, portal_key
from onboardgen.access.secret import Secret
from onboardgen.model.access import Grant, PortalKeys
from onboardgen.model.decision import Approval
from onboardgen.site.bundle import Bundle, BundleAttachment, BundlePage
from onboardgen.site.front import front_files
from onboardgen.site.leaks import KnownPortal
from onboardgen.site.needles import WorkspaceString
from onboardgen.site.sealing import SealedPortal, seal_portal
from onboardgen.site.writer import opened_site, publish

ROOT = Secret(bytes(range(32)))
ITERATIONS = 1000
TODAY = date(2026, 12, 1)
HALDEN = PortalKeys(
    audience="customer", id="7q3mkx2v9c4t8hbnw5ey1drg6s", key="x1c9tqz4m8vh2nrw7bkf3gye5d"
)
NORTHWIND = PortalKeys(
    audience="customer", id="b0rth3w1nd00000000000000zz", key="x1c9tqz4m8vh2nrw7bkf3gye5e"
)
NAMES = {HALDEN.id: "Halden Logistics", NORTHWIND.id: "Northwind Freight"}
STRINGS = (
    WorkspaceString("Halden Logistics", "plans/halden/customer.yaml:4", name=True),
    WorkspaceString("Northwind Freight", "plans/northwind/customer.yaml:1", name=True),
    WorkspaceString("Jörg Müller-Łukasz", "plans/halden/customer.yaml:20", name=True),
    WorkspaceString("青木商事", "plans/aoki/customer.yaml:1", name=True),
    WorkspaceString("Jo Q", "plans/halden/customer.yaml:22", name=True),
    WorkspaceString("Approve the SSO connection", "plans/halden/plan.yaml:31"),
    WorkspaceString("Finance", "plans/halden/plan.yaml:40"),
)
DECLARED = ("Quillmark Billing", "Unlock with Finance or passphrase")


def shell(envelope: str) -> bytes:
    return (
        "<!doctype html><title>Quillmark Billing</title><p>Unlock with Finance or passphrase</p>"
        f'<script type="application/json" id="envelope">{envelope}</script><script>go()</script>'
    ).encode()


def key_of(portal: PortalKeys) -> PortalKey:
    return portal_key(ROOT, portal.id, portal.key)


def grants(count: int = 3) -> tuple[Grant, ...]:
    granted = Approval(by="mia", date=date(2026, 11, 2))
    return tuple(
        Grant(id=f"{n:016d}", person=f"p{n}", kind="link", granted=granted) for n in range(count)
    )


def bundle(title: str, text: str = "Approve the SSO connection", files=("a.pdf",)) -> Bundle:
    return Bundle(
        language="en", direction="ltr", title=title, home="overview", chrome="<main></main>",
        pages={"overview": BundlePage(title, f"<h1>{title}</h1><p>{text}</p>")},
        attachments=tuple(
            BundleAttachment(
                path=f"files/{name}", name=name, type="text/plain",
                content=f"{title} {name}".encode(),
            )
            for name in files
        ),
        rebuild_days=4,
    )  # fmt: skip


def sealed(portal: PortalKeys = HALDEN, made: Bundle | None = None, today=TODAY, closed=(),
           page=shell) -> SealedPortal:  # fmt: skip
    key, opening = key_of(portal), grants()
    return seal_portal(
        key=key, portal=portal, grants=AudienceGrants(opening, tuple(closed)),
        secrets=grant_secrets(key, opening, ITERATIONS, {})[0], iterations=ITERATIONS,
        today=today, bundle=made or bundle(NAMES[portal.id]), shell=page,
    )  # fmt: skip


def known(*portals: PortalKeys) -> tuple[KnownPortal, ...]:
    return tuple(
        KnownPortal(key, tuple(grant_secrets(key, grants(), ITERATIONS, {})[0].values()))
        for key in map(key_of, portals)
    )


def workspace(path: Path) -> Path:
    path.mkdir(exist_ok=True)
    (path / "onboardgen.yaml").write_text("format: 1\n")
    return path


def build(root: Path, *portals: SealedPortal) -> Path:
    out = workspace(root) / "_site"
    with opened_site(out, root, front_files(str)) as site:
        for portal in portals:
            publish(site, portal)
    return out


def tree(directory: Path) -> dict[str, bytes]:
    return {
        str(path.relative_to(directory)): path.read_bytes()
        for path in sorted(directory.rglob("*"))
        if path.is_file()
    }
