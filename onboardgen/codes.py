"""Every kind of finding, once. A number, once published, never changes its meaning."""

from __future__ import annotations

from onboardgen.findings import Code

# OG1xx: reading files
NOT_UTF8 = Code("OG101", "error", "The file is not UTF-8")
SYNTAX = Code("OG102", "error", "The file is not YAML, or not JSON where it has to be")
DUPLICATE_KEY = Code("OG103", "error", "The same key stands twice")
TAB = Code("OG104", "error", "A tab is used as indentation")
ALIAS = Code("OG105", "error", "Anchors, aliases and merge keys are not read")
TAG = Code("OG106", "error", "Tags are not read")
SEVERAL_DOCUMENTS = Code("OG107", "error", "The file holds several documents")
TOO_LARGE = Code("OG108", "error", "The file is too large")
TOO_DEEP = Code("OG109", "error", "The file is nested too deeply")
TOO_LONG = Code("OG110", "error", "The file holds too many values, or one that is too long")
KEY_NOT_TEXT = Code("OG111", "error", "A key is not a plain text")
EMPTY_FILE = Code("OG112", "error", "The file is empty")
UNREADABLE = Code("OG113", "error", "The file cannot be read")
LEADS_OUTSIDE = Code("OG114", "error", "A symbolic link leads outside")
BAD_NAME = Code("OG115", "error", "A file or directory name cannot be used")
MISSING_FILE = Code("OG116", "error", "A file that every customer needs is missing")
STRAY_FILE = Code("OG117", "warning", "A file that nothing reads")
BAD_FRONT_MATTER = Code("OG118", "error", "The guide has no readable front matter")
UNUSABLE_LOGO = Code("OG119", "error", "The logo cannot be used")

# OG2xx: the schema of one file
MISSING_PROPERTY = Code("OG201", "error", "A required property is missing")
UNKNOWN_PROPERTY = Code("OG202", "error", "A property that is not known here")
WRONG_TYPE = Code("OG203", "error", "A value of the wrong type")
NOT_ALLOWED = Code("OG204", "error", "A value that is not one of those allowed")
BAD_FORMAT = Code("OG205", "error", "A value that is not written as it has to be")
OUT_OF_RANGE = Code("OG206", "error", "A number, text or list beyond its limits")

READING = (
    NOT_UTF8, SYNTAX, DUPLICATE_KEY, TAB, ALIAS, TAG, SEVERAL_DOCUMENTS, TOO_LARGE, TOO_DEEP,
    TOO_LONG, KEY_NOT_TEXT, EMPTY_FILE, UNREADABLE, LEADS_OUTSIDE, BAD_NAME, MISSING_FILE,
    STRAY_FILE, BAD_FRONT_MATTER, UNUSABLE_LOGO,
)  # fmt: skip
SCHEMA = (
    MISSING_PROPERTY, UNKNOWN_PROPERTY, WRONG_TYPE, NOT_ALLOWED, BAD_FORMAT, OUT_OF_RANGE,
)  # fmt: skip

# OG3xx: references and names
UNKNOWN_REFERENCE = Code("OG301", "error", "A reference that points nowhere")
UNKNOWN_PERSON = Code("OG302", "error", "A person nobody knows")
DUPLICATE_ID = Code("OG303", "error", "The same id is used twice")
WRONG_KIND = Code("OG304", "error", "A reference to a kind of record that cannot stand here")
UNKNOWN_PARTNER = Code("OG305", "error", "A partner nobody knows")

# OG4xx: records that contradict themselves or each other
STATUS_DISAGREES = Code("OG401", "error", "The written status disagrees with the dates")
DATES_DISAGREE = Code("OG402", "error", "Dates that cannot both be true")
GO_LIVE_NOT_MILESTONE = Code("OG403", "error", "Go-live is not a milestone")
MILESTONE_WITH_DURATION = Code("OG404", "error", "A milestone has a duration")
ANSWER_MISMATCH = Code("OG405", "error", "An answer that does not fit its question")
DECISION_DISAGREES = Code("OG406", "error", "An accepted decision disagrees with the worksheet")
SUPERSEDES_ITSELF = Code("OG407", "error", "Decisions that supersede each other in a circle")
UNKNOWN_TIMEZONE = Code("OG408", "error", "A time zone nobody knows")
NEEDS_ITSELF = Code("OG409", "error", "A task that waits for itself")
NEVER_OPENS = Code("OG410", "error", "A wait for what was rejected or withdrawn")
UNKNOWN_LANGUAGE = Code("OG411", "error", "A language nobody knows")
CIRCLE = Code("OG412", "error", "Tasks that wait for each other in a circle")
UNKNOWN_COUNTRY = Code("OG413", "error", "A calendar of a country or subdivision nobody knows")
UNFIT_DIRECTORY = Code("OG414", "error", "A directory for files that is something else already")

