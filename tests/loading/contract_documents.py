"""Valid documents of every kind, and ways to spoil them, for tests of the contract."""

from __future__ import annotations

import copy
from typing import Any

Document = Any

SIGNATURE = {"by": "jo", "date": "2026-11-24", "digest": "sha256:" + "0" * 64, "evidence": None}
PERSON = {
    "name": "Jo Lind", "role": "Head of IT", "function": "it", "email": "jo@example.org",
    "also": ["lind@example.org"], "away": [{"from": "2026-12-24", "to": "2027-01-01"}],
    "escalate_to": None,
}  # fmt: skip
CALENDAR = {
    "country": "DE", "subdivision": "BE", "weekend": [], "extra_holidays": ["2026-12-24"],
}  # fmt: skip

LEAST: dict[str, Document] = {
    "workspace": {
        "format": 1,
        "organization": {
            "name": "Example Billing", "timezone": "Europe/Berlin", "calendar": {"country": "DE"},
        },
        "team": {"mia": {"name": "Mia Keller", "email": "mia@example.com"}},
    },
    "customer": {
        "name": "ACME", "contacts": {"jo": {"name": "Jo Lind", "email": "jo@example.org"}},
    },
    "plan": {
        "kickoff": "2026-11-02",
        "go_live": {"milestone": "go-live"},
        "stages": [{"id": "all", "name": "All"}],
        "tasks": [
            {"id": "a", "title": "A", "stage": "all", "owner": "jo", "duration": 5},
            {
                "id": "go-live", "title": "Go-live", "type": "milestone", "stage": "all",
                "owner": "mia", "needs": ["a"],
            },
        ],
    },
    "calibration": {"as_of": "2026-11-30"},
    "worksheet": {},
    "decision": {"title": "EUR", "status": "proposed", "date": "2026-11-10", "owner": "mia"},
    "change": {
        "target": "scope:d1", "current": None, "requested": True, "reason": "They need it.",
        "downstream": [], "effective": "2027-01-01",
        "submitted": {"by": "jo", "date": "2026-11-30"},
    },
    "events": [],
    "access": {},
    "response": {
        "format": "onboardgen.receipt/1", "receipt": "9f" * 32,
        "response": {
            "format": "onboardgen.response/1", "id": "5c" * 16, "portal": "7" * 26,
            "epoch": "0c" * 32, "grant": "g" * 16, "person": "jo", "bundle": "ab" * 32,
            "at": "2026-12-01T09:30:00Z", "kind": "task_question",
            "fields": {"task": "sso", "question": "Who has to approve it?"}, "shown": {},
        },
    },
    "guide": {"title": "Welcome"},
    "template": {"name": "Small"},
}  # fmt: skip
"""The least that is valid."""

