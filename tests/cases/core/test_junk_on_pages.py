"""What no form of ours ever sends, in every hidden field and in the texts beside it: a page answers, never fails."""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

import pytest

JUNK = ["a\x00b", "\ud83d", "k" * 5000, "٣", "\r\nX-A: b"]
#: Who, state of a case (None for none), address, a text to send.
PAGES = [
    ("asisten1", "telaah", "/kasus/{pk}/t/perbaikan/", {"alasan": "Nomor surat belum ada."}),
    ("jaksel", "baru", "/kasus/{pk}/t/tarik/", {"alasan": "Salah isi."}),
    ("jaksel", None, "/jpt/baru/tambah_seleksi/", {}),
    ("jaksel", None, "/nomenklatur/baru/tambah_nomenklatur/", {"nama": "Kepala"}),
    ("asisten1", None, "/jpt/temuan/", {"uraian": "Ada temuan."}),
    ("komisioner", None, "/jpt/sampel/", {"seed": "1"}),
    ("jaksel", None, "/pejabat/tambah/", {"nama": "Budi"}),
    ("asisten1", "telaah", "/kasus/{pk}/percakapan/", {"isi": "Mohon dicek."}),
    ("jaksel", None, "/akun/ganti-password/", {"password_lama": "x"}),
]


@pytest.mark.parametrize(("who", "state", "address", "texts"), PAGES, ids=[page[2] for page in PAGES])
def test_nothing_that_is_sent_is_a_failure_of_ours(
    world: Any, browse: Any, who: str, state: str | None, address: str, texts: dict[str, str]
) -> None:
    case = world.at(state) if state else None
    person = browse(who)
    path = address.format(pk=case.pk if case is not None else "")
    page = person.get(path)
    assert page.status == 200
    hidden = page.hidden()
    names = [*(name for name in hidden if name != "csrfmiddlewaretoken"), *texts, "ke", "langkah", "nanti"]
    for name in names:
        for junk in JUNK:
            sent = {**hidden, **texts, name: [junk.encode("utf-8", "surrogatepass")]}
            if name != "langkah":
                assert person.post("/draf/simpan/", {**sent, "draf_otomatis": "1"}).status < 500, (name, junk)
            assert person.post(path, sent).status < 500, (name, junk)


@pytest.mark.parametrize("junk", JUNK)
def test_so_is_an_address(world: Any, browse: Any, junk: str) -> None:
    case = world.at("telaah")
    person = browse("asisten1")
    value = quote(junk.encode("utf-8", "surrogatepass"))
    for path in (
        f"/kasus/{case.pk}/t/perbaikan/?draf={value}&langkah={value}&kembali={value}",
        f"/draf/?cursor={value}",
        f"/?q={value}&cursor={value}&dari={value}",
        f"/jpt/?q={value}&status={value}&cursor={value}",
        f"/kasus/{case.pk}/riwayat/?cursor={value}&pada={value}",
        f"/notifikasi/?cursor={value}",
    ):
        assert person.get(path).status < 500, path
