"""Role × route: for every page and API call that exists, what each person gets.

A row is found by method and address pattern; a route without a row, or a row without a route, fails the test. What
a person does not see is 404 whatever the row says; those who are not let in at all (`OUTSIDE`) are answered at the
door. A row names the statuses of those who see the object.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.http import urlsafe_base64_encode

from cases.jpt.models import Sampel
from cases.organisations.models import DeadAddress
from cases.terbitan.models import Terbitan
from tests.access.realm import (
    ASISTEN,
    INTERNAL,
    KASN,
    OURS,
    OUTSIDE,
    OWN,
    READER,
    STRANGERS,
    SUPERVISORS,
    Realm,
)
from workflows.models import Failure

Statuses = Mapping[str, int]
#: Who sees what.
CASE = (*OWN, *READER, *KASN, "auditor")
DRAFT = (*OWN, *READER)
INTERNALS = (*KASN, "auditor")
ALL = (*CASE, *STRANGERS)
OWNER = ("jaksel",)


def everybody(status: int, **others: int) -> dict[str, int]:
    return {**dict.fromkeys(ALL, status), **others}


def only(status: int, *roles: str, others: int = 403) -> dict[str, int]:
    return {role: status if role in roles else others for role in ALL}


@dataclass(frozen=True)
class Target:
    """One address of a route. values: its parameters; sees: whose it is; data: what is sent; ids: those of its
    values that name an object; statuses: where it differs from the row."""

    values: Mapping[str, Any] = field(default_factory=dict)
    sees: tuple[str, ...] = ALL
    data: Any = None
    ids: tuple[str, ...] = ()
    statuses: Statuses = field(default_factory=dict)


@dataclass(frozen=True)
class Row:
    """statuses: of those who see the target; at: its targets in the realm; open: answers without a login, and how."""

    statuses: Statuses
    at: Callable[[Realm], list[Target]] = lambda realm: [Target()]
    open: Statuses = field(default_factory=dict)


# --- addresses ---------------------------------------------------------------------------------------------------


def cases(key: str = "pk", **differing: Statuses) -> Callable[[Realm], list[Target]]:
    """The selection, a draft and a nomenklatur. differing: case name -> statuses other than the row's."""

    def at(realm: Realm) -> list[Target]:
        found = []
        for name, sees in (("proses", CASE), ("draf", DRAFT), ("perbaikan", CASE)):
            pk = realm.id(name)
            found.append(Target({key: pk}, sees, None, (pk,), differing.get(name, {})))
        return found

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
        made = Failure.objects.create(
            source="job",
            number=Failure.objects.count() + 1,
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


# --- rows --------------------------------------------------------------------------------------------------------

_LOGIN = {"nobody": 200, "mantan": 200, "tutup": 200}
_SAME = everybody(200)
#: A page for everybody; who has to change the password is led there first.
_PUBLIC = {"nobody": 200, "mantan": 200, "tutup": 200}
#: (method, pattern) -> row. GET-only pages answer 405 to POST; what takes only a POST leads a GET to its page.
PAGES: dict[tuple[str, str], Row] = {
    ("GET", "akun/masuk/"): Row(everybody(302), open=_LOGIN),
    ("POST", "akun/masuk/"): Row(everybody(302), open=_LOGIN),
    ("GET", "akun/masuk/kode/"): Row(everybody(302)),
    ("POST", "akun/masuk/kode/"): Row(everybody(302)),
    ("POST", "akun/keluar/"): Row(everybody(302)),
    ("GET", "akun/ganti-password/"): Row(_SAME, open={"baru": 200}),
    ("POST", "akun/ganti-password/"): Row(_SAME, open={"baru": 200}),
    ("GET", "akun/lupa-password/"): Row(_SAME, open=_PUBLIC),
    ("POST", "akun/lupa-password/"): Row(_SAME, open=_PUBLIC),
    ("GET", "akun/lupa-password/terkirim/"): Row(_SAME, open=_PUBLIC),
    ("GET", "akun/atur-ulang/<slug:uidb64>/<slug:token>/"): Row(
        everybody(410), no_link, open=dict.fromkeys(_PUBLIC, 410)
    ),
    ("POST", "akun/atur-ulang/<slug:uidb64>/<slug:token>/"): Row(
        everybody(410), no_link, open=dict.fromkeys(_PUBLIC, 410)
    ),
    ("GET", "akun/dua-faktor/"): Row(_SAME),
    ("GET", "akun/dua-faktor/aktifkan/"): Row(_SAME),
    ("POST", "akun/dua-faktor/aktifkan/"): Row(_SAME),
    ("GET", "akun/dua-faktor/kode-pemulihan/"): Row(everybody(302)),
    ("POST", "akun/dua-faktor/kode-pemulihan/"): Row(everybody(302)),
    ("GET", "akun/dua-faktor/nonaktifkan/"): Row(everybody(302)),
    ("POST", "akun/dua-faktor/nonaktifkan/"): Row(everybody(302)),
    ("GET", ""): Row(_SAME),
    ("POST", "tugas/ubah/"): Row(everybody(302), claiming),
    ("GET", "tugas/<slug:name>/"): Row(_SAME, boxes),
    ("GET", "penyelia/"): Row(only(200, *SUPERVISORS)),
    ("GET", "log/"): Row(_SAME),
    ("GET", "log/ekspor.csv"): Row(_SAME),
    ("GET", "notifikasi/"): Row(_SAME),
    ("POST", "notifikasi/"): Row(everybody(302)),
    ("GET", "notifikasi/e-mail/"): Row(_SAME),
    ("POST", "notifikasi/e-mail/"): Row(everybody(422)),
    ("GET", "draf/"): Row(_SAME),
    ("POST", "draf/"): Row(everybody(302)),
    ("POST", "draf/simpan/"): Row(everybody(422), open=dict.fromkeys(_PUBLIC, 422)),
    ("GET", "massal/"): Row(only(302, *SUPERVISORS)),
    ("POST", "massal/"): Row(only(200, *SUPERVISORS), chosen),
    ("GET", "massal/hasil/<slug:key>/"): Row(_SAME, pressed),
    ("POST", "unggahan/"): Row(everybody(422)),
    ("POST", "unggahan/berkas/"): Row(everybody(422)),
    ("GET", "unggahan/<uuid:pk>/"): Row(only(200, *OWNER), large("pk")),
    ("POST", "unggahan/<uuid:pk>/bagian/"): Row(only(422, *OWNER), large("pk")),
    ("POST", "unggahan/<uuid:pk>/selesai/"): Row(only(409, *OWNER), large("pk")),
    ("POST", "unggahan/<uuid:pk>/batal/"): Row(only(200, *OWNER), large("pk")),
    ("GET", "dokumen/<uuid:pk>/unduh/"): Row(everybody(302), documents("pk")),
    ("GET", "dokumen/<uuid:pk>/lihat/"): Row(_SAME, documents("pk")),
    # the files of the realm are rows without an object: who may see them learns that the store has none
    ("GET", "dokumen/<uuid:pk>/halaman/<int:number>/"): Row(everybody(503), documents("pk", number=1)),
    ("GET", "dokumen/<uuid:pk>/tarik/"): Row(everybody(409), documents("pk")),
    ("POST", "dokumen/<uuid:pk>/tarik/"): Row(everybody(409), documents("pk")),
    ("GET", "kasus/<uuid:pk>/"): Row(_SAME, cases()),
    ("GET", "kasus/<uuid:pk>/proses/"): Row(_SAME, cases(perbaikan=everybody(302))),
    ("GET", "kasus/<uuid:pk>/dokumen/"): Row(_SAME, cases()),
    ("GET", "kasus/<uuid:pk>/dokumen/semua.zip"): Row(_SAME, cases()),
    ("GET", "kasus/<uuid:pk>/percakapan/"): Row(_SAME, cases()),
    ("GET", "kasus/<uuid:pk>/riwayat/"): Row(_SAME, cases()),
    ("GET", "kasus/<uuid:pk>/riwayat/ekspor.csv"): Row(_SAME, cases()),
    ("GET", "kasus/<uuid:pk>/diagram/"): Row(_SAME, cases()),
    ("GET", "kasus/<uuid:pk>/diagram.svg"): Row(_SAME, cases()),
    ("GET", "kasus/<uuid:pk>/diagram-alur.svg"): Row(_SAME, cases()),
    ("GET", "kasus/<uuid:pk>/tanda-terima/<int:seq>/"): Row(_SAME, receipts),
    ("GET", "kasus/<uuid:pk>/t/<slug:name>/"): Row({}, acts("pk", opened=200)),
    ("POST", "kasus/<uuid:pk>/t/<slug:name>/"): Row({}, acts("pk", done=302)),
    ("GET", "kasus/<uuid:pk>/<slug:plural>/<uuid:cid>/t/<slug:name>/"): Row(
        only(200, *OWN), kandidat(child="cid", case="pk", plural="kandidat", name="tidak_lanjut")
    ),
    ("POST", "kasus/<uuid:pk>/<slug:plural>/<uuid:cid>/t/<slug:name>/"): Row(
        only(422, *OWN), kandidat(child="cid", case="pk", plural="kandidat", name="tidak_lanjut")
    ),
    ("GET", "verifikasi/"): Row(_SAME, open=_PUBLIC),
    ("POST", "verifikasi/"): Row(everybody(422), open=dict.fromkeys(_PUBLIC, 422)),
    ("GET", "verifikasi/<slug:kode>/"): Row(_SAME, prints, open=_PUBLIC),
    ("POST", "terbitan/"): Row(everybody(302), orders(api=False)),
    ("GET", "terbitan/<uuid:pk>/"): Row(_SAME, own_print("pk")),
    ("GET", "terbitan/<uuid:pk>/unduh/"): Row(everybody(302), own_print("pk")),
    ("GET", "pejabat/"): Row(_SAME),
    ("GET", "pejabat/ekspor.csv"): Row(_SAME),
    ("GET", "pejabat/tambah/"): Row(only(200, *OWN, "bogor")),
    ("POST", "pejabat/tambah/"): Row(only(422, *OWN, "bogor")),
    ("GET", "jpt/<uuid:pk>/proses/"): Row(everybody(302), cases()),
    ("POST", "jpt/<uuid:pk>/proses/"): Row(only(302, *OWN), selections),
    ("GET", "jpt/<uuid:pk>/pelamar/"): Row(only(200, *OWN), selections),
    ("POST", "jpt/<uuid:pk>/pelamar/"): Row(only(200, *OWN), selections),
    ("GET", "jpt/<uuid:pk>/deskripsi/"): Row(only(200, *OWN), selections),
    ("POST", "jpt/<uuid:pk>/deskripsi/"): Row(only(302, *OWN), selections),
    ("GET", "jpt/<uuid:pk>/bersama/<slug:act>/"): Row(only(200, *OWN), selections),
    ("POST", "jpt/<uuid:pk>/bersama/<slug:act>/"): Row(only(200, *OWN), selections),
    ("GET", "jpt/sampel/"): Row(only(200, "komisioner")),
    ("POST", "jpt/sampel/"): Row(only(422, "komisioner")),
    ("GET", "jpt/temuan/"): Row(only(200, *KASN)),
    ("POST", "jpt/temuan/"): Row(only(422, *KASN)),
    ("GET", "pekerjaan/"): Row(only(200, *SUPERVISORS)),
    ("GET", "pekerjaan/selesai/"): Row(only(200, *SUPERVISORS)),
    ("GET", "pekerjaan/alamat/"): Row(only(200, *SUPERVISORS)),
    ("GET", "pekerjaan/alamat/<int:pk>/"): Row(only(200, *SUPERVISORS), dead_address()),
    ("POST", "pekerjaan/alamat/<int:pk>/"): Row(only(422, *SUPERVISORS), dead_address()),
    ("GET", "pekerjaan/<int:pk>/<slug:name>/"): Row(only(200, *SUPERVISORS), failed_job()),
    ("POST", "pekerjaan/<int:pk>/<slug:name>/"): Row(only(422, *SUPERVISORS), failed_job()),
    ("GET", "pengelolaan/petugas/"): Row(only(200, *INTERNALS)),
    ("GET", "pengelolaan/petugas/tambah/"): Row(only(200, "admin")),
    ("POST", "pengelolaan/petugas/tambah/"): Row(only(422, "admin")),
    ("GET", "pengelolaan/petugas/<uuid:pk>/"): Row(only(200, *INTERNALS), account()),
    ("GET", "pengelolaan/petugas/<uuid:pk>/t/<slug:name>/"): Row(
        only(200, "admin"), account(name="nonaktifkan")
    ),
    ("POST", "pengelolaan/petugas/<uuid:pk>/t/<slug:name>/"): Row(
        only(422, "admin"), account(name="nonaktifkan")
    ),
    ("GET", "pengelolaan/"): Row(only(200, *KASN, "auditor")),
    ("GET", "pengelolaan/ketidakhadiran/"): Row(only(200, *KASN, "auditor")),
    ("GET", "pengelolaan/ketidakhadiran/t/<slug:name>/"): Row(
        {**everybody(404), **dict.fromkeys((*ASISTEN, "auditor"), 403), **dict.fromkeys(SUPERVISORS, 200)},
        lambda realm: [Target({"name": "catat_ketidakhadiran"})],
    ),
    ("POST", "pengelolaan/ketidakhadiran/t/<slug:name>/"): Row(
        {**everybody(404), **dict.fromkeys((*ASISTEN, "auditor"), 403), **dict.fromkeys(SUPERVISORS, 422)},
        lambda realm: [Target({"name": "catat_ketidakhadiran"})],
    ),
    ("GET", "pengelolaan/institusi/"): Row(only(200, *KASN, "auditor")),
    ("GET", "pengelolaan/institusi/ekspor.csv"): Row(only(200, *KASN, "auditor")),
    ("GET", "pengelolaan/institusi/baru/"): Row(only(200, "admin")),
    ("POST", "pengelolaan/institusi/baru/"): Row(only(422, "admin")),
    ("GET", "pengelolaan/institusi/<uuid:pk>/"): Row(only(200, *KASN, "auditor"), an_institution()),
    ("GET", "pengelolaan/institusi/<uuid:pk>/t/<slug:name>/"): Row(only(200, "admin"), acts_on_institution),
    ("POST", "pengelolaan/institusi/<uuid:pk>/t/<slug:name>/"): Row(only(422, "admin"), acts_on_institution),
    ("GET", "pengelolaan/<slug:kode>/"): Row(only(200, *KASN, "auditor"), lists()),
    ("GET", "pengelolaan/<slug:kode>/t/<slug:name>/"): Row(
        only(200, "admin"), lists(kode="kompetensi", name="tambah_kompetensi")
    ),
    ("POST", "pengelolaan/<slug:kode>/t/<slug:name>/"): Row(
        only(422, "admin"), lists(kode="kompetensi", name="tambah_kompetensi")
    ),
    ("GET", "jpt/pengawasan/temuan/"): Row(only(200, *KASN, "auditor")),
    ("GET", "jpt/pengawasan/sampel/"): Row(only(200, *KASN, "auditor")),
    ("GET", "jpt/pengawasan/sampel/<uuid:pk>/"): Row(only(200, *KASN, "auditor"), drawn_sample),
    ("GET", "jpt/pengawasan/sampel/<uuid:pk>/populasi.csv"): Row(only(200, *KASN, "auditor"), drawn_sample),
    ("GET", "jpt/<uuid:pk>/salin/"): Row(
        only(409, *OWN), lambda realm: [t for t in cases()(realm) if t.values["pk"] == realm.id("proses")]
    ),
    ("POST", "jpt/<uuid:pk>/salin/"): Row(
        only(409, *OWN), lambda realm: [t for t in cases()(realm) if t.values["pk"] == realm.id("proses")]
    ),
    ("GET", "<slug:type_key>/"): Row(_SAME, types()),
    ("GET", "<slug:type_key>/ekspor.csv"): Row(_SAME, types()),
    ("GET", "<slug:type_key>/baru/<slug:name>/"): Row(
        only(200, *OWN, "bogor"),
        lambda realm: [
            Target({"type_key": "nomenklatur", "name": "tambah_nomenklatur"}),
            Target({"type_key": "jpt", "name": "tambah_seleksi"}),
            Target({"type_key": "jpt", "name": "simpan_draf"}),
        ],
    ),
    ("POST", "<slug:type_key>/baru/<slug:name>/"): Row(
        only(422, *OWN, "bogor"),
        lambda realm: [Target({"type_key": "nomenklatur", "name": "tambah_nomenklatur"})],
    ),
}
#: (method, path below /api/v1) -> row; the paths are those of the OpenAPI document.
API: dict[tuple[str, str], Row] = {
    ("POST", "/auth/token"): Row(
        everybody(422), open=dict.fromkeys(("nobody", "baru", "mantan", "tutup"), 422)
    ),
    ("GET", "/case-types"): Row(_SAME),
    ("GET", "/case-types/{key}"): Row(_SAME, types()),
    ("GET", "/case-types/{key}/diagram.svg"): Row(_SAME, types()),
    ("GET", "/jobs/failed"): Row(only(200, *SUPERVISORS)),
    ("GET", "/jobs/answered"): Row(only(200, *SUPERVISORS)),
    ("GET", "/jobs/addresses"): Row(only(200, *SUPERVISORS)),
    ("POST", "/jobs/addresses/{pk}/use-again"): Row(
        only(422, *SUPERVISORS), dead_address(data={"alasan": ""})
    ),
    ("GET", "/notifications/mail"): Row(_SAME),
    ("POST", "/notifications/mail"): Row(everybody(422)),
    ("POST", "/jobs/failed/{pk}/{name}"): Row(only(422, *SUPERVISORS), failed_job(data={"alasan": ""})),
    ("GET", "/cases"): Row(_SAME),
    ("POST", "/cases"): Row(only(422, *OWN, "bogor"), new_case),
    ("GET", "/cases/{case_id}"): Row(_SAME, cases("case_id")),
    ("POST", "/cases/{case_id}/transitions/{name}"): Row({}, acts("case_id")),
    ("GET", "/cases/{case_id}/history"): Row(_SAME, cases("case_id")),
    ("GET", "/cases/{case_id}/documents"): Row(_SAME, cases("case_id")),
    ("GET", "/cases/{case_id}/documents/archive"): Row(_SAME, cases("case_id")),
    ("GET", "/cases/{case_id}/{children}"): Row(
        _SAME, kandidat(child="", case="case_id", children="kandidat")
    ),
    ("POST", "/cases/{case_id}/{children}"): Row(
        only(422, *OWN), kandidat(child="", case="case_id", children="kandidat")
    ),
    ("POST", "/cases/{case_id}/{children}/transitions/{name}"): Row(
        only(200, *OWN),
        kandidat_rows(child="", case="case_id", children="kandidat", name="tidak_lanjut"),
    ),
    ("GET", "/{children}/{child_id}"): Row(_SAME, kandidat(children="kandidat")),
    ("POST", "/{children}/{child_id}/transitions/{name}"): Row(
        only(422, *OWN), kandidat(children="kandidat", name="tidak_lanjut")
    ),
    ("GET", "/tasks"): Row(_SAME),
    ("POST", "/tasks/{task_id}/claim"): Row(only(200, *OWN), tasks()),
    ("POST", "/tasks/{task_id}/release"): Row(everybody(403), tasks()),
    ("POST", "/tasks/{task_id}/takeover"): Row(only(409, *OWN), tasks()),
    ("POST", "/tasks/{task_id}/reassign"): Row(
        only(200, *OWN), tasks(lambda realm: {"to": str(realm.people.jaksel2.pk)})
    ),
    ("GET", "/notifications"): Row(_SAME),
    ("POST", "/notifications/{notification_id}/read"): Row(_SAME, notifications),
    ("GET", "/petugas"): Row(only(200, *INTERNALS, others=404)),
    ("POST", "/petugas"): Row({**only(403, *INTERNALS, others=404), "admin": 422}, no_data),
    ("GET", "/petugas/{pk}"): Row(_SAME, account(INTERNALS)),
    ("GET", "/petugas/{pk}/history"): Row(_SAME, account(INTERNALS)),
    ("POST", "/petugas/{pk}/transitions/{name}"): Row(
        only(422, "admin"), account(INTERNALS, {"data": {}}, name="nonaktifkan")
    ),
    ("GET", "/daftar"): Row(only(200, *KASN, "auditor", others=404)),
    ("GET", "/daftar/{kode}"): Row(only(200, *KASN, "auditor", others=404), lists()),
    ("GET", "/daftar/{kode}/history"): Row(only(200, *KASN, "auditor", others=404), lists()),
    ("POST", "/daftar/{kode}/transitions/{name}"): Row(
        {**everybody(404), **dict.fromkeys((*KASN, "auditor"), 403), "admin": 422},
        lists({"data": {}}, kode="kompetensi", name="tambah_kompetensi"),
    ),
    ("GET", "/ketidakhadiran"): Row(only(200, *KASN, "auditor", others=404)),
    ("POST", "/ketidakhadiran/transitions/{name}"): Row(
        {**everybody(404), **dict.fromkeys((*ASISTEN, "auditor"), 403), **dict.fromkeys(SUPERVISORS, 422)},
        lambda realm: [Target({"name": "catat_ketidakhadiran"}, data={"data": {}})],
    ),
    ("GET", "/institusi"): Row(only(200, *KASN, "auditor", others=404)),
    ("POST", "/institusi"): Row(only(422, "admin"), lambda realm: [Target(data={"data": {}})]),
    ("GET", "/institusi/{pk}"): Row(only(200, *KASN, "auditor", others=404), an_institution()),
    ("GET", "/institusi/{pk}/history"): Row(only(200, *KASN, "auditor", others=404), an_institution()),
    ("POST", "/institusi/{pk}/transitions/{name}"): Row(
        {**everybody(404), **dict.fromkeys((*KASN, "auditor"), 403), "admin": 422},
        an_institution({"data": {}}, name="ganti_nama"),
    ),
    ("GET", "/sampel"): Row(only(200, *KASN, "auditor", others=404)),
    ("GET", "/sampel/{pk}"): Row(only(200, *KASN, "auditor", others=404), drawn_sample),
    ("GET", "/temuan"): Row(only(200, *KASN, "auditor", others=404)),
    ("POST", "/sampel"): Row(only(422, "komisioner"), lambda realm: [Target(data={"data": {}})]),
    ("POST", "/temuan"): Row(only(422, *KASN), lambda realm: [Target(data={"data": {}})]),
    ("GET", "/verify/{kode}"): Row(_SAME, prints, open=dict.fromkeys(OUTSIDE, 200)),
    ("POST", "/verify"): Row(everybody(422), open=dict.fromkeys(OUTSIDE, 422)),
    ("POST", "/prints"): Row(everybody(202), orders(api=True)),
    ("GET", "/prints/{print_id}"): Row(_SAME, own_print("print_id")),
    ("GET", "/pejabat"): Row(_SAME),
    ("GET", "/pejabat/{pk}"): Row(_SAME, official),
    ("POST", "/pejabat"): Row(only(422, *OWN, "bogor"), lambda realm: [Target(data={"data": {}})]),
    ("POST", "/uploads"): Row(only(422, *OWN, *READER, "bogor", "dicabut", *SUPERVISORS, *ASISTEN), upload),
    ("POST", "/uploads/large"): Row(
        only(422, *OWN, *READER, "bogor", "dicabut", *SUPERVISORS, *ASISTEN),
        lambda realm: [Target(data={"name": "a.svg", "size": 1, "kind": "rekaman_ruang"})],
    ),
    ("GET", "/uploads/large/{upload_id}"): Row(only(200, *OWNER), large("upload_id")),
    ("POST", "/uploads/large/{upload_id}/parts"): Row(only(422, *OWNER), large("upload_id", {"parts": []})),
    ("POST", "/uploads/large/{upload_id}/finish"): Row(only(409, *OWNER), large("upload_id")),
    ("DELETE", "/uploads/large/{upload_id}"): Row(only(200, *OWNER), large("upload_id")),
    ("GET", "/documents/{document_id}/download"): Row(_SAME, documents("document_id")),
    ("POST", "/documents/{document_id}/withdraw"): Row(everybody(409), documents("document_id")),
}
#: Not calls of the API: its document, and the address it is built on.
API_FRAME = {"api/v1/openapi.json", "api/v1/"}


def address(pattern: str, values: Mapping[str, Any]) -> str:
    """A pattern of either kind with its parameters filled in."""
    path = pattern
    for name, value in values.items():
        for form in (*(f"<{kind}:{name}>" for kind in ("uuid", "slug", "int", "str")), f"{{{name}}}"):
            path = path.replace(form, str(value))
    assert not set("<{") & set(path), f"{pattern} has a parameter that no target fills"
    return path


def targets(rows: Mapping[tuple[str, str], Row], realm: Realm) -> Iterator[tuple[str, str, Row, Target]]:
    """(method, path, row, target) of every address of a table."""
    for (method, pattern), row in rows.items():
        for target in row.at(realm):
            yield method, address(pattern, target.values), row, target