FULL: dict[str, Document] = {
    "workspace": {
        "format": 1,
        "organization": {
            "name": "Example Billing", "timezone": "Europe/Berlin", "calendar": CALENDAR,
            "language": "de", "brand": {"logo": "theme/logo.svg", "accent": "#0f6b5c"},
        },
        "team": {"mia": {**PERSON, "github": "mia-keller", "gitlab": "mia.keller"}},
        "rules": {
            "due_soon_days": 5, "blocked_days": 5, "moved_days": 2, "untouched_days": 10,
            "four_eyes": True, "escalation": [1, 5, 10],
            "health": {"slip_days": 5, "moves": 3, "ignore": ["untouched"]},
        },
        "rate": {"per_hour": 165.5, "currency": "EUR"},
        "profiles": {"high_touch": {"kickoff": 5}, "digital": {}},
        "tracker": {
            "github": {"repository": "example/onboarding"}, "gitlab": None,
            "local": {"directory": ".onboardgen/issues"},
            "workspace": "north", "group_by": "customer", "create_cap": 50,
        },
        "routing": [
            {
                "when": {
                    "customer": "acme", "category": "legal", "tier": "high",
                    "party": "partner:northwind", "rung": 2,
                },
                "labels": ["legal"], "assignee": "mia",
            },
        ],
        "portal": {
            "base_url": "https://portals.example.com/", "dedicated_origin": True,
            "rebuild_days": 4, "endpoint": None, "remember_days": 14, "iterations": 1000000,
        },
        "notifications": {
            "weekday": "tue",
            "email": {
                "from": "plans@example.com", "host": "mail.example.com", "port": 587,
                "starttls": True,
            },
            "slack": {"address_variable": "SLACK_ADDRESS"}, "teams": None, "directory": "outbox",
        },
        "allowed_signers": "allowed_signers", "root_key_fingerprint": "ogfp1-" + "0a" * 16,
    },
    "calibration": {
        "as_of": "2026-11-30",
        "classes": [
            {"party": "any", "category": "any", "samples": 3, "quantiles": [0.8, 1, 1.75]},
        ],
    },
    "customer": {
        "name": "ACME", "created": "2026-10-01", "profile": "digital", "tier": "low",
        "segment": "mid-market", "products": ["invoicing"], "sites": ["Leeds"], "regions": ["UK"],
        "timezone": "Europe/London", "language": "en", "calendar": None, "arr": 120000,
        "contacts": {"jo": PERSON},
        "partners": {
            "northwind": {
                "name": "Northwind", "timezone": "Asia/Tokyo", "calendar": CALENDAR,
                "contacts": {"ken": {"name": "Ken"}},
            },
        },
        "outcomes": [
            {
                "id": "close", "text": "A quick close", "metric": "days", "baseline": 9,
                "target": "under 3", "actual": None, "due": "2027-06-30",
            },
        ],
        "handoff": {
            "closed": "2026-09-30", "received": None, "account_executive": "Rae Collins",
            "checklist": [{"item": "Order form", "state": "done"}], "not_sold": ["Tax filing"],
            "open_questions": [],
        },
        "commitments": [
            {
                "id": "c1", "text": "CHF", "made_by": "Rae", "source": "demo", "reference": None,
                "fulfilled_by": ["task:a", "decision:0001-chf"], "state": "open",
                "visibility": "internal",
            },
        ],
    },
    "plan": {
        "kickoff": "2026-11-02",
        "go_live": {"milestone": "go-live"},
        "defaults": {"counterpart": "mia"},
        "phases": [{"id": "first-value", "name": "First value", "needs": []}],
        "stages": [
            {
                "id": "configure", "name": "Configuration", "outcome": "An invoice",
                "gate": ["signoff:worksheet", "task:sso"], "counterpart": "mia",
            },
        ],
        "tasks": [
            {
                "id": "sso", "title": "Approve SSO", "type": "task", "stage": "configure",
                "category": "it_approval", "owner": "jo", "counterpart": "mia", "duration": 5,
                "needs": ["map", {"ref": "decision:0002-idp", "type": "FS", "lag": -2}],
                "start": "2026-11-16", "due": "2026-12-04",
                "confirmed": {"by": "jo", "date": "2026-11-23"}, "started": "2026-11-17",
                "remaining": 3, "done": "2026-12-03", "status": "done",
                "blocked": {
                    "since": "2026-11-20", "reason": "technical", "note": "Queue",
                    "escalate_to": "ravi", "until": "2026-12-01",
                },
                "moved": [{"from": "2026-11-27", "reason": "it_approval", "note": None}],
                "how": "Follow [the guide](guide:sso-okta).\n",
                "evidence": {"required": "Screenshot", "link": None, "received": None},
                "visibility": "partner:northwind", "phase": "first-value",
                "links": [{"label": "NB-412", "url": "https://tracker.example.com/NB-412"}],
            },
        ],
        "signoffs": {
            "plan": {"due": "2026-11-13", "signers": ["jo", "mia"], "signed": [SIGNATURE]},
        },
    },
    "worksheet": {
        "sections": [
            {
                "id": "billing", "title": "Billing model", "owner": "lena", "due": "2026-11-20",
                "answers": [
                    {
                        "id": "base_currency", "question": "Which currency?", "answer": "EUR",
                        "type": "currency", "choices": [], "columns": [], "required": True,
                        "default": None, "architectural": True,
                        "answered": {"by": "lena", "date": "2026-11-10"},
                        "visibility": "customer", "phase": "first-value",
                        "when": {"setting": "billing.model", "equals": "usage"},
                    },
                    {
                        "id": "entities", "question": "Which?", "type": "table",
                        "columns": ["Name", "Tax rate"],
                        "answer": [{"Name": "ACME GmbH", "Tax rate": 19.0}, {"Name": None}],
                    },
                    {"id": "methods", "question": "How?", "type": "list", "answer": ["sepa"]},
                    {"id": "usage", "question": "Usage?", "type": "yes_no", "answer": False},
                ],
            },
        ],
        "scope": {
            "included": [{"id": "s1", "text": "One plan"}],
            "deferred": [{"id": "d1", "text": "Workflows", "revisit": "2027-04-01"}],
            "excluded": [],
        },
        "signoffs": {"worksheet": {"due": "2026-11-24", "signers": [], "signed": [SIGNATURE]}},
    },
    "decision": {
        "title": "EUR", "status": "accepted", "date": "2026-11-10", "owner": "mia", "due": None,
        "context": "Two entities.", "decision": "EUR.", "reason": "Audit.",
        "alternatives": [{"option": "USD", "why_not": "No entity there"}],
        "consequences": "One ledger.", "decided_by": "lena",
        "approved": [{"by": "lena", "date": "2026-11-10", "evidence": "Mail of that day"}],
        "settings": {"billing.base_currency": "EUR", "billing.terms": 30},
        "supersedes": "0001-base-currency", "visibility": "customer",
    },
    "change": {
        "title": "Add CHF", "target": "setting:billing.currencies", "current": ["EUR"],
        "requested": ["EUR", "CHF"], "reason": "A new site.", "downstream": ["Price list"],
        "effective": "2027-01-01", "submitted": {"by": "jo", "date": "2026-11-30"},
        "owner": "mia", "due": "2026-12-10", "classification": "structural", "in_scope": False,
        "assessment": {"effort_hours": 12.5, "schedule_days": 3, "price": None, "note": "Fine"},
        "status": "assessed", "decision": "0004-add-chf",
        "approved": [{"by": "jo", "date": "2026-12-01", "evidence": "Minutes of the call"}],
        "visibility": "customer",
    },
    "events": [
        {
            "kind": "csat", "date": "2026-11-30", "ref": "task:sso", "value": 4.5, "note": "Good",
        },
    ],
    "access": {
        "portals": {
            "customer": {"id": "7" * 26, "key": "x" * 26},
            "partner:northwind": {"id": "8" * 26, "key": "y" * 26, "refresh": "again"},
        },
        "grants": [
            {
                "id": "g" * 16, "person": "jo", "kind": "password",
                "granted": {"by": "mia", "date": "2026-11-02"}, "until": "2027-06-30",
                "ended": None, "sealed": "c2VhbGVk",
            },
        ],
    },
    "response": {
        "format": "onboardgen.receipt/1", "receipt": "9f" * 32,
        "response": {
            "format": "onboardgen.response/1", "id": "5c" * 16, "portal": "7" * 26,
            "epoch": "0c" * 32, "grant": "g" * 16, "person": "jo", "bundle": "ab" * 32,
            "at": "2026-12-01T09:30:00Z", "kind": "change_request",
            "fields": {
                "task": "sso", "milestone": "go-live", "done": "2026-11-30",
                "evidence": "Screenshot", "since": "2026-11-20", "until": "2026-12-01",
                "due": "2026-12-04", "to": "2026-12-11", "question": "Who has to approve it?",
                "answers": {"billing.terms": 30}, "signoff": "worksheet",
                "digest": "sha256:" + "0" * 64, "target": "setting:billing.currencies",
                "requested": ["EUR", "CHF"], "title": "Add CHF", "downstream": ["Price list"],
                "effective": "2027-01-01", "reason": "A new site.", "value": 4, "note": "Fine",
            },
            "shown": {
                "setting:billing.currencies": {"question": "Which?", "answer": ["EUR"]},
                "signoff:worksheet": "{}",
            },
        },
    },
    "guide": {"title": "Connect Okta", "visibility": "internal", "kind": "sop"},
    "template": {
        "name": "Multi-entity", "description": "For groups.", "tier": "high",
        "profile": "high_touch", "products": ["invoicing"],
        "parameters": {
            "name": {
                "description": "Their name", "type": "text", "default": None, "required": True,
            },
        },
    },
}  # fmt: skip
"""One document of each kind with every property there is."""


def pointers(document: Document, at: tuple[str | int, ...] = ()) -> list[tuple[str | int, ...]]:
    """Every place in a document, the whole included."""
    below: list[tuple[str | int, ...]] = []
    if isinstance(document, dict | list):
        items = document.items() if isinstance(document, dict) else enumerate(document)
        below = [place for step, value in items for place in pointers(value, (*at, step))]
    return [at, *below]


def replaced(document: Document, pointer: tuple[str | int, ...], value: Document) -> Document:
    """The document with another value in one place."""
    if not pointer:
        return value
    changed = copy.deepcopy(document)
    node = changed
    for step in pointer[:-1]:
        node = node[step]
    node[pointer[-1]] = value
    return changed


def at(document: Document, pointer: tuple[str | int, ...]) -> Document:
    for step in pointer:
        document = document[step]
    return document
