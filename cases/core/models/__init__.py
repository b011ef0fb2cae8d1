from .case import Case, CaseAncestor, CaseUserPermission
from .dialogue import Message, Notification
from .drafts import Draft
from .history import Correction, FormerInstitution, Revision
from .rights import Absence
from .seen import TaskSeen
from .tasks import CaseProcess, CaseTask
from .totals import CaseTotal
from .words import CaseWords

__all__ = [
    "Absence",
    "Case",
    "CaseAncestor",
    "CaseProcess",
    "CaseTask",
    "CaseTotal",
    "CaseUserPermission",
    "CaseWords",
    "Correction",
    "Draft",
    "FormerInstitution",
    "Message",
    "Notification",
    "Revision",
    "TaskSeen",
]
