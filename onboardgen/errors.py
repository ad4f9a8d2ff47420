"""The few exceptions, drawn by who can act on them.

OnboardgenError
├── UsageError          the caller asked for something that cannot be (exit 2)
└── EnvironmentFailure  the machine, a key or a file system stands in the way (exit 3)

What is wrong *inside* a workspace is never an exception: it is a Finding.
"""


class OnboardgenError(Exception):
    """A failure that is told to the user as message and hint, without a traceback."""

    exit_code = 3

    def __init__(self, message: str, hint: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class UsageError(OnboardgenError):
    """The command line names something that does not exist or does not fit together."""

    exit_code = 2


class EnvironmentFailure(OnboardgenError):
    """Root key, file system, missing library: nothing a change of the YAML could mend."""

    exit_code = 3
