"""The part of GitHub's REST API that issues need, as its documentation describes it."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.trackers.server.http import Reply, Request
from tests.trackers.server.paging import page_of
from tests.trackers.server.state import Comment, Item, Repository

DOCUMENTATION = "https://docs.github.com/rest"
TITLE, BODY, LABEL, DESCRIPTION, ASSIGNEES = 256, 65_536, 50, 100, 10


def answer(repository: Repository, request: Request, rest: tuple[str, ...]) -> Reply:
    """`rest` is the path below the repository."""
    if "user-agent" not in request.headers:
        return _problem(403, "Request forbidden by administrative rules.")
    if request.token != repository.token:
        return _problem(401, "Bad credentials")
    match request.method, rest:
        case "GET", ():
            return Reply(200, _repository(repository, request))
        case "GET", ("issues",):
            return _list(repository, request)
        case "POST", ("issues",):
            return _create(repository, request)
        case _, ("issues", number, *below) if number.isdigit():
            return _of_item(repository, request, int(number), tuple(below))
        case _, ("labels", *name):
            return _of_labels(repository, request, tuple(name))
        case "GET", ("assignees", login):
            return Reply(204) if _user(repository, login) else _problem(404, "Not Found")
    return _problem(404, "Not Found")


def _of_labels(repository: Repository, request: Request, name: tuple[str, ...]) -> Reply:
    if name and request.method == "GET":
        known = repository.label_named(name[0], exact=False)
        return Reply(200, _label(repository, known)) if known else _problem(404, "Not Found")
    if name or request.method not in ("GET", "POST"):
        return _problem(404, "Not Found")
    read = request.method == "GET"
    return _labels(repository, request) if read else _make_label(repository, request)


def _of_item(
    repository: Repository, request: Request, number: int, below: tuple[str, ...]
) -> Reply:
    if not repository.has_issues:
        return _problem(410, "Issues has been disabled in this repository.")
    item = repository.items.get(number)
    if item is None:
        return _problem(404, "Not Found")
    match request.method, below:
        case "GET", ():
            return Reply(200, _issue(repository, request, item))
        case "PATCH", ():
            return _edit(repository, request, item)
        case "GET", ("comments",):
            rows, headers = page_of(
                item.comments, request, _address(repository, request, f"issues/{number}/comments"),
                usual=30, most=repository.page_size,
            )  # fmt: skip
            return Reply(200, [_comment(one) for one in rows], headers)
        case "POST", ("comments",):
            return _say(repository, item, request)
        case _, ("labels", *names):
            return _item_labels(repository, request, item, tuple(names))
        case ("POST" | "DELETE") as method, ("assignees",):
            return _item_assignees(repository, request, item, method)
    return _problem(404, "Not Found")


def _list(repository: Repository, request: Request) -> Reply:
    if not repository.has_issues:
        return _problem(410, "Issues has been disabled in this repository.")
    query = request.query
    state, wanted = query.get("state", "open"), _names(query.get("labels", ""))
    if state not in ("open", "closed", "all"):
        return _invalid({"resource": "Issue", "field": "state", "code": "invalid"})
    rows = [
        one
        for one in repository.items.values()
        if (state == "all" or one.is_open == (state == "open"))
        and {name.lower() for name in wanted} <= {name.lower() for name in one.labels}
    ]
    by = {"created": "created", "updated": "updated"}.get(query.get("sort", "created"), "created")
    rows.sort(
        key=lambda one: (getattr(one, by), one.number), reverse=query.get("direction") != "asc"
    )
    page, headers = page_of(
        rows, request, _address(repository, request, "issues"),
        usual=30, most=repository.page_size,
    )  # fmt: skip
    return Reply(200, [_issue(repository, request, one) for one in page], headers)


def _create(repository: Repository, request: Request) -> Reply:
    if not repository.has_issues:
        return _problem(410, "Issues has been disabled in this repository.")
    asked = request.body if isinstance(request.body, dict) else {}
    if not str(asked.get("title") or "").strip():
        return _invalid({"resource": "Issue", "code": "missing_field", "field": "title"})
    wrong = _wrong(repository, asked)
    if wrong:
        return wrong
    item = repository.add(str(asked["title"]).strip(), str(asked.get("body") or ""))
    if repository.can_push:
        repository.wear(item, _label_names(asked.get("labels") or []), exact=False)
        item.assignees = _logins(repository, asked.get("assignees") or [])
    _note(repository, item, "title", item.title)
    _note(repository, item, "body", item.body)
    shown = _issue(repository, request, item)
    return Reply(201, shown, {"Location": shown["url"]})


def _edit(repository: Repository, request: Request, item: Item) -> Reply:
    asked = request.body if isinstance(request.body, dict) else {}
    wrong = _wrong(repository, asked)
    if wrong:
        return wrong
    if asked.get("title") is not None:
        if str(asked["title"]) != item.title:
            _note(repository, item, "title", str(asked["title"]))
        item.title = str(asked["title"]).strip()
    if "body" in asked:
        _note(repository, item, "body", str(asked["body"] or ""))
        item.body = str(asked["body"] or "")
    if asked.get("state") == "closed" and item.is_open:
        repository.close(item, asked.get("state_reason") or "completed")
    elif asked.get("state") == "open" and not item.is_open:
        repository.reopen(item)
    if repository.can_push:
        if asked.get("labels") is not None:
            item.labels = []
            repository.wear(item, _label_names(asked["labels"]), exact=False)
        if asked.get("assignees") is not None:
            item.assignees = _logins(repository, asked["assignees"])
    item.updated = repository.limits.clock.now()
    return Reply(200, _issue(repository, request, item))


def _wrong(repository: Repository, asked: dict[str, Any]) -> Reply | None:
    """What GitHub refuses of a new or an edited issue."""
    title, body = asked.get("title"), asked.get("body")
    if title is not None and len(str(title)) > TITLE:
        return _too_long("title", TITLE)
    if body is not None and len(str(body)) > BODY:
        return _too_long("body", BODY)
    if asked.get("state") not in (None, "open", "closed"):
        return _invalid({"resource": "Issue", "field": "state", "code": "invalid"})
    if asked.get("state_reason") not in (None, "completed", "not_planned", "duplicate", "reopened"):
        return _invalid({"resource": "Issue", "field": "state_reason", "code": "invalid"})
    for name in _label_names(asked.get("labels") or []):
        if not name.strip() or len(name) > LABEL:
            return _invalid({"resource": "Label", "field": "name", "code": "invalid"})
    people = asked.get("assignees") or []
    if len(people) > ASSIGNEES:
        return _invalid({"resource": "Issue", "field": "assignees", "code": "invalid"})
    unknown = [one for one in people if not _user(repository, str(one))]
    if unknown and repository.can_push:
        return _invalid(
            {"value": unknown[0], "resource": "Issue", "field": "assignees", "code": "invalid"}
        )
    return None


def _say(repository: Repository, item: Item, request: Request) -> Reply:
    asked = request.body if isinstance(request.body, dict) else {}
    body = str(asked.get("body") or "")
    if not body.strip():
        return _invalid({"resource": "IssueComment", "code": "missing_field", "field": "body"})
    if len(body) > BODY:
        return _too_long("body", BODY)
    _note(repository, item, "comment", body)
    return Reply(201, _comment(repository.say(item, body, repository.account)))


def _item_labels(
    repository: Repository, request: Request, item: Item, names: tuple[str, ...]
) -> Reply:
    if request.method == "GET":
        return Reply(200, [_label(repository, one) for one in item.labels])
    if not repository.can_push:
        return _problem(403, "Must have push access to repository")
    asked = request.body if isinstance(request.body, (dict, list)) else {}
    given = _label_names(asked.get("labels", []) if isinstance(asked, dict) else asked)
    if request.method == "DELETE" and names:
        worn = [one for one in item.labels if one.lower() == names[0].lower()]
        if not worn:
            return _problem(404, "Label does not exist")
        item.labels.remove(worn[0])
    elif request.method in ("PUT", "DELETE"):
        item.labels = []
    if request.method in ("POST", "PUT"):
        repository.wear(item, given, exact=False)
    return Reply(200, [_label(repository, one) for one in item.labels])


def _item_assignees(repository: Repository, request: Request, item: Item, method: str) -> Reply:
    """People who cannot be assigned are left out silently here."""
    asked = request.body if isinstance(request.body, dict) else {}
    logins = _logins(repository, asked.get("assignees") or [])
    if not repository.can_push:
        return _problem(403, "Must have push access to repository")
    if method == "POST":
        item.assignees += [one for one in logins if one not in item.assignees]
    else:
        item.assignees = [one for one in item.assignees if one not in logins]
    return Reply(201 if method == "POST" else 200, _issue(repository, request, item))


def _labels(repository: Repository, request: Request) -> Reply:
    rows, headers = page_of(
        sorted(repository.labels, key=str.lower), request,
        _address(repository, request, "labels"), usual=30, most=repository.page_size,
    )  # fmt: skip
    return Reply(200, [_label(repository, one) for one in rows], headers)


def _make_label(repository: Repository, request: Request) -> Reply:
    asked = request.body if isinstance(request.body, dict) else {}
    name, colour = str(asked.get("name") or ""), str(asked.get("color") or "ededed")
    description = str(asked.get("description") or "")
    if not repository.can_push:
        return _problem(404, "Not Found")
    if not name or len(name) > LABEL:
        return _invalid({"resource": "Label", "code": "invalid", "field": "name"})
    if len(colour) != 6 or not all(one in "0123456789abcdefABCDEF" for one in colour):
        return _invalid({"resource": "Label", "code": "invalid", "field": "color"})
    if len(description) > DESCRIPTION:
        return _invalid({"resource": "Label", "code": "invalid", "field": "description"})
    if repository.label_named(name, exact=False):
        return _invalid({"resource": "Label", "code": "already_exists", "field": "name"})
    repository.labels[name] = (f"#{colour}", description)
    return Reply(201, _label(repository, name))


def _issue(repository: Repository, request: Request, item: Item) -> dict[str, Any]:
    base = f"{request.origin}/repos/{repository.name}"
    kind = "pull" if item.is_pull else "issues"
    shown = {
        "id": 10_000 + item.number,
        "number": item.number,
        "url": f"{base}/issues/{item.number}",
        "repository_url": base,
        "html_url": f"https://github.example/{repository.name}/{kind}/{item.number}",
        "title": item.title,
        "body": item.body or None,
        "state": "open" if item.is_open else "closed",
        "state_reason": item.reason,
        "labels": [_label(repository, one) for one in item.labels],
        "assignees": [{"login": one, "type": "User"} for one in item.assignees],
        "assignee": {"login": item.assignees[0], "type": "User"} if item.assignees else None,
        "comments": len(item.comments),
        "locked": False,
        "user": {"login": repository.account, "type": "Bot"},
    }
    if item.is_pull:
        shown["pull_request"] = {"url": f"{base}/pulls/{item.number}"}
    return shown


def _comment(comment: Comment) -> dict[str, Any]:
    return {"id": comment.id, "body": comment.body, "user": {"login": comment.author}}


def _label(repository: Repository, name: str) -> dict[str, Any]:
    colour, description = repository.labels.get(name, ("#ededed", ""))
    return {"name": name, "color": colour[1:], "description": description or None, "default": False}


def _repository(repository: Repository, request: Request) -> dict[str, Any]:
    rights = {"admin": False, "push": repository.can_push, "triage": repository.can_push}
    return {
        "id": repository.id,
        "full_name": repository.name,
        "url": f"{request.origin}/repos/{repository.name}",
        "has_issues": repository.has_issues,
        "permissions": {**rights, "pull": True},
    }


def _address(repository: Repository, request: Request, below: str) -> str:
    """Further pages are addressed by the number of the repository, not by its name."""
    return f"{request.origin}/repositories/{repository.id}/{quote(below)}"


def _note(repository: Repository, item: Item, where: str, text: str) -> None:
    repository.saved.append((item.number, where, text, "github"))


def _user(repository: Repository, login: str) -> str | None:
    return next((one for one in repository.users if one.lower() == login.lower()), None)


def _logins(repository: Repository, asked: list[Any]) -> list[str]:
    found = (_user(repository, str(one)) for one in asked)
    return [one for one in found if one]


def _names(text: str) -> list[str]:
    return [name.strip() for name in text.split(",") if name.strip()]


def _label_names(asked: list[Any]) -> list[str]:
    return [str(one["name"]) if isinstance(one, dict) else str(one) for one in asked]


def _problem(status: int, message: str) -> Reply:
    return Reply(status, {"message": message, "documentation_url": DOCUMENTATION})


def _invalid(error: dict[str, Any]) -> Reply:
    return Reply(
        422,
        {"message": "Validation Failed", "errors": [error], "documentation_url": DOCUMENTATION},
    )


def _too_long(field: str, most: int) -> Reply:
    message = f"{field} is too long (maximum is {most} characters)"
    return _invalid({"resource": "Issue", "field": field, "code": "custom", "message": message})
