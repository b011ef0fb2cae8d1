"""Numbers of BKN Regulation 5/2024 that an exam day is measured by, each with a date from which it holds."""

from __future__ import annotations

import datetime as dt
import re

from cases.organisations.parameters import Definition, declare, parameter

PERATURAN_2024 = "Peraturan BKN Nomor 5 Tahun 2024"
_TIME = re.compile(r"([01][0-9]|2[0-3]):[0-5][0-9]")


def _whole(value: object) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and value >= 1


def _time(value: object) -> bool:
    return isinstance(value, str) and _TIME.fullmatch(value) is not None


PIN, GANGGUAN, PALING_LAMBAT, SESI = (
    "CAT_PIN_DITUTUP_MENIT",
    "CAT_GANGGUAN_JAM",
    "CAT_SELESAI_PALING_LAMBAT",
    "CAT_SESI_PER_HARI",
)
PARAMETERS = (
    Definition(
        PIN,
        "CAT: PIN registrasi ditutup sebelum sesi dimulai (menit)",
        5,
        _whole,
        "bilangan bulat mulai 1",
        f"{PERATURAN_2024}, Lampiran 1 angka 1 huruf c",
    ),
    Definition(
        GANGGUAN,
        "CAT: lama gangguan yang menjadi dasar penundaan (jam)",
        3,
        _whole,
        "bilangan bulat mulai 1",
        f"{PERATURAN_2024}, Pasal 11 ayat (4)",
    ),
    Definition(
        PALING_LAMBAT,
        "CAT: ujian yang dilanjutkan selesai paling lambat (waktu setempat)",
        "20:00",
        _time,
        "jam dan menit, misalnya 20:00",
        f"{PERATURAN_2024}, Pasal 11 ayat (7)",
    ),
    Definition(
        SESI,
        "CAT: jumlah sesi paling banyak per tempat dan hari",
        4,
        _whole,
        "bilangan bulat mulai 1",
        f"{PERATURAN_2024}, Pasal 11 ayat (2)",
    ),
)


#: Working days before the first exam day by which the questions must be there (CB-244 … CB-246).
HARI = {
    "CAT_HARI_BAHAN_KARIER": (14, "bahan materi pengembangan karier", "Pasal 6 ayat (2) huruf d"),
    "CAT_HARI_BAHAN_SELAIN_ASN": (10, "bahan materi selain ASN", "Pasal 7 ayat (2) huruf e"),
    "CAT_HARI_INPUT_MST": (15, "input soal di MST", "Pasal 6 ayat (2) huruf e, Pasal 7 ayat (2) huruf f"),
}


def install() -> None:
    declare(*PARAMETERS)
    declare(
        *(
            Definition(
                key,
                f"CAT: batas {what} sebelum ujian (hari kerja)",
                days,
                _whole,
                "bilangan bulat mulai 1",
                f"{PERATURAN_2024}, {article}",
            )
            for key, (days, what, article) in HARI.items()
        )
    )


def pin_closes_before(day: dt.date) -> dt.timedelta:
    """How long before the start PIN giving closes (CB-171, CB-254)."""
    return dt.timedelta(minutes=parameter(PIN, day))


def trouble_lasts(day: dt.date) -> dt.timedelta:
    """After this long a disturbance leads to a postponement (CB-119, CB-250)."""
    return dt.timedelta(hours=parameter(GANGGUAN, day))


def latest_end(day: dt.date) -> dt.time:
    """On the clock of the place (CB-123, CB-251)."""
    return dt.time.fromisoformat(parameter(PALING_LAMBAT, day))


def most_sessions(day: dt.date) -> int:
    """Of one place and local day, over all events (CB-89)."""
    found: int = parameter(SESI, day)
    return found
