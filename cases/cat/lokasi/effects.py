"""What else the acts of a titik lokasi change or ask for, in the act's transaction."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from uuid_utils.compat import uuid7

from cases.cat import proposals
from cases.cat.law.seen import OPEN
from cases.cat.lokasi import jenis
from cases.cat.lokasi.guards.lists import missing
from cases.cat.lokasi.guards.papers import survey_key
from cases.cat.states import Sebab
from cases.cat.tables import PersiapanDisabilitas, Sesi
from cases.core.doing.notices import notify
from cases.dokumen.effects import request_document
from cases.dokumen.holders import holders_on
from cases.dokumen.models import Dokumen
from cases.dokumen.states import State as DokumenState
from workflows.asks import ask
from workflows.context import Move
from workflows.ledger import plain
from workflows.machines import named

Effect = Callable[[Move], None]
#: Sesi that a disturbance of their place disturbs (SS-6b).
DISTURBED = ("registrasi", "registrasi_ditutup", "pengarahan", "berlangsung")


def tell(text: str, *roles: str) -> Effect:
    """An effect that tells whoever holds these roles here, but never the person who acts."""

    def effect(move: Move) -> None:
        people = {one.pk: one for role in roles for one in holders_on(move.root.case, role)}
        notify(move, text, users=tuple(people.values()))

    return effect


def request_survey(move: Move) -> None:
    """The survey is signed once nothing of it is open (CB-66, CB-81)."""
    lokasi = move.obj
    if not missing(lokasi.survei):
        day = lokasi.hari(move.now)
        request_document(move, "daftar_periksa_survei", jenis.survei(lokasi, day), survey_key(lokasi))


def request_day(move: Move) -> None:
    """The papers of a day: its checklist, its berita acara, Pansel's physical check (TL-10, TL-22)."""
    lokasi = move.obj
    day = move.data["hari"].isoformat() if move.data.get("hari") else max(lokasi.harian, default="")
    known = set(_papers(lokasi).filter(kunci=day).values_list("jenis", flat=True)) if day else set()
    for key, text in jenis.OF_DAY.items():
        if day and key not in known:
            request_document(move, key, text(lokasi, day), day)


def request_handover(move: Move) -> None:
    """What is signed when the place is handed back (TL-11, TL-16b)."""
    lokasi = move.obj
    known = set(_papers(lokasi).values_list("jenis", flat=True))
    day = lokasi.hari(move.now)
    if "ba_serah_terima_hasil" not in known:
        request_document(move, "ba_serah_terima_hasil", jenis.serah_terima_hasil(lokasi, day))
    if lokasi.butuh_cctv and "ba_serah_terima_cctv" not in known:
        request_document(move, "ba_serah_terima_cctv", jenis.serah_terima_cctv(lokasi, day))


def _papers(lokasi: Any) -> Any:
    return Dokumen.objects.filter(induk=lokasi.pk).exclude(state=DokumenState.DIBATALKAN)


def end_preparations(move: Move) -> None:
    """DS-7."""
    rows = PersiapanDisabilitas.objects.filter(lokasi=move.obj.pk).exclude(state__in=("berakhir", "ditarik"))
    for key in rows.order_by("pk").values_list("pk", flat=True):
        ask(move, named("disabilitas"), key, "akhiri")


def disturb(move: Move) -> None:
    """TL-19: running sesi are disturbed with the same start (CB-268)."""
    data = move.data
    rows = Sesi.objects.filter(lokasi=move.obj.pk, state__in=DISTURBED).order_by("pk")
    for key in rows.values_list("pk", flat=True):
        ask(
            move,
            named("sesi"),
            key,
            "gangguan_lokasi",
            jenis=data["jenis"],
            uraian=data["uraian"],
            mulai=data["mulai"],
        )


def propose(move: Move) -> None:
    """TL-21: a postponement is opened unless one is open (PN-1b decides)."""
    lokasi = move.obj
    ask(
        move,
        named("penundaan"),
        uuid7(),
        "usulkan_otomatis",
        under=lokasi.pk,
        sebab=Sebab.GANGGUAN.value,
        uraian=lokasi.gangguan.get("uraian", ""),
        gangguan=proposals.names({lokasi.pk: lokasi.gangguan_mulai}),
    )


def take_back(move: Move) -> None:
    """TL-20: what was proposed for the disturbance that has ended (PN-7b)."""
    lokasi = move.obj
    for one in proposals.naming(lokasi.pk, move.notes["mulai"]):
        if one.state in OPEN:
            ask(move, named("penundaan"), one.key, "tarik_gangguan_selesai", node=str(lokasi.pk))


def reopen_report(move: Move) -> None:
    """TL-18: steps of the report are done anew (EV-22c)."""
    ask(move, named("event"), move.obj.acara_id, "buka_kembali_langkah")


def happened(lokasi: Any, day: str, moment: Any, text: str) -> None:
    """A line of the berita acara of a day (CB-228); days on which the room was shut have none."""
    if day in lokasi.harian:
        lokasi.harian[day].setdefault("kejadian", []).append({"waktu": plain(moment), "uraian": text})


def close_trouble(lokasi: Any, moment: Any, why: str) -> None:
    """The open disturbance of the place, if there is one, is over."""
    if lokasi.gangguan_mulai is not None:
        text = f"Gangguan {lokasi.gangguan.get('jenis', '')} sejak {plain(lokasi.gangguan_mulai)}: {why}"
        happened(lokasi, max(lokasi.harian, default=""), moment, text)
    lokasi.gangguan, lokasi.gangguan_mulai, lokasi.gangguan_lapor = {}, None, None
