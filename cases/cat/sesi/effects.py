"""What else the acts of a sesi change: its participants, sesi beside it, what it asks of others."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from uuid_utils.compat import uuid7

from cases.cat import proposals
from cases.cat.law.seen import IN_PROGRESS, OPEN
from cases.cat.sesi.facts import DONE, facts, own
from cases.cat.sesi.jenis import HADIR, HASIL, key_of_result
from cases.cat.states import Peserta as PesertaState
from cases.cat.states import Sebab
from cases.cat.tables import Peserta
from cases.cat.tables.sesi import AWAY
from cases.core.declared.registry import case_type
from cases.core.doing.tree import begin_under
from cases.core.models import Case
from cases.dokumen.effects import request_document
from workflows.asks import ask
from workflows.context import Move
from workflows.machines import named

Effect = Callable[[Move], None]
#: By these a schedule comes that has been checked as a whole (CB-263).
PLANNED = frozenset({"EV-10"})


def _model() -> Any:
    machine = named("peserta")
    return machine.model(machine.latest)


def people(sesi: Any, *states: str) -> list[Any]:
    """Participants in these states, who share this sesi, in one statement."""
    found = list(_model().objects.filter(sesi=sesi.pk, state__in=states).order_by("nomor_peserta", "pk"))
    for person in found:
        person.take_root(sesi)
    return found


# --- into a sesi --------------------------------------------------------------------------------------------------


def _room(sesi: Any, cause: Any, new: int) -> bool:
    """Whether so many more may come in: counted once for all of them."""
    if cause is not None and cause.ref in PLANNED:
        return True
    known = Peserta.objects.filter(sesi=sesi.pk, state__in=sorted(IN_PROGRESS)).count()
    return bool(known + new <= sesi.kapasitas)


def place(move: Move) -> None:
    """PS-1a for everybody whom the schedule puts here."""
    wanted = list(move.data["peserta"])
    if not wanted:
        return
    taken = set(
        Peserta.objects.filter(pendaftar__in=wanted)
        .exclude(state__in=AWAY)
        .values_list("pendaftar", flat=True)
    )
    fits = _room(move.obj, move.ask, len(wanted))
    new = [_newcomer(move.obj, one.pk, one.nomor_peserta, one.nama) for one in wanted]
    for person in new:
        person.bertempat, person.muat = person.pendaftar_id in taken, fits
    move.cascade_many(new, "tempatkan")


def _newcomer(sesi: Any, pendaftar: Any, nomor: str, nama: str, asal: Any = None) -> Any:
    return _model()(sesi=sesi, pendaftar_id=pendaftar, nomor_peserta=nomor, nama=nama, asal=asal)


# --- out of it -----------------------------------------------------------------------------------------------------


def take_away(
    move: Move, goes: Mapping[str, Any], all_: Iterable[Any], why: Mapping[str, str] | None = None
) -> None:
    """PS-20 for those who have a sesi to go to, PS-21a for the others. goes: key of a participant -> that sesi, locked
    by this press or new; all_: of whom it is decided; why: key -> the reason why somebody does not go."""
    staying, going = list[Any](), dict[int, list[Any]]()
    for person in all_:
        person.tujuan = goes.get(str(person.pk))
        (staying if person.tujuan is None else going.setdefault(id(person.tujuan), [])).append(person)
    for people_ in going.values():
        target = people_[0].tujuan
        left = move.cascade_many(people_, "alihkan", {"sesi_tujuan": str(target.pk)})
        fits = _room(target, move.ask, len(people_))
        new = [_newcomer(target, one.pendaftar_id, one.nomor_peserta, one.nama, asal=one) for one in people_]
        for person in new:
            person.bertempat, person.muat = False, fits
        left.moves[0].cascade_many(new, "terima_alihan")
    if staying:
        reasons = why or {}
        move.cascade_many(
            staying,
            "sesi_batal",
            own=lambda one: {"alasan": said} if (said := reasons.get(str(one.pk))) else {},
        )


def _fetched(keys: Iterable[str]) -> dict[str, Any]:
    """The sesi of these keys, read under the locks of the press."""
    machine = named("sesi")
    return {key: machine.model(machine.latest).fetch(key) for key in sorted(set(keys))}


def move_named(move: Move) -> None:
    """SS-1c and SS-16b: who goes where is said of each by the schedule; with SS-16b the rest has no sesi any more."""
    named_ = move.data.get("pindah") or {}
    all_ = people(move.obj, *sorted(IN_PROGRESS))
    targets = _fetched(named_.values())
    goes = {
        str(one.pk): targets[named_[str(one.pendaftar_id)]] for one in all_ if str(one.pendaftar_id) in named_
    }
    stay = move.row.ref == "SS-1c"
    take_away(move, goes, [one for one in all_ if not stay or str(one.pk) in goes])


def move_to_one(move: Move) -> None:
    """SS-16a: all to one other sesi, but those who are named with a reason."""
    target = move.data["tujuan"]
    staying = {row["nomor_peserta"]: row["alasan"] for row in move.data["tidak_dipindah"]}
    all_ = people(move.obj, *sorted(IN_PROGRESS))
    found = None if target is None else _fetched([str(target.pk)])[str(target.pk)]
    goes = {str(one.pk): found for one in all_ if found is not None and one.nomor_peserta not in staying}
    for one in all_:
        if str(one.pk) not in goes:
            one.catatan["sesi_batal"] = {
                "alasan": staying.get(one.nomor_peserta) or move.data["alasan_peserta"]
            }
    take_away(move, goes, all_)


def succeed(move: Move) -> None:
    """SS-11: the sesi that replaces this one, and everybody in progress into it (CB-271)."""
    data, sesi = move.data, move.obj
    place_ = data["lokasi"] or sesi.lokasi
    new = begin_under(
        case_type("sesi"),
        Case.objects.select_related("institution").get(pk=place_.pk),
        lokasi=place_,
        tempat=place_.tempat,
    )
    new.asal_id = sesi.pk
    names = ("tanggal", "nomor", "mulai", "durasi", "kapasitas")
    move.beside(new, "jadwalkan_pengganti", {name: data[name] for name in names} | {"lokasi": data["lokasi"]})
    all_ = people(sesi, *sorted(IN_PROGRESS))
    take_away(move, {str(one.pk): new for one in all_}, all_)
    move.notes["penerus"] = str(new.pk)


def void(move: Move) -> None:
    """SS-15: nobody has a place here any more, and who had finished has no result (CB-272)."""
    if gone := people(move.obj, *sorted(IN_PROGRESS), PesertaState.SELESAI):
        move.cascade_many(gone, "sesi_batal")


# --- start and end -------------------------------------------------------------------------------------------------


def begin_all(move: Move) -> None:
    """PS-8a: everybody in the room but those who have not logged in, who are named with a reason (CB-106)."""
    missing = {row["nomor_peserta"] for row in move.data["belum_masuk"]}
    inside = [one for one in people(move.obj, PesertaState.HADIR) if one.nomor_peserta not in missing]
    for person in inside:
        person.masuk_cat = True
    if inside:
        move.cascade_many(inside, "mulai")


def finish_all(move: Move) -> None:
    """PS-9b."""
    if working := people(move.obj, PesertaState.MENGERJAKAN):
        move.cascade_many(working, "waktu_habis")


# --- what is asked of others ------------------------------------------------------------------------------------------


def propose(move: Move) -> None:
    """SS-8: a postponement is opened unless one is open (PN-1b decides)."""
    sesi = move.obj
    ask(
        move,
        named("penundaan"),
        uuid7(),
        "usulkan_otomatis",
        under=sesi.pk,
        sebab=Sebab.GANGGUAN.value,
        uraian=sesi.gangguan.get("uraian", ""),
        gangguan=proposals.names({sesi.pk: sesi.gangguan_mulai}),
    )


def take_back(move: Move) -> None:
    """SS-7: what was proposed for the disturbance that has ended (PN-7b); that of a location is its own."""
    sesi = move.obj
    if not move.notes.get("sendiri"):
        return
    for one in proposals.naming(sesi.pk, move.notes["mulai_gangguan"]):
        if one.state in OPEN:
            ask(move, named("penundaan"), one.key, "tarik_gangguan_selesai", node=str(sesi.pk))


def keep_counts(move: Move) -> None:
    """SS-3: the list is frozen as it stands, and made to be signed (CB-100)."""
    move.notes["peserta"] = dict(sorted(facts(move.obj).counts.by_state.items()))
    request_document(move, HADIR)


def request_result(move: Move) -> None:
    """SS-12."""
    request_document(move, HASIL, {}, key_of_result(move.obj))


def request_partial(move: Move) -> None:
    """SS-9: what was earned before it was postponed (CB-271)."""
    sesi = move.obj
    if own(sesi).started and facts(sesi).counts.of(*DONE):
        request_document(move, HASIL, {"sebagian": True}, key_of_result(sesi))
