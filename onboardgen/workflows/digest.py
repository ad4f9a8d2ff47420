"""`digest`: who is told what today, by which channel, and why the others are not."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from datetime import date as Day
from pathlib import Path
from typing import Final, Literal

from onboardgen.errors import EnvironmentFailure, UsageError
from onboardgen.findings import Finding
from onboardgen.git.log import read_log
from onboardgen.git.repository import find_repository
from onboardgen.loading.suggestions import nearest
from onboardgen.model.settings import Settings
from onboardgen.notifications.channel import (
    Channel,
    ChannelDown,
    ChannelName,
    NotSent,
    Parcel,
    Uncertain,
)
from onboardgen.notifications.channels import TO_PEOPLE, configured, open_channel
from onboardgen.notifications.digest import Digest, with_news, write
from onboardgen.notifications.letter import Letter
from onboardgen.notifications.mail import message_id
from onboardgen.notifications.memory import (
    Key,
    Memory,
    Sending,
    Told,
    only_sender,
    read_memory,
    write_memory,
)
from onboardgen.notifications.timing import Decision, decide
from onboardgen.notifications.words import Words
from onboardgen.rendering.messages import translations
from onboardgen.rendering.theme import load_theme
from onboardgen.schedule.as_of import AsOf
from onboardgen.workflows.accounts import Moment
from onboardgen.workflows.digest_readers import TEAM, Reader, Readers, digest_readers
from onboardgen.workflows.portal_history import head_of

LATELY: Final = timedelta(days=7)
"""How far back news reach for who was told nothing yet."""

State = Literal["planned", "quiet", "sent", "failed", "uncertain"]


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestRequest:
    """What to do. `person` narrows it to one reader, `slugs` to the readers of some customers;
    without `send` nothing is sent and nothing is remembered."""

    root: Path
    slugs: Sequence[str] = ()
    person: str | None = None
    moment: Moment = field(default_factory=Moment)
    send: bool = False
    environment: Mapping[str, str] = field(default_factory=dict, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Message:
    """One reader and one channel. `letter` is what is or would be told; where the run is narrowed
    to one person also what it would say although it is not time for it. `problem` is set where it
    failed."""

    reader: Reader
    channel: ChannelName
    decision: Decision
    letter: Letter | None
    id: str
    state: State
    problem: tuple[str, str] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DigestReport:
    """What was or would be sent. `doubtful` are readers and channels of an earlier run of which
    nobody knows whether the message went; `lost`: the memory could not be read. `channels` is
    empty where none is set up. Without an as-of moment the workspace's own files have errors."""

    as_of: AsOf | None
    channels: tuple[ChannelName, ...] = ()
    messages: tuple[Message, ...] = ()
    doubtful: tuple[tuple[Reader, ChannelName, Day], ...] = ()
    lost: bool = False
    broken: tuple[str, ...] = ()
    findings: tuple[Finding, ...] = ()

    @property
    def failed(self) -> tuple[Message, ...]:
        return tuple(one for one in self.messages if one.state in ("failed", "uncertain"))


def digest(request: DigestRequest) -> DigestReport:
    """Tell what is due, and send it where that is asked for.

    Raises UsageError for an unknown person or customer and where there is no channel to send by,
    EnvironmentFailure where the memory cannot be written or another run is sending.
    """
    found = digest_readers(request.root, request.slugs, request.moment)
    settings, as_of = found.settings, found.as_of
    if settings is None or as_of is None:
        return DigestReport(as_of=None, broken=found.broken, findings=found.findings)
    readers = _wanted(found, request.person)
    channels = configured(settings)
    if not request.send:
        return _Post(request, settings, found, read_memory(request.root)).report(readers, as_of)
    if not channels:
        raise UsageError(
            "No channel is set up to send by.",
            "Set notifications.email, directory, slack or teams in onboardgen.yaml.",
        )
    with only_sender(request.root):
        post = _Post(request, settings, found, read_memory(request.root))
        report = post.report(readers, as_of)
        return replace(report, messages=tuple(post.sent(report.messages)))


