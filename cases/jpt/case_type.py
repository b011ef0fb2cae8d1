"""The manifest of `jpt`: all that core sees of it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from django.utils.datastructures import MultiValueDict

from cases.core.declared.manifest import CaseType, ChildType, Column, Part, Stage
from cases.organisations.permissions import reads
from workflows.machine import Machine

from . import demo, links
from .documents import KINDS, LAMPIRAN_TEMUAN, LAPORAN_MONITORING, withdrawable
from .flow import JptFlowV1
from .forms.plan import RencanaForm
from .forms.report import PelaporanForm
from .guards import FACTS, KANDIDAT_FACTS
from .models import JptV1, Kandidat
from .presenting import candidate_facts, present, present_candidate, selection_facts
from .reading import CANDIDATE_ORDER, asked, candidates, released
from .stages import process
from .states import INITIAL, TERMINAL, State, Tahap
from .summary import sections, told

MACHINE = Machine(
    key="jpt",
    label="Seleksi JPT",
    states=State,
    versions={1: JptV1},
    flows={1: JptFlowV1},
    initial=INITIAL,
    terminal=TERMINAL,
    level=40,
    tones={
        State.PERBAIKAN: "warning",
        State.PERBAIKAN_LAPORAN: "warning",
        State.DITUNDA: "warning",
        State.DITOLAK: "danger",
        State.DISETUJUI: "success",
    },
    facts=FACTS,
)
KANDIDAT = Machine(
    key="kandidat",
    label="Kandidat",
    states=Tahap,
    versions={1: Kandidat},
    initial=frozenset({Tahap.LULUS_ADMINISTRASI}),
    resting=frozenset({Tahap.DITERIMA, Tahap.DITOLAK, Tahap.TIDAK_LANJUT}),
    terminal=frozenset({Tahap.DILANTIK}),
    level=40,
    tones={Tahap.DITOLAK: "danger", Tahap.TIDAK_LANJUT: "muted"},
    facts=KANDIDAT_FACTS,
)


#: Acts of entries in a case's ledger that its institution does not read. Since findings and samples have a book of
#: their own (decision 011) no new entry of the last two is written.
INTERNAL = frozenset({"tambah_monitoring", "disampel", "catat_temuan"})


def spread(data: Mapping[str, Any]) -> list[Any]:
    """One press, one selection per ticked nomenklatur (SJ-61).

    In the order of their ids, not of the ticks: two presses that name the same posts must not wait for each other.
    """
    values = data.getlist("nomenklatur") if hasattr(data, "getlist") else data.get("nomenklatur")
    chosen = sorted({str(value).lower() for value in values}) if isinstance(values, list | tuple) else []
    return [_only(data, one) for one in chosen] or [data]


def _only(data: Mapping[str, Any], nomenklatur: str) -> Any:
    if not isinstance(data, MultiValueDict):
        return {**data, "nomenklatur": [nomenklatur]}
    part: Any = data.copy()
    part.setlist("nomenklatur", [nomenklatur])
    return part


def document_visible(attachment: Any, subject: Any, actor: Any) -> bool:
    """Files of a finding are KASN's own; reports of a monitoring too unless that record is released (SJ-109)."""
    if attachment.kind not in (LAPORAN_MONITORING, LAMPIRAN_TEMUAN) or reads(actor):
        return True
    return str(attachment.pk) in released_reports(subject)


def entry_visible(entry: Any, subject: Any, actor: Any) -> bool:
    """Sample, finding and monitoring are KASN's own; a monitoring is released with its report (SJ-109)."""
    if entry.act not in INTERNAL or reads(actor):
        return True
    reports = {document["id"] for document in entry.body.get("documents", ())}
    return bool(reports) and reports <= released_reports(subject)


