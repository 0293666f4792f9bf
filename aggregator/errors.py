"""The error tree: everything the program raises on purpose.

    AggregatorError
    ├── ConfigError          a settings or feeds file that cannot be used; names file, line and field
    ├── InputError           an input given on the command line that cannot be read
    ├── StoreError           the store cannot be opened or written
    │   ├── StoreTooNewError     its schema was written by a newer version
    │   └── StoreCorruptError    its integrity check fails
    ├── AlreadyRunningError  another run holds the lock
    ├── RunnerError          a worker process died
    ├── NothingToPublishError  no story enters the edition, and there is none from before
    ├── TemplateError        a template is missing or wrong
    ├── PublishError         the edition cannot be written; what readers see is as it was
    └── VerificationError    a line of an edition does not hold against its evidence

Failures of a single feed, page or article are values (`aggregator.models.Problem`), never exceptions:
one broken source must not stop the others.
"""

from __future__ import annotations


class AggregatorError(Exception):
    """Base of all errors raised on purpose; `exit_code` is what the command line ends with."""

    exit_code = 1


class ConfigError(AggregatorError):
    """A settings or feeds file that cannot be used."""

    exit_code = 2


class InputError(AggregatorError):
    """An input named on the command line cannot be read or holds nothing readable."""

    exit_code = 2


class StoreError(AggregatorError):
    """The store cannot be opened, read or written."""

    exit_code = 4


class StoreTooNewError(StoreError):
    """The store's schema was written by a newer version of the program."""


class StoreCorruptError(StoreError):
    """The store fails its integrity check."""


class AlreadyRunningError(AggregatorError):
    """Another run holds the lock on the same output folder."""

    exit_code = 5


class TemplateError(AggregatorError):
    """A template is missing, cannot be parsed, or names a value that does not exist."""

    exit_code = 6


class PublishError(AggregatorError):
    """An edition cannot be written to the output folder; what readers see is as it was."""

    exit_code = 10


class VerificationError(AggregatorError):
    """A line of an edition does not hold against its evidence."""

    exit_code = 7


class RunnerError(AggregatorError):
    """A worker process died."""

    exit_code = 8


class NothingToPublishError(AggregatorError):
    """No story enters the edition, and there is no edition from before that could stand."""

    exit_code = 9
