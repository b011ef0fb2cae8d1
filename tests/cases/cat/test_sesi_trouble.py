"""A sesi that is disturbed, postponed, goes on, is held another day, cancelled, or taken off the schedule."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from uuid_utils.compat import uuid7

from cases.cat.models import PesertaV1
from cases.cat.sesi import jam
from cases.core.models import Case
from workflows.actors import SYSTEM
from workflows.asks import answer
from workflows.errors import Refused
from workflows.firing import fire_clocks
from workflows.gate import perform
from workflows.ledger import database_now, verify_stream
from workflows.models import Ask, Clock, LedgerEntry
from workflows.readiness import Waits

from . import planted as tree
from .day import Day, entry


@pytest.fixture
def day(exam: Any) -> Day:
    return Day(exam)


def guards(refused: Any) -> list[str]:
    return [reason.guard for reason in refused.value.reasons]


def refuses(call: Any, *names: str) -> None:
    with pytest.raises(Refused) as refused:
        call()
    assert guards(refused) == list(names)


def disturb(day: Day, **ago: float) -> None:
    start = database_now() - dt.timedelta(**ago)
    day.do("catat_gangguan", jenis="internet", uraian="Terputus", mulai=start.isoformat())


def postponement(day: Day, scope: Any = None, sebab: str = "gangguan", **facts: Any) -> Any:
    """In force, with what it has frozen: this sesi."""
    scope = scope or day.fresh()
    pn = tree.planted(
        "penundaan", "berlaku", institution=day.exam.institution, parent=scope, acara=tree.plain(day.event),
        uraian="…", sebab=sebab, **facts,
    )  # fmt: skip
    cause = entry(pn.pk, "PN-5")
    tree.put(pn, beku=cause.pk)
    return tree.again(pn), cause


def postpone(day: Day, scope: Any = None, sebab: str = "gangguan", **facts: Any) -> Any:
    pn, cause = postponement(day, scope, sebab, **facts)
    row = frozen(day, pn, cause, "tunda", "PN-5")
    return pn, row


def frozen(day: Day, case: Any, cause: Any, act: str, ref: str) -> Ask:
    row = Ask.objects.create(
        cause=cause, ref=ref, at=database_now(), asker=case.pk, object_type="sesi", object_id=day.sesi.pk,
        boundary=day.sesi.pk, act=act, data={},
    )  # fmt: skip
    answer(row.pk)
    row.refresh_from_db()
    return row


def ended(pn: Any) -> None:
    tree.put(pn, sebab_berakhir=database_now())


class TestDisturbed:
    def test_it_goes_back_to_where_it_was_with_the_time_it_had(self, day: Day) -> None:
        day.running(1)
        begun = database_now() - dt.timedelta(minutes=40)
        day.set(dimulai_pada=begun)
        cause = (begun + dt.timedelta(minutes=30)).replace(microsecond=0)
        day.do("catat_gangguan", jenis="listrik", uraian="Padam", mulai=cause.isoformat())
        sesi = day.fresh()
        assert (sesi.state, sesi.sebelumnya, sesi.gangguan_mulai) == ("terganggu", "berlangsung", cause)
        assert sesi.sisa == 100 * 60 - int((cause - begun).total_seconds()), "a second begun is left whole"
        day.do("gangguan_selesai", selesai=(cause + dt.timedelta(minutes=5)).isoformat())
        sesi = day.fresh()
        assert (sesi.state, sesi.sebelumnya, sesi.gangguan_mulai, sesi.gangguan) == (
            "berlangsung",
            "",
            None,
            {},
        )
        assert (database_now() - sesi.lanjut_pada).total_seconds() < 60
        assert day.states()[0] == "mengerjakan", "nobody in the room has moved"

    def test_a_room_that_is_disturbed_disturbs_its_sesi(self, day: Day) -> None:
        day.open()
        start = (database_now() - dt.timedelta(minutes=5)).replace(microsecond=0)
        data = {"jenis": "internet", "uraian": "Putus", "mulai": start.isoformat()}
        answered = day.ask(day.sesi, "gangguan_lokasi", "TL-19", asker=day.place, **data)
        assert answered.answer == "tidak_berlaku", "it is over already"
        tree.put(tree.again(day.place), gangguan_mulai=start)
        assert day.ask(day.sesi, "gangguan_lokasi", "TL-19", asker=day.place, **data).answer == "dilakukan"
        sesi = day.fresh()
        assert (sesi.state, sesi.gangguan_mulai, sesi.gangguan_sendiri) == ("terganggu", start, False)
        assert not Clock.objects.filter(object_id=sesi.pk, act="gangguan_3_jam").exists()
        over = {"selesai": (start + dt.timedelta(minutes=1)).isoformat()}
        refuses(lambda: day.do("gangguan_selesai", **over), "lokasi_tanpa_gangguan")
        tree.put(tree.again(day.place), gangguan_mulai=None)
        day.do("gangguan_selesai", **over)
        assert day.fresh().state == "registrasi"

    def test_three_hours_ask_for_a_postponement_once(self, day: Day, monkeypatch: Any) -> None:
        day.open()
        disturb(day, minutes=5)
        clock = Clock.objects.get(object_id=day.sesi.pk)
        assert (clock.act, clock.due) == (
            "gangguan_3_jam",
            day.fresh().gangguan_mulai + dt.timedelta(hours=3),
        )
        asked: list[Any] = []
        monkeypatch.setattr(
            "cases.cat.sesi.effects.ask", lambda move, *args, **data: asked.append((args, data))
        )
        monkeypatch.setattr("cases.cat.sesi.effects.named", lambda key: key)
        start = database_now() - dt.timedelta(hours=3, seconds=1)
        day.set(gangguan_mulai=start)
        Clock.objects.update(due=start + dt.timedelta(hours=3), next_try=database_now())
        assert fire_clocks() == 1
        ((args, data),) = asked
        assert (args[0], args[2], data["under"], data["sebab"]) == (
            "penundaan", "usulkan_otomatis", day.sesi.pk, "gangguan",
        )  # fmt: skip
        assert list(data["gangguan"]) == [str(day.sesi.pk)]
        assert day.fresh().gangguan_lapor is not None
        assert fire_clocks() == 0
        assert not Clock.objects.filter(object_id=day.sesi.pk).exists()

    def test_after_three_hours_it_ends_with_a_reason_when_nothing_is_open(self, day: Day) -> None:
        day.open()
        disturb(day, minutes=5)
        start = (database_now() - dt.timedelta(hours=3, minutes=1)).replace(microsecond=0)
        day.set(gangguan_mulai=start)
        late = {"selesai": (start + dt.timedelta(hours=3)).isoformat(), "alasan": "Sudah pulih"}
        refuses(lambda: day.do("gangguan_selesai", **late), "kurang_3_jam_atau_ditolak")
        with pytest.raises(Refused) as refused:
            day.do("gangguan_selesai", selesai=late["selesai"])
        assert list(refused.value.errors) == ["alasan"]
        day.set(gangguan_lapor=database_now())
        day.do("gangguan_selesai", **late)
        assert day.fresh().state == "registrasi"

    def test_one_second_less_needs_none(self, day: Day) -> None:
        day.open()
        disturb(day, minutes=5)
        start = (database_now() - dt.timedelta(hours=3, minutes=1)).replace(microsecond=0)
        day.set(gangguan_mulai=start)
        end = start + dt.timedelta(hours=3) - dt.timedelta(seconds=1)
        day.do("gangguan_selesai", selesai=end.isoformat())
        assert day.fresh().state == "registrasi"

    def test_a_postponement_in_force_or_open_keeps_it(self, day: Day) -> None:
        day.open()
        disturb(day, minutes=5)
        sesi = day.fresh()
        start = (database_now() - dt.timedelta(hours=3, minutes=1)).replace(microsecond=0)
        named = {str(sesi.pk): start.astimezone(dt.UTC).isoformat()}
        day.set(gangguan_mulai=start, gangguan_lapor=database_now())
        pn = tree.planted(
            "penundaan", "konsep", institution=day.exam.institution, parent=sesi, acara=tree.plain(day.event),
            uraian="…",
            sebab="gangguan", gangguan=named,
        )  # fmt: skip
        late = {"selesai": (start + dt.timedelta(hours=3)).isoformat(), "alasan": "Pulih"}
        refuses(lambda: day.do("gangguan_selesai", **late), "kurang_3_jam_atau_ditolak")
        tree.put(pn, "ditolak_deputi")
        day.do("gangguan_selesai", **late)

    def test_both_give_it_a_later_start(self, day: Day) -> None:
        day.open()
        disturb(day, minutes=5)
        old = day.fresh().mulai
        end = database_now().isoformat()
        data = {"selesai": end, "alasan": "Jaringan", "mulai": day.when(minutes=60).isoformat()}
        day.together("gangguan_selesai_mulai_baru", **data)
        sesi = day.fresh()
        assert (sesi.state, sesi.mulai) == ("registrasi", old + dt.timedelta(minutes=30))
        assert Clock.objects.get(object_id=sesi.pk).due == sesi.mulai - dt.timedelta(minutes=5)


class TestShifted:
    def test_two_people_shift_the_start_and_the_clock_goes_with_it(self, day: Day) -> None:
        day.open()
        start = day.when(minutes=90)
        data = {"mulai": start.isoformat(), "alasan": "Hujan"}
        day.do("geser_mulai", **data)
        assert day.fresh().mulai == day.when(minutes=30), "one is not enough"
        day.do("geser_mulai", "jaksel", **data)
        assert day.fresh().mulai == start
        assert Clock.objects.get(object_id=day.sesi.pk).due == start - dt.timedelta(minutes=5)

    @pytest.mark.parametrize(
        ("minutes", "allowed"),
        [(30, False), (20, False), (31, True), (24 * 60, False)],
    )
    def test_later_and_on_the_same_day(self, day: Day, minutes: int, allowed: bool) -> None:
        data = {"mulai": day.when(minutes=minutes).isoformat(), "alasan": "Hujan"}
        if allowed:
            day.together("geser_mulai", **data)
            assert day.fresh().mulai == day.when(minutes=minutes)
        else:
            refuses(lambda: day.do("geser_mulai", **data), "mulai_baru_sah")

    def test_it_ends_by_eight(self, day: Day) -> None:
        last = jam.limit(day.fresh()) - dt.timedelta(minutes=100)
        later = (last + dt.timedelta(seconds=1)).isoformat()
        refuses(lambda: day.do("geser_mulai", mulai=later, alasan="Hujan"), "mulai_baru_sah")
        day.together("geser_mulai", mulai=last.isoformat(), alasan="Hujan")
        assert day.fresh().mulai == last


class TestPostponed:
    def test_by_facilities_from_the_schedule_and_on(self, day: Day) -> None:
        pn, row = postpone(day, sebab="sarana")
        sesi = day.fresh()
        assert (row.answer, row.entry.ref) == ("dilakukan", "SS-9a")
        assert (sesi.state, sesi.sebelumnya, sesi.sebab_tunda, sesi.ditunda_pada) == (
            "ditunda", "terjadwal", "sarana", row.at,
        )  # fmt: skip
        refuses(lambda: day.do("lanjutkan"), "sebab_berakhir")
        ended(pn)
        tree.put(
            tree.again(pn), tindak_lanjut=[{"uraian": "Ganti sakelar", "selesai_pada": None, "oleh": None}]
        )
        refuses(lambda: day.do("lanjutkan"), "kegiatan_tindak_lanjut_selesai")
        tree.put(tree.again(pn), tindak_lanjut=[])
        day.do("lanjutkan")
        sesi = day.fresh()
        assert (sesi.state, sesi.sebelumnya, sesi.sebab_tunda, sesi.ditunda_pada) == (
            "terjadwal",
            "",
            "",
            None,
        )

    def test_what_is_not_in_its_scope_is_left_alone(self, day: Day) -> None:
        pn, _ = postponement(day, sebab="sarana")
        row = frozen(day, pn, entry(pn.pk, "PN-5"), "tunda", "PN-5")
        assert (row.answer, day.fresh().state) == ("tidak_berlaku", "terjadwal")

    def test_a_running_sesi_keeps_its_seconds_from_the_moment_of_the_cause(self, day: Day) -> None:
        day.running(1)
        begun = (database_now() - dt.timedelta(minutes=40)).replace(microsecond=0)
        day.set(dimulai_pada=begun)
        pn, row = postpone(day, day.place)
        sesi = day.fresh()
        assert (row.entry.ref, sesi.state, sesi.sebelumnya) == ("SS-9c", "ditunda", "berlangsung")
        assert sesi.sisa == 6000 - int((row.at - begun).total_seconds())
        ended(pn)
        day.do("lanjutkan")
        sesi = day.fresh()
        assert (sesi.state, sesi.sebab_tunda) == ("berlangsung", "")
        refuses(lambda: day.do("akhiri_sesi"), "waktu_habis_atau_semua_selesai")
        day.set(lanjut_pada=database_now() - dt.timedelta(seconds=sesi.sisa))
        day.do("akhiri_sesi")

    def test_by_its_own_disturbance(self, day: Day) -> None:
        day.open()
        disturb(day, minutes=5)
        _, row = postpone(day)
        sesi = day.fresh()
        assert (row.entry.ref, sesi.sebelumnya, sesi.gangguan_mulai) == ("SS-9b", "registrasi", None)

    def test_a_registration_that_goes_on_in_time_is_opened_again(self, day: Day) -> None:
        day.open()
        pn, _ = postpone(day, day.place)
        ended(pn)
        day.do("lanjutkan")
        assert day.fresh().state == "terjadwal"

    def test_after_its_start_two_people_give_a_new_one(self, day: Day) -> None:
        day.open()
        pn, _ = postpone(day, day.place)
        ended(pn)
        day.set(mulai=database_now() - dt.timedelta(minutes=1))
        refuses(lambda: day.do("lanjutkan"), "mulai_mendatang_atau_dimulai")
        start = day.when(minutes=45)
        day.together("lanjutkan_mulai_baru", mulai=start.isoformat(), alasan="Sudah pulih")
        sesi = day.fresh()
        assert (sesi.state, sesi.mulai) == ("registrasi", start)
        assert LedgerEntry.objects.filter(stream=sesi.pk, ref="SS-10d").exists()

    def test_from_the_schedule_with_a_new_start(self, day: Day) -> None:
        pn, _ = postpone(day, sebab="sarana")
        ended(pn)
        day.set(mulai=database_now() - dt.timedelta(minutes=1))
        refuses(lambda: day.do("lanjutkan"), "mulai_mendatang")
        day.together("lanjutkan_mulai_baru", mulai=day.when(minutes=45).isoformat(), alasan="Sudah pulih")
        assert day.fresh().state == "terjadwal"

    def test_not_while_its_place_is_postponed_or_disturbed(self, day: Day) -> None:
        day.open()
        pn, _ = postpone(day, day.place)
        ended(pn)
        tree.put(tree.again(day.place), "ditunda")
        refuses(lambda: day.do("lanjutkan"), "lokasi_operasional")
        tree.put(tree.again(day.place), "operasional", gangguan_mulai=database_now())
        refuses(lambda: day.do("lanjutkan"), "lokasi_tanpa_gangguan")

    def test_acts_of_persons_wait_for_what_is_on_its_way(self, day: Day) -> None:
        day.asked(day.sesi, "tunda", "PN-5")
        refuses(day.open, "tanpa_permintaan_menunggu")

    def test_nothing_is_opened_under_an_open_cancellation(self, day: Day) -> None:
        pb = tree.planted(
            "pembatalan", "konsep", institution=day.exam.institution, parent=day.event, acara=tree.plain(day.event),
            uraian="…",
        )  # fmt: skip
        refuses(day.open, "tanpa_pembatalan_terbuka")
        tree.put(pb, "ditarik")
        day.open()


class TestHeldAnotherDay:
    def again(self, day: Day, **data: Any) -> Any:
        tomorrow = day.when(days=1)
        given = {
            "tanggal": day.today(tomorrow).isoformat(), "nomor": 1, "mulai": tomorrow.isoformat(), "durasi": 100,
            "kapasitas": 10, "koordinasi_pada": day.today().isoformat(), "koordinasi_hasil": "Sepakat", **data,
        }  # fmt: skip
        return day.do("jadwalkan_kembali", "ppss", **given)

    def test_everybody_in_progress_goes_to_the_sesi_that_replaces_it(self, day: Day) -> None:
        postpone(day, sebab="sarana")
        self.again(day)
        old = day.fresh()
        new = day.fresh(Case.objects.exclude(pk=old.pk).get(type="sesi").pk)
        assert (old.state, day.states(old)) == ("dijadwal_ulang", ["dialihkan", "dialihkan"])
        assert (new.state, new.asal_id, day.states(new)) == ("terjadwal", old.pk, ["terdaftar", "terdaftar"])
        assert (new.case.parent_id, new.tanggal) == (day.place.pk, day.today(day.when(days=1)))
        rows = PesertaV1.objects.filter(sesi=new.pk)
        assert {one.asal.sesi_id for one in rows} == {old.pk}
        refs = LedgerEntry.objects.filter(stream=new.pk).order_by("seq").values_list("ref", flat=True)
        assert list(refs) == ["SS-1b", "PS-1b"]
        assert verify_stream(old.pk) is None
        assert verify_stream(new.pk) is None

    def test_the_fifth_of_a_day_is_refused(self, day: Day) -> None:
        postpone(day, sebab="sarana")
        refuses(lambda: self.again(day, nomor=5), "batas_sesi")
        refuses(lambda: self.again(day, kapasitas=101), "batas_sesi")
        refuses(lambda: self.again(day, kapasitas=1), "kapasitas_sesi")
        assert day.states() == ["terdaftar", "terdaftar"]
        other = day.schedule([], nomor=2)
        tomorrow = day.when(days=1)
        tree.put(other, tanggal=day.today(tomorrow), mulai=tomorrow)
        refuses(lambda: self.again(day, nomor=2), "batas_sesi")
        self.again(day, nomor=1)

    def test_after_a_disturbance_only_when_it_cannot_end_by_eight_and_with_the_letter(self, day: Day) -> None:
        day.open()
        postpone(day, day.place)
        with pytest.raises(Refused) as refused:
            day.do("jadwalkan_kembali", "ppss")
        assert "surat_penjadwalan_ulang" in refused.value.errors
        assert "nomor_surat" in refused.value.errors

    def test_not_by_the_team_of_the_room(self, day: Day) -> None:
        postpone(day, sebab="sarana")
        for who in ("tpc1", "jaksel"):
            with pytest.raises(Refused) as refused:
                day.do("jadwalkan_kembali", who)
            assert refused.value.code == "E-PERM"

    def test_results_already_earned_are_secured_first(self, day: Day) -> None:
        day.running(1)
        person = day.person(1)
        perform(person, "selesai", actor=SYSTEM)
        postpone(day, day.place, sebab="sarana")
        refuses(lambda: self.again(day), "hasil_sebagian_bila_perlu")
        refuses(
            lambda: day.do("tanda_tangani_hasil_sebagian"),
            "hasil_ditandatangani_keduanya", "daftar_hadir_ditandatangani", "terunggah_mst",
        )  # fmt: skip
        day.signed("hasil_seleksi_sesi", "terunggah")
        day.signed("daftar_hadir", "terunggah")
        day.do("tanda_tangani_hasil_sebagian")
        self.again(day)
        assert (day.states(), day.fresh().hasil_sebagian) == (["selesai", "tidak_hadir"], True)


class TestCancelled:
    def test_nobody_has_a_place_or_a_result_any_more(self, day: Day) -> None:
        day.running(1)
        pb = tree.planted(
            "pembatalan", "berlaku", institution=day.exam.institution, parent=day.event, acara=tree.plain(day.event),
            uraian="…",
        )  # fmt: skip
        cause = entry(pb.pk, "PB-5")
        tree.put(pb, beku=cause.pk)
        assert frozen(day, pb, cause, "batalkan", "PB-5").answer == "dilakukan"
        assert (day.fresh().state, day.states()) == ("dibatalkan", ["sesi_batal", "tidak_hadir"])

    def test_a_finished_sesi_stays(self, day: Day) -> None:
        day.set(state="selesai")
        pb = tree.planted(
            "pembatalan", "berlaku", institution=day.exam.institution, parent=day.event, acara=tree.plain(day.event),
            uraian="…",
        )  # fmt: skip
        cause = entry(pb.pk, "PB-5")
        tree.put(pb, beku=cause.pk)
        assert frozen(day, pb, cause, "batalkan", "PB-5").answer == "tidak_berlaku"


class TestTakenOff:
    def test_a_schedule_takes_it_off_and_says_who_goes_where(self, day: Day) -> None:
        other = day.schedule([], nomor=2)
        going = {str(day.registered[0].pk): str(other.pk)}
        row = day.ask(day.sesi, "cabut_karena_acara", "EV-10", pindah=going)
        assert row.answer == "dilakukan"
        assert (day.fresh().state, day.states()) == ("dicabut", ["dialihkan", "sesi_batal"])
        assert day.states(other) == ["terdaftar"]

    def test_it_waits_for_the_sesi_that_receives_them(self, day: Day) -> None:
        key = uuid7()
        row = day.asked(day.sesi, "cabut_karena_acara", "EV-10", pindah={str(day.registered[0].pk): str(key)})
        with pytest.raises(Waits):
            answer(row.pk)
        refuses(day.open, "tanpa_permintaan_menunggu")
        data = {
            "tanggal": day.today().isoformat(), "nomor": 2, "mulai": day.when(minutes=60).isoformat(), "durasi": 100,
            "kapasitas": 10, "peserta": [],
        }  # fmt: skip
        day.ask(key, "jadwalkan", "EV-10", under=day.place.pk, **data)
        answer(row.pk)
        assert day.states(day.fresh(key)) == ["terdaftar"]

    def test_a_schedule_that_changes_brings_some_and_takes_others(self, day: Day) -> None:
        other = day.schedule([], nomor=2)
        new = day.register(9)
        day.ask(
            day.sesi, "ubah_jadwal", "EV-10", tanggal=day.today().isoformat(), nomor=3,
            mulai=day.when(minutes=50).isoformat(), durasi=90, kapasitas=10, peserta=[str(new.pk)],
            pindah={str(day.registered[1].pk): str(other.pk)},
        )  # fmt: skip
        sesi = day.fresh()
        assert (sesi.nomor, sesi.durasi, sesi.mulai) == (3, 90, day.when(minutes=50))
        assert (day.states(), day.states(other)) == (["terdaftar", "dialihkan", "terdaftar"], ["terdaftar"])

    def test_nobody_has_two_places(self, day: Day) -> None:
        row = day.asked(
            uuid7(), "jadwalkan", "EV-28", under=day.place.pk, **day.plan(day.registered, nomor=2)
        )
        answer(row.pk)
        row.refresh_from_db()
        assert row.answer == "tidak_berlaku"
        assert row.why.startswith("2 dari 2 tidak dapat diproses")
        assert row.why.endswith("Peserta ini masih punya tempat di sesi lain.")