# OG42x: agreements
SETTING_MOVED = Code("OG420", "error", "A locked answer is not what was signed")
SCOPE_MOVED = Code("OG421", "error", "The scope is not what was signed")
SIGNED_FILE_MISSING = Code("OG422", "error", "What was signed is missing")
SIGNED_FILE_ALTERED = Code("OG423", "error", "A signed file is not what its name says")
NOT_SIGNABLE = Code("OG424", "error", "A signed file that nobody can have signed")
NOT_A_SIGNER = Code("OG425", "error", "A signature by somebody who is no signer")
CHANGE_NOT_APPROVED = Code("OG426", "error", "A change request that a side has not approved")
RESPONSE_MISNAMED = Code("OG427", "error", "A response is not the one that its file's name says")

# OG5xx: access
GRANT_OUTSIDE = Code("OG501", "error", "A grant for somebody of another party")
NO_PORTAL = Code("OG502", "error", "A grant whose party has no portal")
REUSED_PORTAL_ID = Code("OG503", "error", "The same portal, key or grant id is used twice")
PASSWORD_NOT_SEALED = Code("OG504", "error", "A password grant without its sealed key")
NOBODY_CAN_OPEN = Code("OG505", "warning", "A portal that nobody was ever let into")

# OG6xx: text for people
DANGEROUS_MARKUP = Code("OG601", "error", "Text that would carry code into a page")
BROKEN_LINK = Code("OG602", "error", "A link to a guide or file that does not exist")
HIDDEN_LINK = Code("OG603", "warning", "A link that its readers may not follow")
TANGLED_TEXT = Code("OG604", "error", "A text too tangled to be shown")

# OG7xx: what is worth adding
NO_DUE_DATE = Code("OG701", "warning", "A task of the current plan without a promised date")
NO_COUNTERPART = Code("OG702", "warning", "A task with nobody on the other side")
GO_LIVE_WITHOUT_DATE = Code("OG703", "warning", "Go-live has no promised date")
NOTHING_LEADS_TO_GO_LIVE = Code("OG704", "warning", "Go-live waits for nothing that is planned")

# OG71x, OG73x: dates and waits that cannot be trusted
DUE_BEFORE_START = Code("OG710", "warning", "A promise before its own start")
PROMISED_TOO_EARLY = Code("OG711", "warning", "A promise before what it waits for")
DUE_BEFORE_KICKOFF = Code("OG712", "warning", "A promise before the kickoff")
DUE_ON_FREE_DAY = Code("OG713", "warning", "A promise for a day that its owner does not work")
FAR_AWAY = Code("OG714", "warning", "A date years away from all others")
CONFIRMATION_LAPSED = Code("OG715", "warning", "A confirmation that no longer counts")
TOO_SHORT = Code("OG716", "warning", "A promise that leaves too few days")
IN_THE_FUTURE = Code("OG717", "warning", "Something that happened on a day to come")
BLOCK_ENDED = Code("OG718", "warning", "Blocked until a day that has passed")
OWNER_IS_TEAM = Code("OG719", "warning", "An owner who reads like a team")
NO_ESCALATION = Code("OG730", "warning", "A task that often stalls, and nobody to escalate to")
EVIDENCE_MISSING = Code("OG731", "warning", "Done, but its evidence is missing")
GATE_STAYS_SHUT = Code("OG732", "warning", "A wait for what nobody can bring about")
GATE_ASKS_NOTHING = Code("OG733", "warning", "A wait for a section that requires nothing")
SECTION_WITHOUT_OWNER = Code("OG734", "warning", "A wait for a section that nobody owns")
DONE_TOO_SOON = Code("OG735", "warning", "Done before what it waits for")

# OG80x to OG83x: what was agreed, held against a base
LOCKED_ANSWER_CHANGED = Code("OG801", "error", "A locked answer changed without its change request")
LOCK_LOOSENED = Code("OG802", "error", "A locked question was reworded or unlocked")
SCOPE_CHANGED = Code("OG803", "error", "The signed scope changed without its change request")
DECISION_EDITED = Code("OG804", "error", "An accepted decision was edited")
DECISION_DELETED = Code("OG805", "error", "An accepted decision was deleted")
CHAIN_FORKED = Code("OG806", "error", "Two accepted decisions replace the same one")
CHAIN_BROKEN = Code("OG807", "error", "An accepted decision replaces another one than before")
CHANGE_EDITED = Code("OG808", "error", "A change request was edited after an approval")
APPROVAL_TAKEN_BACK = Code("OG809", "error", "An approval was removed or altered")
SIGNATURE_REMOVED = Code("OG810", "error", "A signature was removed or altered")
SIGNERS_CHANGED = Code("OG811", "warning", "Other people have to sign than before")
SIGNED_FILE_CHANGED = Code("OG812", "error", "A signed file was altered or deleted")
MOVE_UNEXPLAINED = Code("OG813", "error", "A promise moved later without a reason")
MOVES_REWRITTEN = Code("OG814", "error", "A recorded move of a promise was altered or deleted")
REOPENED = Code("OG815", "warning", "A done task is open again without a note")
DELETED_BUT_NEEDED = Code("OG816", "error", "A record was deleted that others point at")
APPROVED_ALONE = Code("OG817", "error", "Who asked for a change is the only one to approve it")
RECORDED_FOR_ANOTHER = Code("OG818", "warning", "A yes written down by somebody else, unproven")
STATED_AHEAD = Code("OG819", "warning", "A date after the day on which it was written down")
STATED_LATE = Code("OG820", "warning", "A date long before the day on which it was written down")
GRANT_REWRITTEN = Code("OG821", "error", "A grant was deleted or rewritten instead of ended")
GRANT_REVIVED = Code("OG822", "error", "A grant that had ended was brought back")
CUSTOMER_DELETED = Code("OG823", "error", "A customer was deleted with what was agreed")
BASE_UNREADABLE = Code("OG824", "warning", "A base that nothing can be held against")
RESPONSE_CHANGED = Code("OG825", "error", "A response that was taken in was altered or deleted")

