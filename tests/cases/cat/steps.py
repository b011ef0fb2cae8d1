"""The way of an event, act by act, each by the person whose act it is."""

from __future__ import annotations

import datetime as dt
import io
from typing import Any

from cases.core.declared.registry import case_type
from cases.core.doing.creation import begin
from cases.core.doing.sample_document import sample_pdf
from cases.core.models import Case
from cases.core.reading.selectors import subject_of
from cases.organisations.zones import today_wib
from documents.receiving import receive
from tests.support.jobs import deliver_all
from workflows.gate import perform

PLACE = {
    "nama": "Gedung Serbaguna",
    "alamat": "Jalan Prapanca Raya 9",
    "tipe_lokasi": "mandiri",
    "kota": "Kota Bogor",
    "kapasitas": "20",
}


def person_row(number: int, **other: Any) -> dict[str, Any]:
    return {
        "nomor_peserta": f"2455-{number:04d}",
        "nama": f"Peserta {number}",
        "nik": f"317401010190{number:04d}",
        "tanggal_lahir": "1990-01-01",
        "memenuhi_syarat": True,
        "divalidasi_instansi": True,
        **other,
    }


class Steps:
    """exam: its people. Each step returns the subject as it is afterwards."""

    def __init__(self, exam: Any) -> None:
        self.exam = exam

    def file(self, who: str, kind: str) -> list[str]:
        name = f"{kind}.pdf"
        return [str(receive(io.BytesIO(sample_pdf(kind)), name, uploader=self.exam.person(who)).pk)]

    def fresh(self, obj: Any) -> Any:
        return subject_of(Case.objects.get(pk=getattr(obj, "pk", obj)))

    def do(self, obj: Any, who: str, act: str, **data: Any) -> Any:
        perform(self.fresh(obj), act, actor=self.exam.person(who), data=data)
        return self.fresh(obj)

    def letter(self, jenis: str = "cpns", who: str = "pansel_jaksel", **other: Any) -> Any:
        data = {
            "jenis": jenis,
            "materi": "SKD",
            "nomor_surat": "B/12/2026",
            "tanggal_surat": today_wib().isoformat(),
            "perihal": "Permohonan pelaksanaan seleksi dengan CAT BKN",
            "ditujukan_kepada": "deputi" if jenis == "karier" else "kepala_bkn",
            "estimasi_peserta": "20",
            "surat_permohonan": self.file(who, "surat_permohonan"),
            **other,
        }
        actor = self.exam.person(who)
        new = begin(case_type("event"), self.exam.institution)
        return self.fresh(perform(new, "ajukan_permohonan", actor=actor, data=data).obj)

    def assigned(self, **letter: Any) -> Any:
        event, day = self.letter(**letter), today_wib().isoformat()
        event = self.do(event, "kepala_bkn", "disposisi", tanggal=day)
        return self.do(event, "deputi", "tugaskan", tanggal=day)

    def coordinated(self) -> Any:
        day = today_wib().isoformat()
        return self.do(
            self.assigned(),
            "ppss",
            "catat_koordinasi",
            tanggal=day,
            peserta_rapat="PPSS, UKT",
            hasil="Sepakat.",
        )

    def with_people(self, count: int = 20) -> Any:
        event = self.do(self.coordinated(), "ppss", "mulai_proses_data")
        rows = [person_row(n) for n in range(1, count + 1)]
        return self.do(event, "ppss", "data_peserta_selesai", peserta=rows)

    def plan(self, *, day: dt.date | None = None, places: Any = (PLACE,), sesi: Any = None) -> dict[str, Any]:
        day = day or today_wib()
        one = {"lokasi": places[0]["nama"], "tanggal": day.isoformat(), "durasi": "100", "kapasitas": "10"}
        two = [{**one, "nomor": str(n), "jam_mulai": f"{6 + 2 * n:02d}.00"} for n in (1, 2)]
        return {
            "koordinasi_dengan": "kanreg",
            "koordinasi_tanggal": today_wib().isoformat(),
            "koordinasi_hasil": "Jadwal dapat dilaksanakan.",
            "lokasi": list(places),
            "sesi": two if sesi is None else sesi,
            "jadwal": self.file("ppss", "jadwal"),
        }

    def scheduled(self, **plan: Any) -> Any:
        event = self.do(self.with_people(), "ppss", "tetapkan_jadwal", **self.plan(**plan))
        deliver_all()
        return self.fresh(event)
