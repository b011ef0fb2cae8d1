"""What the engine keeps."""

from .across import Ask, Clock, Consent
from .ledger import AccessLog, LedgerCheck, LedgerEntry, LedgerPayload, LedgerRow
from .subjects import GENESIS, BaseProcess, BaseTask, Boundary, Subject, SubjectQuerySet
from .upkeep import Done, Failure, IdempotencyKey, OutboxMessage

__all__ = [
    "GENESIS",
    "AccessLog",
    "Ask",
    "BaseProcess",
    "BaseTask",
    "Boundary",
    "Clock",
    "Consent",
    "Done",
    "Failure",
    "IdempotencyKey",
    "LedgerCheck",
    "LedgerEntry",
    "LedgerPayload",
    "LedgerRow",
    "OutboxMessage",
    "Subject",
    "SubjectQuerySet",
]
