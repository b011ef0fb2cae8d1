"""The demo's nomenklatur, made by the acts of the people who would do them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils import timezone

from cases.core.doing.demo import Story
from cases.organisations.models import Kompetensi
from cases.pengelolaan.models import Daftar
from cases.pengelolaan.states import PARAMETER_KODE
from workflows.gate import perform

TEXT = {
    "tugas_pokok_fungsi": "Memimpin perumusan dan pelaksanaan kebijakan perangkat daerah.",
    "kompetensi_teknis": "Memahami kebijakan dan penyelenggaraan urusan bidang tugasnya.",
    "kompetensi_sosiokultural": "Mampu bekerja dengan masyarakat yang beragam.",
}
#: Posts for which a selection may be opened, by institution.
APPROVED = {
    "jaksel": (
        "Dinas Sosial",
        "Dinas Kesehatan",
        "Dinas Kebudayaan",
        "Dinas Pariwisata",
        "Dinas Koperasi",
        "Dinas Perpustakaan",
        "Dinas Perindustrian",
        "Dinas Lingkungan Hidup",
    ),
    "bogor": (
        "Dinas Perumahan",
        "Dinas Lingkungan Hidup",
        "Dinas Pertanian",
        "Dinas Tenaga Kerja",
        "Dinas Perdagangan",
    ),
}


def load(people: Mapping[str, Any]) -> None:
    """One approved post of the regulation's example, and others in every state that waits for somebody."""
    set_targets(people["admin"])
    story = Story("nomenklatur", people)
    for who, units in APPROVED.items():
        for unit in units:
            post(story, who, unit, f"Kepala {unit}", upto="disetujui")
    post(story, "jaksel", "Dinas Pendidikan", "Kepala Dinas Pendidikan", upto="perbaikan")
    post(story, "jaksel", "Dinas Perhubungan", "Kepala Dinas Perhubungan", upto="petugas")
    post(story, "jaksel", "Inspektorat", "Inspektur", upto="baru")
    post(story, "bogor", "Dinas Sosial", "Kepala Dinas Sosial", upto="baru")


def set_targets(admin: Any) -> None:
    """Service targets, so that work has a limit and what waits too long is late (§16 no 24)."""
    targets = {"SASARAN_PILIH_PETUGAS_HARI_KERJA": "2", "SASARAN_TELAAH_HARI_KERJA": "5"}
    for key, days in targets.items():
        perform(
            Daftar.opened(PARAMETER_KODE),
            "tetapkan_nilai",
            actor=admin,
            data={
                "kunci": key,
                "nilai": days,
                "berlaku_mulai": timezone.localdate().isoformat(),
                "dasar_hukum": "Contoh untuk demo; peraturan tidak menetapkan batas waktu",
                "alasan": "Agar batas waktu terlihat pada demo.",
            },
        )


def post(story: Story, who: str, unit: str, jabatan: str, *, upto: str) -> Any:
    kompetensi = [
        {"kompetensi": str(k.pk), "indikator": "Level 4"} for k in Kompetensi.objects.order_by("no")
    ]
    data = {
        "unit_kerja": unit,
        "jabatan": jabatan,
        "level": "Pratama",
        "kompetensi_manajerial": kompetensi,
        **TEXT,
    }
    obj = story.open(who, "tambah_nomenklatur", data)
    if upto != "baru":
        obj = story.do(obj, "komisioner", "pilih_petugas", petugas=str(story.people["asisten1"].pk))
    if upto == "disetujui":
        obj = story.do(obj, "asisten1", "setujui")
    if upto == "perbaikan":
        obj = story.do(
            obj,
            "asisten1",
            "perbaikan",
            alasan="<p>Uraian belum menyebut layanan pendidikan dasar.</p>",
            poin=[
                {"bagian": "tugas_pokok_fungsi", "isi": "Sebutkan pengawasan sekolah dasar."},
                {"bagian": "kompetensi_teknis", "isi": "Tambahkan pengelolaan layanan pendidikan dasar."},
            ],
        )
    return obj
