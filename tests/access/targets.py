"""What a row is tried at: the addresses of its route in the realm, whose each is, and what is sent there."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode

from cases.jpt.models import Sampel
from cases.organisations.models import DeadAddress
from cases.terbitan.models import Terbitan
from tests.access.realm import INTERNAL, OURS, OWN, Realm
from tests.access.rows import ALL, CASE, DRAFT, INTERNALS, OWNER, Statuses, Target, only
from workflows.models import Failure


def cases(key: str = "pk", **differing: Statuses) -> Callable[[Realm], list[Target]]:
    """The selection, a draft and a nomenklatur. differing: case name -> statuses other than the row's."""

    def at(realm: Realm) -> list[Target]:
        found = []
        for name, sees in (("proses", CASE), ("draf", DRAFT), ("perbaikan", CASE)):
            pk = realm.id(name)
            found.append(Target({key: pk}, sees, None, (pk,), differing.get(name, {})))
        return found

    return at


def below(realm: Realm) -> list[Target]:
    """What stands under no case of the realm: nobody opens it there, seen or not (`tests.treetype` has the others)."""
    return [
        Target({**target.values, "type_key": "sarang", "name": "buat"}, target.sees, None, target.ids)
        for target in cases()(realm)
    ]


def consents(key: str, *others: str) -> Callable[[Realm], list[Target]]:
    """No act of the realm takes two people: there is no consent to find (`tests.treetype` has the others)."""

    def at(realm: Realm) -> list[Target]:
        return [
            Target({**target.values, **dict.fromkeys(others, uuid4())}, target.sees, None, target.ids)
            for target in cases(key)(realm)
        ]

    return at


def selections(realm: Realm) -> list[Target]:
    """The selection and the draft of one."""
    found = [t for t in cases()(realm) if t.values["pk"] != realm.id("perbaikan")]
    return [replace(t, values={**t.values, "act": "tolak"}) for t in found]


def acts(key: str, opened: int = 422, done: int = 200) -> Callable[[Realm], list[Target]]:
    """A message, which institution and appointed petugas may send; the draft; Setujui, which is the petugas's.

    opened: what a form answers (sent empty); done: what an act without a form answers.
    """
    asked = {
        "proses": ("kirim_pesan", CASE, only(opened, *OWN, "asisten1")),
        "draf": ("simpan_draf", DRAFT, only(opened, *OWN)),
        "telaah": ("setujui", CASE, only(done, "asisten1")),
    }

    def at(realm: Realm) -> list[Target]:
        return [
            Target({key: realm.id(name), "name": act}, sees, None, (realm.id(name),), statuses)
            for name, (act, sees, statuses) in asked.items()
        ]

    return at


def receipts(realm: Realm) -> list[Target]:
    found = cases()(realm)
    for target in found:
        target.values["seq"] = 1  # type: ignore[index]
    pk, seq = realm.id("proses"), realm.seq("proses", "tambah_monitoring")
    return [*found, Target({"pk": pk, "seq": seq}, INTERNALS)]


def documents(key: str, **values: Any) -> Callable[[Realm], list[Target]]:
    """A document of the case, one of a draft, a monitoring report that is released and one that is not."""

    def at(realm: Realm) -> list[Target]:
        names = {
            f"{OURS}-surat": CASE,
            f"{OURS}-sk": CASE,
            "Kalsedon": DRAFT,
            f"{OURS}-monitoring": CASE,
            f"{INTERNAL}-monitoring": INTERNALS,
        }
        ids = {name: str(realm.document(name).pk) for name in names}
        return [Target({key: ids[name], **values}, sees, None, (ids[name],)) for name, sees in names.items()]

    return at


def kandidat(**values: Any) -> Callable[[Realm], list[Target]]:
    """A candidate of the selection. child, case: names of the parameters of its id and of its case's, "" for none;
    values: further parameters."""
    given = dict(values)
    child, case = given.pop("child", "child_id"), given.pop("case", "")

    def at(realm: Realm) -> list[Target]:
        named = {child: str(realm.kandidat.pk), case: realm.id("proses")}
        ids = {name: pk for name, pk in named.items() if name}
        return [Target({**ids, **given}, CASE, None, tuple(ids.values()))]

    return at


def kandidat_rows(**given: Any) -> Callable[[Realm], list[Target]]:
    """A call for several candidates, of which one is named."""

    def at(realm: Realm) -> list[Target]:
        (target,) = kandidat(**given)(realm)
        return [replace(target, data={"items": [{"id": str(realm.kandidat.pk)}]})]

    return at


def tasks(data: Callable[[Realm], Any] = lambda realm: None) -> Callable[[Realm], list[Target]]:
    """Open tasks of the institution's queue: of the selection, and of its draft."""

    def at(realm: Realm) -> list[Target]:
        return [
            Target({"task_id": realm.task(name)}, sees, data(realm), (str(realm.task(name)),))
            for name, sees in (("proses", CASE), ("draf", DRAFT))
        ]

    return at


def types(**values: Any) -> Callable[[Realm], list[Target]]:
    return lambda realm: [Target({"key": key, "type_key": key, **values}) for key in ("nomenklatur", "jpt")]


def drawn_sample(realm: Realm) -> list[Target]:
    return [Target({"pk": str(Sampel.objects.get().pk)})]


def lists(data: Any = None, **values: Any) -> Callable[[Realm], list[Target]]:
    """A list that Admin maintains; nothing of an institution."""
    return lambda realm: [Target({"kode": "pengangkatan", **values}, data=data)]


