"""Made-up portals, people and grants for the tests of keys and slots."""

from datetime import date

from onboardgen.access.portal_keys import PortalKey, portal_key
from onboardgen.access.secret import Secret
from onboardgen.model.access import Access, Grant, PortalKeys
from onboardgen.model.decision import Approval
from onboardgen.model.people import Member, Person

ROOT = Secret(bytes(range(32)))
PORTAL = PortalKeys(
    audience="customer", id="7q3mkx2v9c4t8hbnw5ey1drg6s", key="x1c9tqz4m8vh2nrw7bkf3gye5d"
)
KEY: PortalKey = portal_key(ROOT, PORTAL.id, PORTAL.key)
FEW = 1000
TODAY = date(2026, 12, 1)
JO, LENA, OMAR = "g4t8passphrase01", "m2w0rndkey000002", "k7v3passw0rd0003"


def member(person: str, party: str = "customer") -> Member:
    return Member(Person(id=person, name=person.title()), party, party.title(), "UTC")


def grant(id_: str, person: str, kind: str = "passphrase", **more: object) -> Grant:
    return Grant(
        id=id_, person=person, kind=kind, granted=Approval(by="mia", date=date(2026, 11, 2)), **more
    )


def access(*grants: Grant) -> Access:
    return Access(portals=(PORTAL,), grants=grants)


MEMBERS = (member("jo"), member("lena"), member("omar"), member("priya", "partner:kestrel"))
