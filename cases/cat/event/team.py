"""Who makes up the teams of an event (EV-33; CB-06, CB-57, CB-154): roles on it or on one of its titik lokasi."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django import forms

from cases.cat.roles import PSI, TLP, TPC, UKT
from cases.cat.tables import TitikLokasi
from cases.core.doing.roles_on import appoint_on, dismiss_on
from cases.core.models import Case
from cases.organisations.holding import running
from cases.organisations.models import CaseRole, User
from cases.organisations.roles import Sisi
from workflows.context import Move
from workflows.errors import E_DUP, E_REF, E_RNG
from workflows.forms import ActForm, WaktuField
from workflows.rows import ID, RowsField

TEAMS = {kind.key: kind for kind in (TPC, PSI, TLP, UKT)}
WHOLE = "acara"


class TimRow(forms.Form):
    """One person in one team. lokasi: "acara" for all of it."""

    akun = forms.CharField(label="Nama pengguna", max_length=150)
    peran = forms.ChoiceField(
        label="Peran", choices=[("", "-- Pilih --"), *((key, kind.label) for key, kind in TEAMS.items())]
    )
    lokasi = forms.ChoiceField(label="Titik lokasi", choices=[(WHOLE, "Seluruh acara")])
    surat = forms.CharField(label="Nomor surat tugas", max_length=100)
    sampai = WaktuField(label="Sampai", required=False)


class TimForm(ActForm):
    """All who belong to the teams from now on: who is left out belongs to them no more."""

    tim = RowsField(TimRow, label="Tim", minimum=1, maximum=500)

    def prepare(self) -> None:
        if self.subject is None or self.subject.pk is None:
            return
        rows = (
            TitikLokasi.objects.filter(acara=self.subject.pk)
            .select_related("tempat")
            .order_by("tempat__nama")
        )
        places = [(WHOLE, "Seluruh acara"), *((str(row.pk), row.tempat.nama) for row in rows)]

        class Row(TimRow):
            lokasi = forms.ChoiceField(label="Titik lokasi", choices=places)

        field: Any = self.fields["tim"]
        field.use(Row)

    @classmethod
    def initial_for(cls, subject: Any) -> dict[str, Any]:
        return {"tim": [shown(row, subject) for row in members(subject)]}

    def clean_tim(self) -> list[dict[str, Any]]:
        rows: list[dict[str, Any]] = self.cleaned_data["tim"]
        named = {row["akun"].casefold() for row in rows}
        people = {p.username.casefold(): p for p in User.objects.filter(username__in=named, is_active=True)}
        seen = set()
        for number, row in enumerate(rows, start=1):
            person = people.get(row["akun"].casefold())
            if person is None or not fits(person, row["peran"], self.subject):
                label = TEAMS[row["peran"]].label
                raise forms.ValidationError(
                    f"Baris {number}: akun {row['akun']} tidak ada atau tidak dapat menjadi {label}.",
                    code=E_REF,
                )
            if row["peran"] in {TLP.key, UKT.key} and row["lokasi"] != WHOLE:
                raise forms.ValidationError(f"Baris {number}: peran ini untuk seluruh acara.", code=E_RNG)
            place = (person.pk, row["peran"], row["lokasi"])
            if place in seen:
                raise forms.ValidationError(f"Baris {number}: orang dan peran ini sudah disebut.", code=E_DUP)
            seen.add(place)
            row["orang"] = str(person.pk)
        return rows


def fits(person: Any, role: str, acara: Any) -> bool:
    """Of the half the role belongs to, and of the event's own institution."""
    if person.sisi != TEAMS[role].side:
        return False
    return person.sisi != Sisi.INSTITUSI or bool(person.institution_id == acara.case.institution_id)


def members(acara: Any) -> list[CaseRole]:
    """Who belongs to the teams now, in the order of roles and names."""
    cases = [acara.pk, *TitikLokasi.objects.filter(acara=acara.pk).values_list("pk", flat=True)]
    rows = running().filter(case__in=cases, role__in=TEAMS).select_related("person")
    return list(rows.order_by("role", "person__nama", "pk"))


def shown(row: CaseRole, acara: Any) -> dict[str, Any]:
    return {
        ID: row.pk.hex,
        "akun": row.person.username,
        "peran": row.role,
        "lokasi": WHOLE if row.case == acara.pk else str(row.case),
        "surat": row.letter,
        "sampai": row.until.isoformat() if row.until else None,
    }


def set_team(move: Move) -> None:
    """Who is new is appointed, who is left out is not of it any more; all others stay as they are."""
    acara = move.obj
    cases = {str(case.pk): case for case in _cases(acara)}
    wanted = {(row["orang"], row["peran"], _case(row, acara)): row for row in move.data["tim"]}
    present = {(str(row.person_id), row.role, str(row.case)): row for row in members(acara)}
    for (person, role, case), row in present.items():
        kept = wanted.get((person, role, case))
        if kept is None or kept["sampai"] != row.until:
            dismiss_on(move, role, row.person, cases[case])
        else:
            del wanted[person, role, case]
    people = User.objects.in_bulk([person for person, _, _ in wanted])
    for (person, role, case), given in sorted(wanted.items()):
        appoint_on(
            move, role, people[UUID(person)], cases[case], until=given["sampai"], letter=given["surat"]
        )


def _cases(acara: Any) -> list[Case]:
    places = TitikLokasi.objects.filter(acara=acara.pk).values("pk")
    return [acara.case, *Case.objects.filter(pk__in=places)]


def _case(row: Mapping[str, Any], acara: Any) -> str:
    return str(acara.pk) if row["lokasi"] == WHOLE else str(row["lokasi"])
