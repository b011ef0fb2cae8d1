"""Role × page: a row for every method and address pattern of the pages (see `tests.access.rows`)."""

from __future__ import annotations

from tests.access.realm import ASISTEN, KASN, OWN, SUPERVISORS
from tests.access.rows import INTERNALS, OWNER, Row, Target, everybody, only
from tests.access.targets import (
    account,
    acts,
    acts_on_institution,
    an_institution,
    below,
    boxes,
    cases,
    chosen,
    claiming,
    consents,
    dead_address,
    documents,
    drawn_sample,
    failed_job,
    kandidat,
    large,
    lists,
    no_link,
    orders,
    own_print,
    pressed,
    prints,
    receipts,
    selections,
    types,
)

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
    ("GET", "kasus/<uuid:pk>/bagian/"): Row(everybody(302), cases()),
    ("GET", "kasus/<uuid:pk>/bagian/<slug:type_key>/baru/<slug:name>/"): Row(everybody(404), below),
    ("POST", "kasus/<uuid:pk>/bagian/<slug:type_key>/baru/<slug:name>/"): Row(everybody(404), below),
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
    ("GET", "kasus/<uuid:pk>/persetujuan/<uuid:key>/tarik/"): Row(everybody(404), consents("pk", "key")),
    ("POST", "kasus/<uuid:pk>/persetujuan/<uuid:key>/tarik/"): Row(everybody(404), consents("pk", "key")),
    ("GET", "kasus/<uuid:pk>/persetujuan/<uuid:key>/berkas/<uuid:file>/"): Row(
        everybody(404), consents("pk", "key", "file")
    ),
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
    ("GET", "pengelolaan/daftar/"): Row(only(200, *INTERNALS)),
    ("GET", "pengelolaan/penugasan/"): Row(only(200, *INTERNALS)),
    ("GET", "pengelolaan/penugasan/beri/"): Row(only(302, "admin")),
    ("POST", "pengelolaan/penugasan/beri/"): Row(only(200, "admin")),
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
