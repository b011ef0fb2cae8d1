"""The tables of CAT are sound (check.py), and check.py finds what would break them: one slip a case."""

import csv
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

MACHINES = Path(__file__).resolve().parents[2] / "docs/spec/machines"

#: file, row, column, what a slip writes there, what the answer must name
SLIPS = [
    ("lokasi", "TL-2", "guards", "formulir acara_terjadwal", "TL-2 does not wait for a frozen scope"),
    ("sesi", "SS-3", "guards", "jam:mulai-5m lokasi_tanpa_gangguan", "SS-3 does not wait for a frozen scope"),
    ("sesi", "SS-15", "from", "terjadwal registrasi terganggu ditunda", "PB-5 sesi no answer in"),
    ("disabilitas", "DS-7", "from", "diberitahukan didata disampaikan", "disabilitas no answer in ['siap']"),
    ("disabilitas", "DS-7", "actors", "minta:TL-11|minta:TL-16a|minta:TL-16b|minta:TL-17a", "TL-17b"),
    ("event", "EV-25b", "guards", "alasan tanpa_lokasi_pernah_dibuka", "EV-25b leaves before every ask"),
    ("event", "EV-27", "guards", "tanpa_lokasi_pernah_dibuka", "event turns for ever: EV-"),
    ("event", "EV-17", "guards", "permintaan_terjawab", "event turns for ever: EV-"),
    ("penundaan", "PN-8", "guards", "tidak_ada_yang_tertunda", "PN-8 ends before it has taken effect"),
    ("penundaan", "PN-8", "to", "berlaku", "unreachable {'berakhir'}"),
    ("lokasi", "TL-7", "actors", "tpc+tpc", "TL-7 a joint act names two different roles"),
    ("peserta", "PS-4", "actors", "tpc+panitia", "PS-4 kind and actors"),
    ("peserta", "PS-18", "basis", "CB-271", "PS-18 says the source, but no article"),
    ("peserta", "PS-20", "basis", "", "PS-20 basis"),
    ("peserta", "PS-20", "actors", "kaskade:SS-99", "PS-20 unknown cause"),
    ("peserta", "PS-20", "actors", "kaskade:PB-5", "PS-20 a cascade stays in its boundary"),
    ("sesi", "SS-6b", "actors", "minta:SS-6a", "SS-6b a cascade stays in its boundary, an ask leaves it"),
    ("sesi", "SS-8", "guards", "sekali_per_gangguan", "SS-8 an instant belongs to a clock"),
    ("sesi", "SS-10d", "fact", "!dimulai", "SS-10c SS-10d both may apply"),
    ("sesi", "SS-14", "to", "=", "sesi unreachable"),
    ("lokasi", "TL-12", "to", "=", "lokasi unreachable"),
    ("lokasi", "TL-17a", "from", "ditetapkan koordinasi dibatalkan", "lokasi leaves a terminal state"),
    ("lokasi", "TL-6", "from", "survei", "TL-6 From differs"),
    ("pembatalan", "PB-8", "from", "konsep", "pembatalan no way to an end"),
    ("pembatalan", "PB-6", "documents", "siaran_pers>=0", "PB-6 document not in 14"),
    ("pembatalan", "PB-1", "guards", "formulir indikasi", "facts and guards of README and files differ"),
    ("event", "EV-22c", "from", "pelaporan selesai", "TL-18 event two answers in ['selesai']"),
    ("event", "EV-4a", "mark", "P", "EV-4a Src differs"),
]


def run(folder):
    done = subprocess.run(
        [sys.executable, MACHINES / "check.py", folder],
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert not done.stderr
    return done


def test_the_tables_as_they_stand(tmp_path):
    assert run(MACHINES).stdout.endswith("\nok\n")


@pytest.mark.parametrize(("name", "ref", "column", "value", "answer"), SLIPS)
def test_a_slip_is_found(tmp_path, name, ref, column, value, answer):
    for path in MACHINES.glob("*.csv"):
        shutil.copy(path, tmp_path)
    path = tmp_path / f"{name}.csv"
    with path.open(encoding="utf-8", newline="") as file:
        reader = csv.DictReader(file)
        rows = list(reader)
    (slipped,) = [row for row in rows if row["ref"] == ref]
    assert slipped[column] != value
    slipped[column] = value
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, reader.fieldnames, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)
    done = run(tmp_path)
    assert done.returncode == 1
    assert answer in done.stdout, done.stdout
