"""The demo's nomenklatur, made by the acts of the people who would do them."""

from __future__ import annotations

from functools import partial
from typing import Any

from cases.core.doing.demo import Demo, LeftOut, Story
from cases.organisations.models import Kompetensi, Parameter
from cases.organisations.parameters import REGISTRY
from cases.organisations.reference_data import INITIAL_VALUE
from cases.organisations.zones import today_wib
from cases.pengelolaan.models import Daftar
from cases.pengelolaan.states import PARAMETER_KODE
from workflows.gate import perform

from .selectors import posts_ever

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


#: The others: institution, unit, post, how far it has come.
WAITING = (
    ("jaksel", "Dinas Pendidikan", "Kepala Dinas Pendidikan", "perbaikan"),
    ("jaksel", "Dinas Perhubungan", "Kepala Dinas Perhubungan", "petugas"),
    ("jaksel", "Inspektorat", "Inspektur", "baru"),
    ("bogor", "Dinas Sosial", "Kepala Dinas Sosial", "baru"),
)
#: Service targets, so that work has a limit and what waits too long is late (§16 no 24).
TARGETS = {"SASARAN_PILIH_PETUGAS_HARI_KERJA": "2", "SASARAN_TELAAH_HARI_KERJA": "5"}
BASIS = "Contoh untuk demo; peraturan tidak menetapkan batas waktu"


def load(demo: Demo) -> None:
    """One approved post of the regulation's example, and others in every state that waits for somebody."""
    for key, days in TARGETS.items():
        demo.part(REGISTRY[key].label, partial(target_set, key), partial(set_target, demo, key, days))
    posts = [(who, unit, f"Kepala {unit}", "disetujui") for who, units in APPROVED.items() for unit in units]
    story = Story("nomenklatur", demo.people)
    for who, unit, jabatan, upto in (*posts, *WAITING):
        demo.part(
            f"Nomenklatur {jabatan} ({who})",
            partial(registered, demo, who, unit, jabatan),
            partial(post, story, who, unit, jabatan, upto=upto),
        )


def target_set(key: str) -> bool:
    """A number that somebody has set is not set anew."""
    rows = Parameter.objects.filter(key=key)
    if rows.filter(legal_basis=BASIS).exists():
        return True
    if rows.exclude(alasan=INITIAL_VALUE).exists():
        raise LeftOut("sudah ditetapkan dengan dasar lain")
    return False


def set_target(demo: Demo, key: str, days: str) -> None:
    perform(
        Daftar.opened(PARAMETER_KODE),
        "tetapkan_nilai",
        actor=demo.people["admin"],
        data={
            "kunci": key,
            "nilai": days,
            "berlaku_mulai": today_wib().isoformat(),
            "dasar_hukum": BASIS,
            "alasan": "Agar batas waktu terlihat pada demo.",
        },
    )


def registered(demo: Demo, who: str, unit: str, jabatan: str) -> bool:
    """Whether the demo registered this post, whatever has become of it since."""
    person = demo.people[who]
    rows = posts_ever(person.institution_id, unit, jabatan)
    if rows.filter(case__created_by=person).exists():
        return True
    if (other := rows.select_related("case").first()) is not None:
        raise LeftOut(f"institusi itu sudah punya jabatan ini ({other.case.number})")
    return False


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
