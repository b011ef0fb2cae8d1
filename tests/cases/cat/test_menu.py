"""The menu of whoever holds nothing but roles of the exam event: its lists, and no others."""

import re


def menu_of(exam, client, who):
    client.force_login(exam.person(who), backend="cases.organisations.auth.backends.AccountBackend")
    answer = client.get("/")
    assert answer.status_code == 200
    page = answer.content.decode()
    nav = page[page.index('aria-label="Menu utama"') :].partition("</nav>")[0]
    return set(
        re.findall(r">\s*(Nomenklatur|Seleksi|Acara CAT|Titik lokasi|Sesi|Penundaan|Dokumen)\s*<", nav)
    )


def test_an_official_of_the_event(exam, client):
    assert menu_of(exam, client, "ppss") == {"Acara CAT", "Titik lokasi", "Dokumen"}


def test_a_committee(exam, client):
    assert menu_of(exam, client, "pansel_jaksel") == {"Acara CAT", "Titik lokasi", "Dokumen"}


def test_a_team_without_a_case_yet(exam, client):
    assert menu_of(exam, client, "tpc1") == {"Dokumen"}


def test_whoever_reads_everything(exam, client):
    assert menu_of(exam, client, "komisioner") == {
        "Nomenklatur",
        "Seleksi",
        "Acara CAT",
        "Titik lokasi",
        "Dokumen",
    }
