from .appointments import CaseRole
from .calendar import CalendarVersion, Holiday
from .institutions import (
    Institution,
    InstitutionGroupPermission,
    InstitutionUserPermission,
    NamaLama,
    PenyelenggaraSekdin,
    Wilayah,
)
from .mailing import DeadAddress, MailChoice
from .parameters import Parameter
from .reference import Choice, Kompetensi, SupervisingBody
from .registers import Buku
from .units import Unit, UnitNamaLama, UnitWilayah
from .users import ApiToken, PasswordAsked, User

__all__ = [
    "ApiToken",
    "Buku",
    "CalendarVersion",
    "CaseRole",
    "Choice",
    "DeadAddress",
    "Holiday",
    "Institution",
    "InstitutionGroupPermission",
    "InstitutionUserPermission",
    "Kompetensi",
    "MailChoice",
    "NamaLama",
    "Parameter",
    "PasswordAsked",
    "PenyelenggaraSekdin",
    "SupervisingBody",
    "Unit",
    "UnitNamaLama",
    "UnitWilayah",
    "User",
    "Wilayah",
]