def _wanted(found: Readers, person: str | None) -> tuple[Reader, ...]:
    if person is None:
        return found.readers
    mine = tuple(one for one in found.readers if one.person == person)
    if not mine and not found.broken:
        near = nearest(person, {one.person for one in found.readers if one.person})
        raise UsageError(f"Nobody has the id {person}.", f"Did you mean {near}?" if near else "")
    return mine


class _Post:
    """One run: what is due by the memory, and the sending of it."""

    def __init__(
        self, request: DigestRequest, settings: Settings, found: Readers, memory: Memory
    ) -> None:
        self.request, self.settings, self.memory = request, settings, memory
        self.found, self.broken = found, frozenset(found.broken)
        self.head = head_of(request.root)
        self.at = request.moment.now or datetime.now(UTC)
        self._down: dict[ChannelName, ChannelDown] = {}
        self._open: dict[ChannelName, Channel] = {}
        self._commits: dict[str, frozenset[str] | None] = {}
        self._spoken: dict[tuple[str, Day], Words] = {}
        self._theme = load_theme()

    def report(self, readers: Sequence[Reader], as_of: AsOf) -> DigestReport:
        channels = configured(self.settings)
        pairs = [(one, name) for one in readers for name in _channels(one, channels)]
        return DigestReport(
            as_of=as_of,
            channels=channels,
            messages=tuple(self._message(one, name) for one, name in pairs),
            doubtful=tuple(
                (one, name, mark.day)
                for one, name in pairs
                if (mark := self.memory.sending.get((one.key, name)))
            ),
            lost=self.memory.lost,
            broken=self.found.broken,
            findings=self.found.findings,
        )

    def _message(self, reader: Reader, channel: ChannelName) -> Message:
        told = self.memory.told.get((reader.key, channel))
        made = self._digest(reader, told)
        decision = self._decision(reader, channel, made, told)
        letter = None
        if made.has_content and (decision.kind or self.request.person):
            letter = write(made, decision, self._words(reader))
        return Message(
            reader=reader,
            channel=channel,
            decision=decision,
            letter=letter,
            id=message_id(
                self.settings.organization.name, reader.key, channel, reader.week.today.isoformat()
            ),
            state="planned" if decision.kind else "quiet",
        )

    def _decision(
        self, reader: Reader, channel: ChannelName, made: Digest, told: Told | None
    ) -> Decision:
        if not reader.has_access:
            return Decision(None, "no_access")
        if channel == "email" and not reader.email:
            return Decision(None, "no_address")
        return decide(
            reader.week,
            told,
            self.memory.sending.get((reader.key, channel)),
            workable=made.workable,
            overdue=made.overdue,
            has_content=made.has_content,
        )

    def _digest(self, reader: Reader, told: Told | None) -> Digest:
        last = told.mail if told else None
        since = last or reader.week.today - LATELY
        commit = told.commit if told and last else None
        fresh = self._commits_since(commit) if commit else None
        return Digest(
            name=reader.name,
            organization=self.settings.organization.name,
            today=reader.week.today,
            said=tuple(with_news(one, since, fresh) for one in reader.said),
            portal=reader.portal,
            since=since,
        )

    def _words(self, reader: Reader) -> Words:
        language, today = reader.language, reader.week.today
        if (language, today) not in self._spoken:
            catalogue = translations(language)
            self._spoken[language, today] = Words(language, today, catalogue, self._theme)
        return self._spoken[language, today]

    def _commits_since(self, commit: str) -> frozenset[str] | None:
        if commit not in self._commits:
            self._commits[commit] = _commits_since(self.request.root, commit)
        return self._commits[commit]

    def sent(self, messages: Sequence[Message]) -> Iterator[Message]:
        """Send what is due, one after the other; then remember who had nothing to hear."""
        try:
            for one in messages:
                yield self._sent(one) if one.state == "planned" else one
        finally:
            for channel in self._open.values():
                channel.close()
        for one in messages:
            self._remember_quiet(one)
        write_memory(self.request.root, self.memory)

    def _sent(self, message: Message) -> Message:
        key, name = (message.reader.key, message.channel), message.channel
        try:
            channel = self._channel(name)
            self.memory.sending[key] = Sending(message.reader.week.today, message.id)
            write_memory(self.request.root, self.memory)
            channel.send(self._parcel(message))
        except Uncertain as failure:
            return _failed(message, failure, "uncertain")
        except ChannelDown as failure:
            self._down[name] = failure
            return self._not_sent(message, failure)
        except NotSent as failure:
            return self._not_sent(message, failure)
        except EnvironmentFailure:
            self._forget_sending(key)
            raise
        self.memory.sending.pop(key, None)
        self.memory.told[key] = self._told(message, mail=message.reader.week.today)
        write_memory(self.request.root, self.memory)
        return replace(message, state="sent")

    def _not_sent(self, message: Message, failure: NotSent) -> Message:
        """Nothing went: nothing is remembered, so that the next run sends it."""
        self._forget_sending((message.reader.key, message.channel))
        return _failed(message, failure, "failed")

    def _forget_sending(self, key: Key) -> None:
        if self.memory.sending.pop(key, None) is not None:
            write_memory(self.request.root, self.memory)

    def _channel(self, name: ChannelName) -> Channel:
        if name in self._down:
            raise self._down[name]
        if name not in self._open:
            root = self.request.root
            self._open[name] = open_channel(
                name, root, self.settings, load_theme(root), self.request.environment
            )
        return self._open[name]

    def _parcel(self, message: Message) -> Parcel:
        reader, letter = message.reader, message.letter
        assert letter is not None  # noqa: S101 — what is due has content
        asked = next((one.writes_to for one in reader.said if one.writes_to), None)
        return Parcel(
            key=reader.key,
            id=message.id,
            name=reader.name or self.settings.organization.name,
            address=reader.email,
            reply_to=asked[1] if asked and reader.portal else None,
            day=reader.week.today,
            at=self.at,
            letter=letter,
        )

    def _remember_quiet(self, message: Message) -> None:
        """Who has nothing to hear this week is done for the week; who is met for the first time
        hears of what becomes theirs from now on."""
        key, quiet = (message.reader.key, message.channel), message.decision.quiet
        if quiet == "nothing_to_say":
            self.memory.told[key] = self._told(message, mail=None)
        elif quiet == "not_remembered":
            self.memory.told[key] = replace(self._told(message, mail=None), commit=None)

    def _told(self, message: Message, mail: Day | None) -> Told:
        """What the reader knows now. What stands in accounts that could not be read stays."""
        reader, key = message.reader, (message.reader.key, message.channel)
        before = self.memory.told.get(key, Told())
        is_weekly = message.decision.kind == "weekly" or message.decision.quiet == "nothing_to_say"
        said = reader.said
        return Told(
            weekly=reader.week.today if is_weekly else before.weekly,
            mail=mail or before.mail,
            workable=self._kept(before.workable).union(*(one.workable for one in said)),
            overdue=self._kept(before.overdue).union(*(one.overdue for one in said)),
            commit=self.head or before.commit,
            id=message.id if mail else before.id,
        )

    def _kept(self, refs: frozenset[str]) -> frozenset[str]:
        return frozenset(ref for ref in refs if ref.partition("/")[0] in self.broken)


def _channels(reader: Reader, channels: Sequence[ChannelName]) -> tuple[ChannelName, ...]:
    """Our team as a whole is written to by webhooks, everybody else by mail and files; where
    nothing is set up it is told what a mail would say."""
    if reader.key == TEAM:
        return tuple(name for name in channels if name not in TO_PEOPLE)
    if not channels:
        return ("email",)
    return tuple(name for name in channels if name in TO_PEOPLE)


def _failed(message: Message, failure: NotSent, state: State) -> Message:
    return replace(message, state=state, problem=(failure.message, failure.hint))


def _commits_since(root: Path, commit: str) -> frozenset[str] | None:
    """The commits that came after one; None where that one is not known any more."""
    try:
        found = read_log(find_repository(root), without=(commit,))
    except (EnvironmentFailure, UsageError):
        return None
    return frozenset(one.hash for one in found)
