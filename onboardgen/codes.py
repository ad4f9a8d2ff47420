"""Every kind of finding, once. A number, once published, never changes its meaning."""

from __future__ import annotations

from onboardgen.findings import Code

# OG1xx: reading files
NOT_UTF8 = Code("OG101", "error", "The file is not UTF-8")
SYNTAX = Code("OG102", "error", "The file is not YAML")
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

REFERENCES = (
    UNKNOWN_REFERENCE, UNKNOWN_PERSON, DUPLICATE_ID, WRONG_KIND, UNKNOWN_PARTNER,
)  # fmt: skip
CONSISTENCY = (
    STATUS_DISAGREES, DATES_DISAGREE, GO_LIVE_NOT_MILESTONE, MILESTONE_WITH_DURATION,
    ANSWER_MISMATCH, DECISION_DISAGREES, SUPERSEDES_ITSELF, UNKNOWN_TIMEZONE, NEEDS_ITSELF,
    NEVER_OPENS, UNKNOWN_LANGUAGE,
)  # fmt: skip
ACCESS = (
    GRANT_OUTSIDE, NO_PORTAL, REUSED_PORTAL_ID, PASSWORD_NOT_SEALED, NOBODY_CAN_OPEN,
)  # fmt: skip
TEXT = (DANGEROUS_MARKUP, BROKEN_LINK, HIDDEN_LINK, TANGLED_TEXT)
ADVICE = (NO_DUE_DATE, NO_COUNTERPART, GO_LIVE_WITHOUT_DATE)

CODES = READING + SCHEMA + REFERENCES + CONSISTENCY + ACCESS + TEXT + ADVICE