def an_institution(data: Any = None, **values: Any) -> Callable[[Realm], list[Target]]:
    """Jakarta Selatan in the register of institutions, which no institution reads."""
    return lambda realm: [Target({"pk": str(realm.people.jaksel.institution_id), **values}, data=data)]


def acts_on_institution(realm: Realm) -> list[Target]:
    names = ("ubah", "ganti_nama", "beri_akun", "ubah_hak", "gabung", "tutup")
    return [target for name in names for target in an_institution(name=name)(realm)]


def account(sees: tuple[str, ...] = ALL, data: Any = None, **values: Any) -> Callable[[Realm], list[Target]]:
    """The account of a petugas. That there are such pages is no secret: others are told whose they are."""

    def at(realm: Realm) -> list[Target]:
        pk = str(realm.people.asisten2.pk)
        return [Target({"pk": pk, **values}, sees, data, (pk,))]

    return at


def no_data(realm: Realm) -> list[Target]:
    return [Target(data={"data": {}})]


def upload(realm: Realm) -> list[Target]:
    """A file nobody accepts: whoever may send files is told so."""
    return [Target(data=SimpleUploadedFile("a.svg", b"<svg/>", content_type="image/svg+xml"))]


def large(key: str, data: Any = None) -> Callable[[Realm], list[Target]]:
    """A large file on its way: nobody sees it but who sends it."""
    return lambda realm: [Target({key: realm.large}, OWNER, data, (realm.large,))]


def notifications(realm: Realm) -> list[Target]:
    found = realm.people.jaksel.notifications.filter(case=realm.case["proses"].pk).first()
    return [Target({"notification_id": str(found.pk)}, OWNER, None, (str(found.pk),))]


def orders(api: bool) -> Callable[[Realm], list[Target]]:
    """A list, which everybody may print as far as they see it; a receipt of the selection."""

    def at(realm: Realm) -> list[Target]:
        pk = realm.id("proses")
        if api:
            whole: Any = {"jenis": "daftar", "parameter": {"type": "jpt"}}
            receipt: Any = {"jenis": "tanda_terima", "case": pk, "parameter": {"seq": 1}}
        else:
            whole = {"jenis": "daftar", "type": "jpt"}
            receipt = {"jenis": "tanda_terima", "case": pk, "seq": 1}
        return [Target(data=whole), Target({}, CASE, receipt, (pk,))]

    return at


def own_print(key: str) -> Callable[[Realm], list[Target]]:
    """A receipt that jaksel asked for: nobody else's, whoever may see the case."""

    def at(realm: Realm) -> list[Target]:
        pk = str(realm.terbitan.pk)
        return [Target({key: pk}, OWNER, None, (pk,))]

    return at


def official(realm: Realm) -> list[Target]:
    return [Target({"pk": str(realm.pejabat.pk)}, CASE, None, (str(realm.pejabat.pk),))]


def new_case(realm: Realm) -> list[Target]:
    return [Target(data={"type": key, "data": {}}) for key in ("nomenklatur", "jpt")]


def boxes(realm: Realm) -> list[Target]:
    return [Target({"name": name}) for name in ("saya", "antrean", "menunggu", "selesai")]


def chosen(realm: Realm) -> list[Target]:
    return [Target(data={"tindakan": "ganti_petugas", "kasus": [realm.id("proses"), realm.id("draf")]})]


def pressed(realm: Realm) -> list[Target]:
    """The results of a press of jaksel (FORM stands in them): their sender's alone, and of no press nobody's."""
    return [Target({"key": realm.pressed}, OWNER), Target({"key": "tidak-ada"}, ())]


def claiming(realm: Realm) -> list[Target]:
    """To the page it was sent from when all was done, else to a page that says why not."""
    task = str(realm.task("proses"))
    return [Target(data={"aksi": "ambil", "task": task}, ids=(task,))]


def no_link(realm: Realm) -> list[Target]:
    """Of somebody's account, with a token that nobody was sent: like one of nobody's."""
    uids = [urlsafe_base64_encode(str(pk).encode()) for pk in (realm.people.jaksel.pk, "x")]
    return [Target({"uidb64": uid, "token": "c0ffee-" + "0" * 32}) for uid in uids]


def prints(realm: Realm) -> list[Target]:
    """The code of a print of jaksel: anybody who holds the paper may verify it."""
    made, _ = Terbitan.objects.get_or_create(
        kode="VERFKASZZRKNA2345678",
        defaults={
            "jenis": "daftar",
            "judul": f"Daftar {OURS}",
            "pemohon": realm.people.jaksel,
            "siap_pada": timezone.now(),
            "sha256": "0" * 64,
            "ukuran": 1,
        },
    )
    return [Target({"kode": made.kode})]


def failed_job(**values: Any) -> Callable[[Realm], list[Target]]:
    """A notice about the selection that nothing tries any more."""

    def at(realm: Realm) -> list[Target]:
        last = Failure.objects.order_by("number").last()  # some have been settled since
        made = Failure.objects.create(
            source="job",
            number=(last.number if last is not None else 0) + 1,
            name="notice",
            queue="notices",
            boundary=realm.id("proses"),
            attempts=10,
            error="Layanan di luar sistem tidak menjawab.",
            parked_at=timezone.now(),
        )
        return [Target({"pk": made.pk, "name": "ulangi"}, data=values.get("data"))]

    return at


def dead_address(**values: Any) -> Callable[[Realm], list[Target]]:
    def at(realm: Realm) -> list[Target]:
        address = f"mati{DeadAddress.objects.count()}@example.com"
        made = DeadAddress.objects.create(address=address, said="550 tidak ada")
        return [Target({"pk": made.pk}, data=values.get("data"))]

    return at
