"""Nothing typed is lost: the private draft of every form, by object and person (SJ-71)."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django import forms
from django.core import signing
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from cases.core.doing import drafts
from cases.core.models import Draft
from cases.shell.keeping import Keeping
from tests.cases.jpt.steps import Steps
from tests.support.browsing import Browser
from tests.support.world import PASSWORD, acts_of
from workflows.forms import ActForm, SecretField

NEW = "/nomenklatur/baru/tambah_nomenklatur/"
PLAN = "/jpt/baru/tambah_seleksi/"


class Reason(ActForm):
    alasan = forms.CharField()


@pytest.fixture
def steps(world: Any) -> Steps:
    return Steps(world.people)


def saved(browser: Browser, page: Any, path: str = "/draf/simpan/", **typed: Any) -> dict[str, Any]:
    """What static/js/drafts.js gets for the form of this page."""
    answer = browser.post(path, {**page.hidden(), **typed, "draf_otomatis": "1"})
    return {"status": answer.status, **answer.response.json()}


def act(case: Any, name: str) -> str:
    return f"/kasus/{case.pk}/t/{name}/"


class TestEveryForm:
    @pytest.mark.parametrize(
        ("who", "state", "name", "field"),
        [
            ("asisten1", "telaah", "perbaikan", "alasan"),
            ("jaksel", "perbaikan", "kirim_perbaikan", "tanggapan"),
            ("jaksel", "baru", "tarik", "alasan"),
        ],
    )
    def test_an_act_shows_what_was_typed_before(self, world, browse, who, state, name, field):
        case = world.at(state)
        person = browse(who)
        told = saved(person, person.get(act(case, name)), **{field: "Setengah jadi."})
        assert (told["status"], told["revision"], told["told"]) == (200, 1, "")
        assert re.fullmatch(r"Draf tersimpan pukul \d\d\.\d\d WIB\.", told["saved"])
        again = person.get(act(case, name))
        assert "Setengah jadi." in again.body
        assert told["saved"] in again.text
        assert again.hidden()["idempotency_key"] == told["id"]

    @pytest.mark.parametrize(
        ("who", "address", "field"),
        [
            ("asisten1", "/jpt/temuan/", "uraian"),
            ("komisioner", "/jpt/sampel/", "seed"),
            ("jaksel", "/pejabat/tambah/", "nama"),
        ],
    )
    def test_a_form_that_is_no_act_too(self, world, browse, who, address, field):
        person = browse(who)
        page = person.get(address)
        told = saved(person, page, **{field: "Setengah jadi."})
        assert "Setengah jadi." in person.get(f"{address}?draf={told['id']}").body
        assert "Setengah jadi." not in person.get(address).body
        assert f"{address}?draf={told['id']}" in person.get(address).body  # named among those that wait

    def test_the_bulk_form_with_the_cases_it_is_for(self, world, browse):
        case, person = world.at("telaah"), browse("komisioner")
        page = person.post("/massal/", {"tindakan": "ganti_petugas", "kasus": case.pk})
        told = saved(person, page, alasan="Cuti panjang.", kasus=str(case.pk))
        again = person.get("/massal/", draf=told["id"])
        assert "Cuti panjang." in again.body
        assert case.case.title in again.text

    def test_a_message_is_kept_on_the_page_of_the_dialogue(self, steps, browse):
        seleksi, person = steps.reviewed(), browse("jaksel")
        talk = f"/kasus/{seleksi.pk}/percakapan/"
        saved(person, person.get(talk), pesan="Belum selesai")
        assert "Belum selesai" in person.get(talk).body
        assert "Belum selesai" not in browse("jaksel2").get(talk).body

    def test_the_lines_of_several_applicants(self, steps, browse):
        case, person = steps.counted(), browse("jaksel")
        address = f"/jpt/{case.pk}/pelamar/"
        page = person.get(address)
        saved(person, page, **{"pelamar-0-nama": "Ani Setengah", "baris": "10"})
        assert 'value="Ani Setengah"' in person.get(address).body

    def test_what_was_refused_is_kept_without_any_script(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        address = act(case, "perbaikan")
        person.post(address, {**person.get(address).hidden(), "alasan": "Ada isi", "versi": "999"})
        assert "Ada isi" in person.get(address).body

    def test_a_question_asked_back_keeps_the_answers(self, world, browse):
        case, person = world.at("baru"), browse("jaksel")
        asked = person.send(act(case, "tarik"), alasan="Salah jabatan.")
        assert "yakin" in asked.text
        assert "Salah jabatan." in person.get(act(case, "tarik")).body

    def test_it_is_gone_once_it_is_sent(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        page = person.get(act(case, "perbaikan"))
        saved(person, page, alasan="Setengah")
        person.post(
            act(case, "perbaikan"), {**person.get(act(case, "perbaikan")).hidden(), "alasan": "Lengkapi."}
        )
        assert acts_of(case).count("perbaikan") == 1
        assert not Draft.objects.exists()
        late = saved(person, page, alasan="Sebuah simpanan yang terlambat")
        assert (late["status"], "id" in late, Draft.objects.count()) == (200, False, 0)

    def test_nothing_typed_is_no_draft(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        assert "id" not in saved(person, person.get(act(case, "perbaikan")), alasan="  ")
        assert not Draft.objects.exists()

    def test_an_act_that_no_longer_applies_still_shows_the_text(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        saved(person, person.get(act(case, "perbaikan")), alasan="Panjang sekali")
        world.do(case, "setujui", "asisten1")
        page = person.get(act(case, "perbaikan"))
        assert (page.status, "Panjang sekali" in page.text) == (409, True)


class TestWhoseAndWhere:
    def test_by_object(self, world, browse):
        one, two = world.at("telaah"), world.at("telaah", unit_kerja="Dinas Lain")
        person = browse("asisten1")
        saved(person, person.get(act(one, "perbaikan")), alasan="Untuk yang pertama")
        assert "Untuk yang pertama" not in person.get(act(two, "perbaikan")).body

    def test_by_act(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        saved(person, person.get(act(case, "perbaikan")), alasan="Untuk perbaikan")
        assert "Untuk perbaikan" not in person.get(act(case, "setujui")).body

    def test_nobody_else_opens_it(self, world, browse):
        case, person = world.at("baru"), browse("jaksel")
        told = saved(person, person.get(act(case, "tarik")), alasan="Rahasia saya")
        other = browse("jaksel2").get(f"{act(case, 'tarik')}?draf={told['id']}")
        assert (other.status, "Rahasia saya" in other.body) == (200, False)
        assert "Rahasia saya" not in browse("jaksel2").get("/draf/").body

    def test_nobody_else_writes_it(self, world, browse):
        """The seal names its person, and a draft belongs to one."""
        case, person = world.at("baru"), browse("jaksel")
        told = saved(person, person.get(act(case, "tarik")), alasan="Asli")
        other = browse("jaksel2")
        page = other.get(act(case, "tarik"))
        answer = other.post(
            "/draf/simpan/", {**page.hidden(), "idempotency_key": told["id"], "alasan": "Palsu"}
        )
        assert answer.status == 404
        assert Draft.objects.get(pk=told["id"]).data["alasan"] == {"alasan": ["Asli"]}

    @pytest.mark.parametrize("seal", ["", "x", "a:b:c", "\x00", "of another salt"])
    def test_a_seal_that_is_not_ours_keeps_nothing(self, world, browse, seal):
        if seal == "of another salt":
            seal = signing.dumps({"user": "1"}, salt="lain")
        answer = browse("jaksel").post("/draf/simpan/", {"draf": seal, "alasan": "x", "draf_otomatis": "1"})
        assert (answer.status, Draft.objects.count()) == (422, 0)

    def test_a_plan_for_another_post_neither_opens_with_nor_overwrites_the_first(self, world, browse):
        first, second = (world.at("disetujui", unit_kerja=f"Dinas {n}") for n in "AB")
        person = browse("jaksel")
        page = person.get(PLAN, nomenklatur=first.pk)
        saved(person, page, nomenklatur=str(first.pk), no_surat_pengantar="A/1")
        other = person.get(PLAN, nomenklatur=second.pk)
        assert "A/1" not in other.body
        saved(person, other, nomenklatur=str(second.pk), no_surat_pengantar="B/1")
        for post, letter in ((first, "A/1"), (second, "B/1")):
            resumed = person.get(PLAN, nomenklatur=post.pk)
            own = resumed.hidden()["idempotency_key"]
            assert f'value="{letter}"' in person.get(PLAN, langkah=1, draf=own).body
        assert Draft.objects.count() == 2
        assert {post.case.title for post in (first, second)} == set(
            re.findall(r'data-label="Tentang">([^<]+)<', person.get("/draf/").body)
        )

    def test_secrets_are_never_kept(self, world, rf):
        class Signing(ActForm):
            catatan = forms.CharField()
            passphrase = SecretField()

        request = rf.get("/x/")
        request.user = world.people.asisten1
        kept = Keeping(request, Signing, case_type="x", act="y")
        kept.keep({"catatan": "Boleh", "passphrase": "rahasia"})
        assert kept.draft.data == {"catatan": {"catatan": ["Boleh"]}}
        assert kept.place().names == ("catatan",)

    @pytest.mark.parametrize("typed", ["a\x00b", "a\ud83db"])
    def test_what_the_database_cannot_hold_is_shown_and_nothing_else_is_lost(self, world, rf, typed):
        request = rf.post("/", {})
        request.user = world.people.asisten1
        kept = Keeping(request, Reason, case_type="x", act="y")
        kept.keep({"alasan": f"Mula. {typed} Akhir."})
        assert kept.draft.data == {"alasan": {"alasan": ["Mula. a\ufffdb Akhir."]}}

    def test_so_is_it_on_the_page(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        told = saved(person, person.get(act(case, "perbaikan")), alasan="a\x00b")
        assert (told["status"], told["told"]) == (200, "")
        assert Draft.objects.get(pk=told["id"]).data["alasan"] == {"alasan": ["a\ufffdb"]}
        sent = person.post(
            act(case, "perbaikan"), {**person.get(act(case, "perbaikan")).hidden(), "alasan": "a\x00b"}
        )
        assert sent.status == 422
        assert "Isi memuat karakter yang tidak dapat disimpan (U+0000)." in sent.text

    def test_a_page_of_a_draft_says_that_its_object_moved_on(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        saved(person, person.get(act(case, "perbaikan")), alasan="Nanti")
        before = person.get(act(case, "perbaikan")).text
        seen = case.version
        world.do(case, "ganti_petugas", "komisioner", petugas=world.people.asisten2.pk, alasan="Cuti.")
        world.do(case, "ganti_petugas", "komisioner", petugas=world.people.asisten1.pk, alasan="Kembali.")
        page = person.get(act(case, "perbaikan"))
        assert f"berubah sejak draf dimulai: versi {seen}, sekarang versi {seen + 2}" in page.text
        assert "berubah sejak draf dimulai" not in before


class TestTwoTabs:
    def test_the_later_save_overwrites_nothing_and_is_told(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        saved(person, person.get(act(case, "perbaikan")), alasan="Awal")
        one, two = (person.get(act(case, "perbaikan")) for _ in range(2))
        assert saved(person, one, alasan="Dari tab satu")["told"] == ""
        told = saved(person, two, alasan="Dari tab dua")
        assert "disimpan dari halaman lain" in told["told"]
        texts = [d.data["alasan"]["alasan"] for d in Draft.objects.order_by("copy")]
        assert texts == [["Dari tab satu"], ["Dari tab dua"]]
        assert "Dari tab dua" in person.get(act(case, "perbaikan"), draf=told["id"]).body
        assert f"?draf={told['id']}" in person.get(act(case, "perbaikan")).body

    def test_two_first_saves_too(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        one, two = (person.get(act(case, "perbaikan")) for _ in range(2))
        saved(person, one, alasan="Dari tab satu")
        assert "disimpan dari halaman lain" in saved(person, two, alasan="Dari tab dua")["told"]
        assert Draft.objects.count() == 2

    def test_the_same_text_twice_is_one(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        page = person.get(act(case, "perbaikan"))
        assert [saved(person, page, alasan="Sama")["revision"] for _ in range(2)] == [1, 1]
        assert Draft.objects.count() == 1

    def test_the_same_text_by_the_page_and_by_its_button(self, world, browse):
        """A page that was left saves by itself; the one that comes back begins before that and is sent (SJ-71)."""
        person = browse("jaksel")
        begun = saved(person, person.get(NEW), unit_kerja="Dinas Baru", jabatan="", level="")
        page = person.get(NEW, draf=begun["id"], langkah="1")
        typed = {"unit_kerja": "Dinas Baru", "jabatan": "Kepala", "level": ""}
        assert saved(person, page, **typed)["revision"] == 2
        address = f"{NEW}?langkah=1&draf={begun['id']}"
        assert person.post(address, {**page.hidden(), **typed, "ke": "keluar", "nanti": "1"}).status == 302
        assert [d.revision for d in Draft.objects.all()] == [2]

    def test_two_pages_of_one_form_that_change_other_fields_are_one(self, world, browse):
        person = browse("jaksel")
        begun = saved(person, person.get(NEW), unit_kerja="Dinas Baru")
        one = person.get(NEW, draf=begun["id"], langkah="1")
        two = person.get(NEW, draf=begun["id"], langkah="3")
        assert saved(person, one, unit_kerja="Dinas Baru", jabatan="Kepala")["told"] == ""
        assert saved(person, two, kompetensi_teknis="Urusan")["told"] == ""
        assert "disimpan dari halaman lain" in saved(person, two, kompetensi_teknis="Lain")["told"]
        (kept, copy) = Draft.objects.order_by("copy")
        assert (kept.data["jabatan"], kept.data["kompetensi_teknis"]) == (
            {"jabatan": ["Kepala"]},
            {"kompetensi_teknis": ["Urusan"]},
        )
        assert copy.data["kompetensi_teknis"] == {"kompetensi_teknis": ["Lain"]}


@pytest.mark.parametrize(
    ("posted", "kept"),
    [
        ([("a", [""])], {}),
        ([("a", ["x", "", "y"])], {"a": ["x", "y"]}),
        ([("a-2-nama", ["B"]), ("a-0-nama", [""]), ("a-0-id", ["k1"])], {"a-0-nama": ["B"]}),
        (
            [("a-9-nama", ["B"]), ("a-9-id", ["k2"]), ("a-4-nama", ["A"]), ("a-x", ["C"])],
            {"a-1-nama": ["B"], "a-1-id": ["k2"], "a-0-nama": ["A"], "a-x": ["C"]},
        ),
        ([("b", ["x"])], {}),
    ],
)
def test_the_same_text_is_kept_in_one_way(posted, kept):
    assert drafts.by_field(posted, ["a"]) == {"a": kept}


class TestBounds:
    def test_too_much_text(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        told = saved(person, person.get(act(case, "perbaikan")), alasan="x" * (drafts.LARGEST + 1))
        assert (told["status"], "terlalu besar" in told["told"], Draft.objects.count()) == (422, True, 0)

    def test_too_many(self, world, browse, monkeypatch):
        monkeypatch.setattr(drafts, "MOST", 1)
        one, two = world.at("telaah"), world.at("telaah", unit_kerja="Dinas Lain")
        person = browse("asisten1")
        assert saved(person, person.get(act(one, "perbaikan")), alasan="a")["status"] == 200
        told = saved(person, person.get(act(two, "perbaikan")), alasan="b")
        assert (told["status"], "Draf saya" in told["told"]) == (422, True)
        page = person.post(
            act(two, "perbaikan"),
            {**person.get(act(two, "perbaikan")).hidden(), "versi": "99", "alasan": "b"},
        )
        assert "Isian tetap di halaman ini." in page.text
        assert ">b</textarea>" in page.body.replace("\n", "")


class TestList:
    def test_what_of_which_object_and_when(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        told = saved(person, person.get(act(case, "perbaikan")), alasan="x")
        page = person.get("/draf/")
        assert case.case.number in page.text
        assert f"{act(case, 'perbaikan')}?draf={told['id']}" in page.body
        assert 'href="/draf/"' in person.get("/").body

    def test_it_is_thrown_away_by_its_owner(self, world, browse):
        case, person = world.at("baru"), browse("jaksel")
        told = saved(person, person.get(act(case, "tarik")), alasan="x")
        browse("jaksel2").post("/draf/", {"buang": told["id"]})
        assert Draft.objects.count() == 1
        person.post("/draf/", {"buang": told["id"]})
        assert Draft.objects.count() == 0
        assert person.post("/draf/", {"buang": "bukan-id"}).status == 302

    @pytest.mark.parametrize("number", [1, 3])
    def test_its_cost_does_not_grow(self, world, browse, number, django_assert_num_queries):
        for n in range(number):
            Draft.objects.create(user=world.people.jaksel, case_type="jpt", act="x", title=str(n), url="/x/")
        person = browse("jaksel")
        person.get("/draf/")
        with django_assert_num_queries(5):
            person.get("/draf/")

    def test_pages(self, world, browse):
        for n in range(21):
            Draft.objects.create(
                user=world.people.jaksel, case_type="jpt", act="x", title=f"Draf ke-{n}", url="/x/"
            )
        first = browse("jaksel").get("/draf/")
        following = re.findall(r'href="(/draf/\?cursor=[^"]+)"', first.body)
        assert first.body.count("Lanjutkan<") == 20
        assert browse("jaksel").get(following[0].replace("&amp;", "&")).body.count("Lanjutkan<") == 1


class TestASessionThatEnded:
    def ended(self, browser: Browser) -> None:
        browser.client.logout()

    def test_the_text_is_there_after_the_login(self, world, browse):
        case, person = world.at("telaah"), browse("asisten1")
        page = person.get(act(case, "perbaikan"))
        self.ended(person)
        answer = person.post(act(case, "perbaikan"), {**page.hidden(), "alasan": "Dua jam kerja"})
        assert answer.status == 302
        assert answer.url.startswith("/akun/masuk/?next=")
        done = person.client.post(answer.url, {"username": "asisten1", "password": PASSWORD})
        filled = person.get(done.headers["Location"])
        assert (filled.status, "Dua jam kerja" in filled.body) == (200, True)
        assert acts_of(case).count("perbaikan") == 0

    def test_whoever_else_logs_in_sees_nothing_of_it(self, world, browse):
        case, person = world.at("baru"), browse("jaksel")
        page = person.get(act(case, "tarik"))
        self.ended(person)
        answer = person.post(act(case, "tarik"), {**page.hidden(), "alasan": "Hanya untuk saya"})
        done = person.client.post(answer.url, {"username": "jaksel2", "password": PASSWORD})
        assert "Hanya untuk saya" not in person.get(done.headers["Location"]).body
        assert "Hanya untuk saya" in browse("jaksel").get(act(case, "tarik")).body

    def test_a_step_of_a_long_form(self, world, browse):
        person = browse("jaksel")
        page = person.get(NEW)
        self.ended(person)
        answer = person.post(f"{NEW}?langkah=1", {**page.hidden(), "unit_kerja": "Dinas Baru"})
        done = person.client.post(answer.url, {"username": "jaksel", "password": PASSWORD})
        assert 'value="Dinas Baru"' in person.get(f"{done.headers['Location']}&langkah=1").body

    def test_beside_a_file_and_larger_than_a_strangers_room(self, world, tmp_path, settings):
        """From a browser in which somebody has logged in: the file is passed over, the text is kept."""
        settings.FILE_UPLOAD_TEMP_DIR = str(tmp_path / "there is none")
        case, person = world.at("telaah"), Browser(Client())
        person.client.post("/akun/masuk/", {"username": "asisten1", "password": PASSWORD})
        page = person.get(act(case, "perbaikan"))
        del person.client.cookies["sessionid"]
        text = "kata " * 20_000
        file = SimpleUploadedFile("surat.pdf", b"%PDF-1.7" + b"x" * 600_000)
        answer = person.post(act(case, "perbaikan"), {**page.hidden(), "alasan": text, "berkas": file})
        assert (answer.status, Draft.objects.get().data["alasan"]) == (302, {"alasan": [text]})
        stranger = Browser(Client())
        refused = stranger.post(act(case, "perbaikan"), {**page.hidden(), "alasan": text})
        assert refused.status == 413

    def test_a_stranger_keeps_nothing(self, world, browse):
        case = world.at("telaah")
        stranger = Browser(Client())
        answer = stranger.post(act(case, "perbaikan"), {"alasan": "x", "draf": "y"})
        assert (answer.status, Draft.objects.count()) == (302, 0)

    def test_a_token_of_an_earlier_session(self, world):
        """Logged in again in another tab: the browser has a new token, the open page the old one."""
        case = world.at("telaah")
        client = Client(enforce_csrf_checks=True)
        browser = Browser(client)

        def log_in() -> None:
            token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', browser.get("/akun/masuk/").body)[0]
            client.post(
                "/akun/masuk/",
                {"username": "asisten1", "password": PASSWORD, "csrfmiddlewaretoken": token},
            )

        log_in()
        page = browser.get(act(case, "perbaikan"))
        token = re.findall(r'csrfmiddlewaretoken" value="([^"]+)"', page.body)[0]
        client.logout()
        log_in()
        sent = {**page.hidden(), "csrfmiddlewaretoken": token, "alasan": "Masih di sini"}
        answer = browser.post(act(case, "perbaikan"), sent)
        assert answer.status == 302
        again = browser.get(answer.url)
        assert "Masih di sini" in again.body
        assert "Isian Anda tersimpan" in again.text
        assert acts_of(case).count("perbaikan") == 0
        auto = browser.post("/draf/simpan/", {**sent, "alasan": "Lebih panjang", "draf_otomatis": "1"})
        assert (auto.status, auto.response.json()["revision"]) == (200, 1)
        assert browser.post(act(case, "perbaikan"), {"alasan": "tanpa apa pun"}).status == 403