def released_reports(subject: Any) -> frozenset[str]:
    """Ids of the monitoring reports the institution may read; read once per loaded case."""
    if "_released" not in subject.__dict__:
        subject.__dict__["_released"] = frozenset(pk for ids in released(subject) for pk in ids)
    found: frozenset[str] = subject.__dict__["_released"]
    return found


def words(seleksi: Any) -> Iterator[str]:
    """A selection is found by its candidates and by the number of its letter."""
    yield seleksi.no_surat_pengantar
    yield seleksi.unit_kerja
    if seleksi.state in {State.DRAF, State.BARU}:
        return  # nobody has applied yet
    for nama, nip in Kandidat.objects.filter(seleksi=seleksi.pk).values_list("nama", "nip"):
        yield f"{nama} {nip}"


JPT = CaseType(
    key="jpt",
    label="Seleksi JPT",
    prefix="JPT",
    menu="Seleksi",
    list_title="Daftar Seleksi",
    machine=MACHINE,
    create=("tambah_seleksi", "simpan_draf"),
    dialogue="kirim_pesan",
    together=("pilih_petugas", "ganti_petugas"),
    hands_over="ganti_petugas",
    words=words,
    words_after=frozenset(
        {
            "simpan_draf",
            "kirim_perbaikan",
            "pilih_petugas",
            "ganti_petugas",
            "tambah_pelamar",
            "ubah",
            "koreksi_identitas",
            "hapus",
        }
    ),
    present=present,
    asked=asked,
    told=told,
    kinds=KINDS,
    stages=(
        Stage(
            "Rencana",
            frozenset({State.DRAF, State.BARU, State.PERBAIKAN, State.DISETUJUI}),
            frozenset({State.DISETUJUI}),
        ),
        Stage(
            "Proses",
            frozenset({State.PROSES_PELAMAR, State.PROSES_PENILAIAN, State.TIGA_BESAR}),
            frozenset({State.TIGA_BESAR}),
        ),
        Stage(
            "Pelaporan",
            frozenset({State.LAPORAN, State.PERBAIKAN_LAPORAN, State.LULUS}),
            frozenset({State.LULUS}),
        ),
        Stage("Pelantikan", frozenset({State.PELANTIKAN, State.SELESAI})),
    ),
    columns=(
        Column("Nama Jabatan", lambda case: f"{case.jpt.unit_kerja} - {case.jpt.jabatan}"),
        Column("Cara Pengisian JPT", lambda case: str(case.jpt.cara_pengisian or "")),
        Column("Institusi", lambda case: case.institution.nama),
        Column("Alasan", lambda case: str(case.jpt.alasan or "")),
    ),
    prefetch=("jpt__cara_pengisian", "jpt__alasan"),
    children={
        "kandidat": ChildType(
            machine=KANDIDAT,
            plural="kandidat",
            label="Kandidat",
            create="tambah_pelamar",
            rows=lambda subject, actor: candidates(subject),
            order=CANDIDATE_ORDER,
            columns=(
                Column("NIP", lambda kandidat: kandidat.nip),
                Column("Instansi", lambda kandidat: kandidat.instansi),
            ),
            searched=("nama", "nip", "instansi"),
            present=present_candidate,
            facts=candidate_facts,
        )
    },
    template="jpt/detail.html",
    process_template="jpt/proses.html",
    process=process,
    process_turns=frozenset({"proses"}),
    sections=sections,
    parts={
        "rencana": Part("Rencana", RencanaForm, JptV1.LABELS),
        "pelaporan": Part("Pelaporan", PelaporanForm, JptV1.REPORT_LABELS),
    },
    links=links.of_selection,
    facts=selection_facts,
    spread=spread,
    document_visible=document_visible,
    entry_visible=entry_visible,
    withdraws="tarik_berkas",
    withdrawable=withdrawable,
    internal_lanes=frozenset({"monitoring"}),
    internal_acts=frozenset(INTERNAL),
    demo=demo.load,
    other_acts={"disampel": "Disampel untuk monitoring", "catat_temuan": "Catat temuan"},
)
