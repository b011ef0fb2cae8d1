"""The acts of an event, in the order of its life."""

from cases.cat.proposals import Watched
from cases.cat.tables import Acara

from .letter import DataActs, LetterActs, WithdrawalActs
from .reporting import ReportingActs
from .running import RunningActs
from .schedule import BesideActs, ScheduleActs


class AcaraV1(
    Watched, LetterActs, DataActs, WithdrawalActs, ScheduleActs, BesideActs, RunningActs, ReportingActs, Acara
):
    """Version 1 of the machine."""

    class Meta:
        proxy = True
