"""DS-1 … DS-7: people with disabilities are announced, prepared for, and the preparation confirmed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any, ClassVar

from cases.cat.permissions import kanreg, ppss, psi, ukt, upt
from cases.cat.states import Disabilitas as State
from cases.cat.tables import PersiapanDisabilitas
from cases.core.doing.forms import AlasanForm
from cases.core.doing.notices import notify
from cases.dokumen.holders import holders_on
from cases.organisations.models import Unit
from workflows.context import Move
from workflows.errors import Reason
from workflows.ledger import plain
from workflows.locks import Lock
from workflows.machine import NOTHING, act
from workflows.machines import named

from . import forms, guards

LEGAL = "Peraturan BKN 5/2024 Pasal 13"
ALIVE = (State.DIBERITAHUKAN, State.DIDATA, State.DISAMPAIKAN, State.SIAP)


def above(obj: Any, raw: Any) -> Iterable[Lock]:
    return [Lock(named("lokasi"), obj.case.parent_id)]


def tell(text: str, *roles: str) -> Callable[[Move], None]:
    def effect(move: Move) -> None:
        people = {one.pk: one for role in roles for one in holders_on(move.root.case, role)}
        notify(move, text, users=tuple(people.values()))

    return effect


def tell_recipient(move: Move) -> None:
    tell("Siapkan fasilitas bagi peserta disabilitas", move.obj.kebutuhan["lewat"])(move)


class DisabilitasV1(PersiapanDisabilitas):
    constraint_reasons: ClassVar[Mapping[str, Reason]] = {"disabilitas_satu": guards.ADA_LAIN}

    class Meta:
        proxy = True

    def _announce(self: Any, move: Move) -> None:
        self.peserta = [
            {name: row[name] for name in ("nomor_peserta", "kebutuhan")}
            for row in plain(move.data["peserta"])
        ]

    @act(
        "DS-1",
        "Beritahukan peserta disabilitas",
        source=NOTHING,
        target=State.DIBERITAHUKAN,
        who=psi,
        form=forms.BeritahukanForm,
        guards=(guards.nomor_peserta_dikenal, guards.lokasi_belum_berakhir, guards.tanpa_pemberitahuan_lain),
        effects=(tell("Peserta disabilitas diberitahukan", "ppss"),),
        locks=above,
        legal=f"{LEGAL} (1), (2); CB-160, CB-161",
    )
    def beritahukan(self: Any, move: Move) -> None:
        self.lokasi_id = self.case.parent_id
        self._announce(move)

    @act(
        "DS-2",
        "Data kebutuhan",
        source=State.DIBERITAHUKAN,
        target=State.DIDATA,
        who=ppss,
        form=forms.DataForm,
        legal=f"{LEGAL} (3); CB-162",
    )
    def data(self: Any, move: Move) -> None:
        self.kebutuhan = {name: move.data[name] for name in ("fasilitas", "petugas")}

    @act(
        "DS-3",
        "Sampaikan kepada penyelenggara",
        source=State.DIDATA,
        target=State.DISAMPAIKAN,
        who=ppss,
        form=forms.SampaikanForm,
        guards=(guards.penerima_ditentukan,),
        effects=(tell_recipient,),
        legal=f"{LEGAL} (3); CB-162",
    )
    def sampaikan(self: Any, move: Move) -> None:
        self.penerima = move.data["penerima"]
        unit = Unit.objects.filter(pk=self.penerima).values_list("jenis", flat=True).first()
        role = unit or ("psi" if self.penerima == forms.INSTANSI else "ukt")
        self.kebutuhan = {**self.kebutuhan, "lewat": str(role)}

    @act("DS-4a", "Konfirmasi siap", source=State.DISAMPAIKAN, target=State.SIAP, fact="!mandiri",
         who=kanreg | upt | ukt, guards=(guards.penerima_sendiri,),
         effects=(tell("Persiapan peserta disabilitas siap", "psi", "ppss", "tpc"),),
         legal="CB-162 (usulan)")  # fmt: skip
    @act("DS-4b", "Konfirmasi siap", source=State.DISAMPAIKAN, target=State.SIAP, fact="mandiri", who=psi,
         guards=(guards.penerima_sendiri,), effects=(tell("Persiapan peserta disabilitas siap", "ppss", "tpc"),),
         legal="CB-162, CB-163 (usulan)")  # fmt: skip
    def konfirmasi_siap(self: Any, move: Move) -> None:
        """Facilities and staff are ready."""

    _CORRECTS: ClassVar[dict[str, Any]] = {
        "who": psi,
        "form": forms.PerbaikiDataForm,
        "guards": (guards.nomor_peserta_dikenal, guards.lokasi_belum_berakhir),
        "effects": (tell("Data peserta disabilitas diperbaiki", "ppss"),),
        "locks": above,
        "legal": "CB-161 (usulan)",
    }

    @act("DS-5a", "Perbaiki data", source=State.DIBERITAHUKAN, **_CORRECTS)
    @act("DS-5b", "Perbaiki data", source=ALIVE[1:], target=State.DIBERITAHUKAN, **_CORRECTS)
    def perbaiki_data(self: Any, move: Move) -> None:
        self._announce(move)
        self.penerima = ""

    @act(
        "DS-6",
        "Tarik pemberitahuan",
        source=ALIVE,
        target=State.DITARIK,
        who=psi,
        form=AlasanForm,
        guards=(guards.lokasi_belum_berakhir,),
        locks=above,
        legal="CB-161 (usulan)",
    )
    def tarik(self: Any, move: Move) -> None:
        """Nobody comes."""

    @act(
        "DS-7",
        "Lokasi berakhir",
        source=ALIVE,
        target=State.BERAKHIR,
        kind="ask",
        causes={"TL-11", "TL-16a", "TL-16b", "TL-17a", "TL-17b"},
        guards=(guards.lokasi_berakhir,),
        legal="CB-162 (usulan)",
    )
    def akhiri(self: Any, move: Move) -> None:
        """There is nothing to prepare for any more."""
