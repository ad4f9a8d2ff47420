"""The part of GitLab's REST API (v4) that issues need, as its documentation describes it.

Texts run their quick actions when they are saved, as they do in GitLab.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from tests.trackers.server.http import Reply, Request
from tests.trackers.server.notices import Notice, commands
from tests.trackers.server.paging import page_of
from tests.trackers.server.state import Comment, Item, Repository

TITLE, BODY = 255, 1_048_576


def answer(repository: Repository, request: Request, rest: tuple[str, ...]) -> Reply:
    """`rest` is the path below the project."""
    if request.token != repository.token:
        return Reply(401, {"message": "401 Unauthorized"})
    match request.method, rest:
        case "GET", ():
            level = 30 if repository.can_push else 10
            return Reply(
                200,
                {
                    "id": repository.id,
                    "path_with_namespace": repository.name,
                    "issues_enabled": repository.has_issues,
                    "permissions": {"project_access": {"access_level": level}},
                },
            )
        case "GET", ("issues",):
            return _list(repository, request)
        case "POST", ("issues",):
            return _create(repository, request)
        case _, ("issues", iid, *below) if iid.isdigit():
            return _of_item(repository, request, int(iid), tuple(below))
        case "GET", ("labels",):
            rows, headers = _page(repository, request, sorted(repository.labels), "labels")
            return Reply(200, [_label(repository, one) for one in rows], headers)
        case "POST", ("labels",):
            return _make_label(repository, request)
        case "GET", ("users",):
            return _users(repository, request)
    return Reply(404, {"error": "404 Not Found"})


def _users(repository: Repository, request: Request) -> Reply:
    """A name finds one person or none, whatever its case."""
    asked = request.query.get("username", "").lower()
    return Reply(200, [_user(repository, one) for one in repository.users if one.lower() == asked])


def _of_item(repository: Repository, request: Request, iid: int, below: tuple[str, ...]) -> Reply:
    item = repository.items.get(iid)
    if not repository.has_issues:
        return Reply(403, {"message": "403 Forbidden"})
    if item is None or item.is_pull:
        return Reply(404, {"message": "404 Not found"})
    match request.method, below:
        case "GET", ():
            return Reply(200, _issue(repository, item))
        case "PUT", ():
            return _edit(repository, request, item)
        case "GET", ("notes",):
            return _notes(repository, request, item)
        case "POST", ("notes",):
            return _say(repository, request, item)
    return Reply(404, {"error": "404 Not Found"})


def _list(repository: Repository, request: Request) -> Reply:
    if not repository.has_issues:
        return Reply(403, {"message": "403 Forbidden"})
    query = request.query
    state, wanted = query.get("state", "all"), set(_names(query.get("labels", "")))
    if state not in ("opened", "closed", "all"):
        return Reply(400, {"error": "state does not have a valid value"})
    if query.get("order_by", "created_at") not in ("created_at", "updated_at"):
        return Reply(400, {"error": "order_by does not have a valid value"})
    rows = [
        one
        for one in repository.items.values()
        if not one.is_pull
        and (state == "all" or one.is_open == (state == "opened"))
        and wanted <= set(one.labels)
    ]
    by = "updated" if query.get("order_by") == "updated_at" else "created"
    rows.sort(key=lambda one: (getattr(one, by), one.number), reverse=query.get("sort") != "asc")
    page, headers = _page(repository, request, rows, "issues")
    return Reply(200, [_issue(repository, one) for one in page], headers)


def _create(repository: Repository, request: Request) -> Reply:
    if not repository.has_issues:
        return Reply(403, {"message": "403 Forbidden"})
    asked = request.body if isinstance(request.body, dict) else {}
    if not str(asked.get("title") or "").strip():
        return Reply(400, {"error": "title is missing"})
    wrong = _wrong(asked)
    if wrong:
        return wrong
    item = repository.add(str(asked["title"]).strip(), "")
    if repository.can_push:
        repository.wear(item, _names(asked.get("labels") or ""), exact=True)
        item.assignees = _assignees(repository, asked)
    _note(repository, item, "title", item.title)
    item.body = _saved(repository, item, "body", str(asked.get("description") or ""))
    return Reply(201, _issue(repository, item))


def _edit(repository: Repository, request: Request, item: Item) -> Reply:
    asked = request.body if isinstance(request.body, dict) else {}
    known = {
        "title", "description", "state_event", "labels", "add_labels", "remove_labels",
        "assignee_ids", "assignee_id",
    }  # fmt: skip
    if not known & set(asked):
        return Reply(400, {"error": "title, description, … are missing, at least one is needed"})
    wrong = _wrong(asked)
    if wrong:
        return wrong
    if asked.get("title"):
        if str(asked["title"]) != item.title:
            _note(repository, item, "title", str(asked["title"]))
        item.title = str(asked["title"]).strip()
    if asked.get("description") is not None:
        item.body = _saved(repository, item, "body", str(asked["description"]))
    if asked.get("state_event") == "close" and item.is_open:
        _close(repository, item)
    elif asked.get("state_event") == "reopen" and not item.is_open:
        _reopen(repository, item)
    if repository.can_push:
        _relabel(repository, item, asked)
        if "assignee_ids" in asked or "assignee_id" in asked:
            item.assignees = _assignees(repository, asked)
    item.updated = repository.limits.clock.now()
    return Reply(200, _issue(repository, item))


def _relabel(repository: Repository, item: Item, asked: dict[str, Any]) -> None:
    if asked.get("labels") is not None:
        item.labels = []
        repository.wear(item, _names(asked["labels"]), exact=True)
    removed = _names(asked.get("remove_labels") or "")
    item.labels = [one for one in item.labels if one not in removed]
    repository.wear(item, _names(asked.get("add_labels") or ""), exact=True)


def _wrong(asked: dict[str, Any]) -> Reply | None:
    if len(str(asked.get("title") or "")) > TITLE:
        return Reply(400, {"message": {"title": ["is too long (maximum is 255 characters)"]}})
    if len(str(asked.get("description") or "")) > BODY:
        text = "is too long (1.1 MiB). The maximum size is 1 MiB."
        return Reply(400, {"message": {"description": [text]}})
    if asked.get("state_event") not in (None, "close", "reopen"):
        return Reply(400, {"error": "state_event does not have a valid value"})
    return None


def _notes(repository: Repository, request: Request, item: Item) -> Reply:
    """The newest first where nothing else is asked for, with those of the system."""
    rows = [
        one
        for one in item.comments
        if not one.system or request.query.get("activity_filter") != "only_comments"
    ]
    rows.sort(key=lambda one: one.id, reverse=request.query.get("sort", "desc") == "desc")
    page, headers = _page(repository, request, rows, f"issues/{item.number}/notes")
    return Reply(200, [_comment(one) for one in page], headers)


def _say(repository: Repository, request: Request, item: Item) -> Reply:
    asked = request.body if isinstance(request.body, dict) else {}
    if not str(asked.get("body") or "").strip():
        return Reply(400, {"error": "body is missing"})
    body = _saved(repository, item, "comment", str(asked["body"]))
    if not body.strip():
        return Reply(202, {"commands_changes": {}, "summary": ["Commands applied"]})
    return Reply(201, _comment(repository.say(item, body, repository.account)))


def _make_label(repository: Repository, request: Request) -> Reply:
    asked = request.body if isinstance(request.body, dict) else {}
    name, colour = str(asked.get("name") or ""), str(asked.get("color") or "")
    if not repository.can_push:
        return Reply(403, {"message": "403 Forbidden"})
    if not name or not colour:
        return Reply(400, {"error": "name is missing, color is missing"})
    if not colour.startswith("#") or len(colour) != 7:
        return Reply(400, {"message": {"color": ["must be a valid color code"]}})
    if repository.label_named(name, exact=True):
        return Reply(409, {"message": "Label already exists"})
    repository.labels[name] = (colour, str(asked.get("description") or ""))
    return Reply(201, _label(repository, name))


def _saved(repository: Repository, item: Item, where: str, text: str) -> str:
    """A text as it is kept: its quick actions are run and vanish, and so do blanks at its end."""
    kept, actions = commands(text)
    for name, argument in actions:
        repository.ran.append(Notice("command", item.number, where, f"/{name} {argument}".strip()))
        _run(repository, item, name, argument)
    _note(repository, item, where, kept)
    return kept.rstrip()


def _run(repository: Repository, item: Item, name: str, argument: str) -> None:
    people = [one.strip("@ ") for one in argument.split() if one.startswith("@")]
    labels = [one.strip('~" ') for one in argument.split("~") if one.strip('~" ')]
    match name:
        case "close" | "duplicate":
            _close(repository, item)
        case "reopen":
            _reopen(repository, item)
        case "title":
            item.title = argument
        case "label" | "labels":
            repository.wear(item, labels, exact=True)
        case "unlabel":
            item.labels = [one for one in item.labels if labels and one not in labels]
        case "relabel":
            item.labels = []
            repository.wear(item, labels, exact=True)
        case "assign" | "reassign":
            item.assignees = [one for one in people if one in repository.users] or item.assignees
        case "unassign":
            item.assignees = []


def _close(repository: Repository, item: Item) -> None:
    if item.is_open:
        repository.close(item, None)
        repository.say(item, "closed", repository.account, system=True)


def _reopen(repository: Repository, item: Item) -> None:
    if not item.is_open:
        item.is_open, item.reason = True, None
        repository.say(item, "reopened", repository.account, system=True)


def _assignees(repository: Repository, asked: dict[str, Any]) -> list[str]:
    """People who cannot be assigned are left out silently; 0 stands for nobody."""
    ids = asked.get("assignee_ids")
    if ids is None:
        ids = [asked.get("assignee_id") or 0]
    if not isinstance(ids, list):
        ids = [one for one in str(ids).split(",") if one]
    known = {_user(repository, one)["id"]: one for one in repository.users}
    return [known[int(one)] for one in ids if int(one) in known][:1]


def _page(
    repository: Repository, request: Request, rows: list[Any], below: str
) -> tuple[list[Any], dict[str, str]]:
    address = f"{request.origin}/api/v4/projects/{quote(repository.name, safe='')}/{below}"
    return page_of(rows, request, address, usual=20, most=repository.page_size)


def _issue(repository: Repository, item: Item) -> dict[str, Any]:
    people = [_user(repository, one) for one in item.assignees]
    return {
        "id": 20_000 + item.number,
        "iid": item.number,
        "project_id": repository.id,
        "title": item.title,
        "description": item.body or None,
        "state": "opened" if item.is_open else "closed",
        "labels": sorted(item.labels),
        "assignees": people,
        "assignee": people[0] if people else None,
        "user_notes_count": sum(1 for one in item.comments if not one.system),
        "web_url": f"https://gitlab.example/{repository.name}/-/issues/{item.number}",
        "author": {"username": repository.account},
    }


def _comment(comment: Comment) -> dict[str, Any]:
    author = {"username": comment.author}
    return {
        "id": comment.id, "body": comment.body, "author": author, "system": comment.system,
    }  # fmt: skip


def _label(repository: Repository, name: str) -> dict[str, Any]:
    colour, description = repository.labels[name]
    return {"id": 1, "name": name, "color": colour, "description": description or None}


def _user(repository: Repository, name: str) -> dict[str, Any]:
    number = 500 + repository.users.index(name) if name in repository.users else 0
    return {"id": number, "username": name, "state": "active"}


def _note(repository: Repository, item: Item, where: str, text: str) -> None:
    repository.saved.append((item.number, where, text, "gitlab"))


def _names(asked: object) -> list[str]:
    if isinstance(asked, list):
        return [str(one) for one in asked]
    return [name.strip() for name in str(asked).split(",") if name.strip()]
