"""Every error this package raises on purpose.

SelfInstructError
├── UsageError              the call cannot be carried out as asked (exit 2)
│   ├── SeedError           seed tasks or another input file cannot be read: every bad line, with its place
│   ├── RecipeError         a recipe or one of its templates is wrong
│   ├── UnknownName         no model, recipe, filter or format of that name
│   ├── MissingExtra        an optional dependency is not installed
│   ├── ExportRefused       a consumer would refuse what is to be exported: each bad record, with what is wrong
│   ├── SandboxRefused      programs cannot be run with the protections they are to have
│   └── RunMismatch         the directory holds a run made with other inputs
├── OwnCodeError            code of the user's own has failed, or gave what its contract does not know (exit 1)
├── SandboxError            a program could not be run, whatever it is: what runs programs has failed (exit 1)
├── StorageError            S3 or the Hub refuses, or does not answer (exit 1)
├── UnderWay                one process of several has done its part; others go on (exit 0)
├── RunError                a run directory cannot be used (exit 1)
│   ├── RunLocked           another process writes this run
│   ├── ClaimLost           another worker may have the shard that this one worked on
│   └── RunDamaged          a file of the run is not what the run wrote
└── ModelError              the model cannot be asked (exit 1)
    ├── RequestFailed       this request fails for good; others may succeed
    ├── Retryable           this attempt failed; the same request may succeed later
    │   ├── NotReachable    nothing answered at the address this time
    │   ├── TimedOut        no answer came in time
    │   ├── Unreadable      an answer came, and it is none
    │   ├── Misfit          the server failed over the form of the request, as it says
    │   └── RateLimited     the service asks for a slower pace
    └── ModelStopped        no further request can succeed: the run stops, resumable
        ├── KeyRefused      no key, or one that is refused
        ├── UnknownModel    the endpoint does not know the model or the path
        ├── QuotaExhausted  the account is out of credit, or of its quota of the day
        ├── PriceUnknown    what is paid is not known, so that a cost limit cannot be kept
        ├── BatchRefused    the service takes no batch job like this one
        ├── Unreachable     nothing answers at the address
        ├── SystematicFailure  all requests of a kind fail alike, or nothing that comes can be read
        └── Outage          nothing has succeeded for a while
"""


class SelfInstructError(Exception):
    """Base of every error raised on purpose; its text is one line for a person."""

    exit_code = 1


class UsageError(SelfInstructError):
    """The call cannot be carried out as asked."""

    exit_code = 2


class SeedError(UsageError):
    """An input file cannot be read; `problems` holds one text for each bad line."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class RecipeError(UsageError):
    """A recipe, one of its templates or an override is wrong; each of the `problems` names the file and the key."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = list(problems)


class UnknownName(UsageError):
    """A registered name was asked for that does not exist; the text lists the known ones."""


class MissingExtra(UsageError):
    """An optional dependency is needed; the text has the pip command."""


class ExportRefused(UsageError):
    """A format's consumer would refuse the rows; `problems` holds one text for each of the first bad records."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class SandboxRefused(UsageError):
    """This machine lacks a protection that programs are to run with; the text names it, and why."""


class RunMismatch(UsageError):
    """The run directory was made with other seeds, recipe, seed or model; the text names the difference."""


class OwnCodeError(SelfInstructError):
    """A filter, model or exporter of the user's own raised, or gave something else than its contract says."""


class SandboxError(SelfInstructError):
    """What runs programs has failed (no process or memory, no container engine), which says nothing of the program."""


class StorageError(SelfInstructError):
    """What is in S3 or on the Hub cannot be read or written: no credentials, access denied, nothing answers."""


class RunError(SelfInstructError):
    """A run directory cannot be used."""


class RunLocked(RunError):
    """Another process writes this run."""


class ClaimLost(RunError):
    """A worker's claim on a shard has lapsed or was taken over: it asks nothing more about it."""


class UnderWay(SelfInstructError):
    """This process has done its part of a run, which others go on with; `why` says what ended it, "" for no reason."""

    def __init__(self, told: str, why: str = "") -> None:
        super().__init__(told)
        self.why = why


class RunDamaged(RunError):
    """A file of the run differs from what the journal says the run wrote."""


class ModelError(SelfInstructError):
    """The model cannot be asked."""


class RequestFailed(ModelError):
    """This request fails for good (refused as invalid, too long, filtered); others may succeed."""


class Retryable(ModelError):
    """This attempt failed; the same request may succeed later.

    `retry_after` is what the service asked for, in seconds, or None.
    """

    def __init__(self, message: str, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class NotReachable(Retryable):
    """The connection was refused, or the host is unknown; before the first success three of these stop the run."""


class TimedOut(Retryable):
    """No answer came within the time-out of the request; the next attempt is given longer."""


class Misfit(Retryable):
    """The server failed, and speaks of the request's form: a refusal where all of the first requests meet the same."""


class Unreadable(Retryable):
    """An answer came that is none; it may be paid for, so that it is asked for a few times only."""


class RateLimited(Retryable):
    """The service asks for a slower pace; never counts as an attempt."""


class ModelStopped(ModelError):
    """No further request can succeed as things are: the run stops and can be resumed."""


class KeyRefused(ModelStopped):
    """No key, or one the service refuses."""


class UnknownModel(ModelStopped):
    """The endpoint does not know the model, or has nothing at the path."""


class QuotaExhausted(ModelStopped):
    """The account is out of credit, or its quota of the day is used up."""


class PriceUnknown(ModelStopped):
    """Answers came at a price that is not known, so that --max-cost cannot be kept."""


class BatchRefused(ModelStopped):
    """The service refuses a batch job as a whole."""


class Unreachable(ModelStopped):
    """Nothing answers at the address."""


class SystematicFailure(ModelStopped):
    """All requests of a model and stage fail, or nothing that comes can be read: one failure, and no request's own."""


class Outage(ModelStopped):
    """Nothing has succeeded for a while."""