# OG72x: agreements that are open
AMENDED = Code("OG720", "warning", "Amended since it was signed")
SIGNED_BY_NOBODY = Code("OG721", "warning", "A signed file that no signature names")
SIGNERS_DIVERGE = Code("OG722", "warning", "Signers who signed different contents")
CHANGE_BEGINS_ELSEWHERE = Code("OG723", "warning", "A change request about what does not stand")

REFERENCES = (
    UNKNOWN_REFERENCE, UNKNOWN_PERSON, DUPLICATE_ID, WRONG_KIND, UNKNOWN_PARTNER,
)  # fmt: skip
CONSISTENCY = (
    STATUS_DISAGREES, DATES_DISAGREE, GO_LIVE_NOT_MILESTONE, MILESTONE_WITH_DURATION,
    ANSWER_MISMATCH, DECISION_DISAGREES, SUPERSEDES_ITSELF, UNKNOWN_TIMEZONE, NEEDS_ITSELF,
    NEVER_OPENS, UNKNOWN_LANGUAGE, CIRCLE, UNKNOWN_COUNTRY, UNFIT_DIRECTORY,
)  # fmt: skip
AGREEMENTS = (
    SETTING_MOVED, SCOPE_MOVED, SIGNED_FILE_MISSING, SIGNED_FILE_ALTERED, NOT_SIGNABLE,
    NOT_A_SIGNER, CHANGE_NOT_APPROVED, AMENDED, SIGNED_BY_NOBODY, SIGNERS_DIVERGE,
    CHANGE_BEGINS_ELSEWHERE, RESPONSE_MISNAMED,
)  # fmt: skip
ACCESS = (
    GRANT_OUTSIDE, NO_PORTAL, REUSED_PORTAL_ID, PASSWORD_NOT_SEALED, NOBODY_CAN_OPEN,
)  # fmt: skip
TEXT = (DANGEROUS_MARKUP, BROKEN_LINK, HIDDEN_LINK, TANGLED_TEXT)
ADVICE = (NO_DUE_DATE, NO_COUNTERPART, GO_LIVE_WITHOUT_DATE, NOTHING_LEADS_TO_GO_LIVE)
DATES = (
    DUE_BEFORE_START, PROMISED_TOO_EARLY, DUE_BEFORE_KICKOFF, DUE_ON_FREE_DAY, FAR_AWAY,
    CONFIRMATION_LAPSED, TOO_SHORT, IN_THE_FUTURE, BLOCK_ENDED, OWNER_IS_TEAM, NO_ESCALATION,
    EVIDENCE_MISSING, GATE_STAYS_SHUT, GATE_ASKS_NOTHING, SECTION_WITHOUT_OWNER, DONE_TOO_SOON,
)  # fmt: skip
HISTORY = (
    LOCKED_ANSWER_CHANGED, LOCK_LOOSENED, SCOPE_CHANGED, DECISION_EDITED, DECISION_DELETED,
    CHAIN_FORKED, CHAIN_BROKEN, CHANGE_EDITED, APPROVAL_TAKEN_BACK, SIGNATURE_REMOVED,
    SIGNERS_CHANGED, SIGNED_FILE_CHANGED, MOVE_UNEXPLAINED, MOVES_REWRITTEN, REOPENED,
    DELETED_BUT_NEEDED, APPROVED_ALONE, RECORDED_FOR_ANOTHER, STATED_AHEAD, STATED_LATE,
    GRANT_REWRITTEN, GRANT_REVIVED, CUSTOMER_DELETED, BASE_UNREADABLE,
    RESPONSE_CHANGED,
)  # fmt: skip

CODES = (
    READING
    + SCHEMA
    + REFERENCES
    + CONSISTENCY
    + AGREEMENTS
    + ACCESS
    + TEXT
    + ADVICE
    + DATES
    + HISTORY
)
