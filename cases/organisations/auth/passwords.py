"""What a password may be, wherever one is chosen or handed over: page, command, forgotten or first (SJ-13, SJ-15)."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from typing import Any

from django.contrib.auth.password_validation import CommonPasswordValidator, UserAttributeSimilarityValidator
from django.core.exceptions import ValidationError

from cases.organisations.parameters import parameter
from workflows.errors import E_RNG

#: So many different characters a password has at least: twelve blanks, or one letter twelve times, are none.
DIFFERENT = 5
#: What Indonesians choose first; Django's list of 20,000 is English. A word alone, repeated, or with "ku" or "saya"
#: behind, with whatever digits and marks between and around, is refused.
_WORDS = """
admin administrator akucinta akucintakamu alhamdulillah allahuakbar anakku assalamualaikum badankepegawaian
badankepegawaiannegara bandung bangsaindonesia bhinnekatunggalika bismillah bismillahirrahmanirrahim bkn
cantik cinta cintaku doraemon gantipassword garuda garudapancasila hanyaaku hariini indonesia indonesiajaya
indonesiamerdeka indonesiaraya ingatpassword jakarta jayalah kamusayang kasn katakunci katasandi kemerdekaan
kepegawaian komisiaparatursipilnegara lupa lupalagi lupapassword masuk merahputih merdeka nusantara pancasila
password passwordbaru passwordlama pegawai pegawainegeri pegawainegerisipil rahasia rahasianegara
rahasiasekali sandi sandibaru sangatrahasia sayang sayangku sayangmama selamatdatang selamatpagi semangat
semangatpagi semarang sijapti suksesselalu surabaya terserah tidakada tidaktahu untukselamanya yogyakarta
"""
OBVIOUS = frozenset(_WORDS.split())
_LEET = str.maketrans("013457@$!", "oieastasi")
_RUNS = ("abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm")


def rule() -> str:
    """What a form says beside the field."""
    return (
        f"Minimal {parameter('PANJANG_PASSWORD_MINIMAL')} karakter; bukan password yang umum dan bukan nama atau "
        "username sendiri."
    )


def check_password_choice(password: str, user: Any) -> None:
    """Raises ValidationError (E-RNG) for what `user` must not have as password. user: need not be saved yet."""
    for sentence in _faults(password, user):
        raise ValidationError(sentence, code=E_RNG)


def _faults(password: str, user: Any) -> Iterator[str]:
    minimum = parameter("PANJANG_PASSWORD_MINIMAL")
    if len(password.strip()) < minimum:  # blanks at the ends are no secret
        yield f"Password minimal {minimum} karakter."
    if len(set(password)) < DIFFERENT:
        yield f"Password memuat sedikitnya {DIFFERENT} karakter berbeda."
    if all(unicodedata.category(character)[0] in "NPZ" for character in password):
        yield "Password tidak boleh hanya angka dan tanda baca."
    if _is_common(password):
        yield "Password ini termasuk yang paling sering dipakai; pilih yang lain."
    if _is_own_name(password, user):
        yield "Password terlalu mirip dengan nama, username, email, atau institusi sendiri."


@cache
def _list() -> CommonPasswordValidator:
    return CommonPasswordValidator()


def _is_common(password: str) -> bool:
    try:
        _list().validate(password)
    except ValidationError:
        return True
    letters = _letters(password)
    for ending in ("ku", "saya", "aku"):
        letters = letters.removesuffix(ending) or letters
    return any(_repeats(text, word) for text in {letters, _letters(password)} for word in OBVIOUS) or any(
        len(text) >= 4 and text in run * 2 for text in {letters} for run in _RUNS
    )


def _is_own_name(password: str, user: Any) -> bool:
    if user is None:
        return False
    own = UserAttributeSimilarityValidator(user_attributes=("username", "nama", "email", "nip"))
    try:
        own.validate(password, user)
    except ValidationError:
        return True
    institution = getattr(user, "institution", None)
    told = [user.username, user.nama, user.email.partition("@")[0], institution.nama if institution else ""]
    names = {_letters(text) for text in told} | {_letters(word) for text in told for word in text.split()}
    return any(len(name) >= 4 and _repeats(_letters(password), name) for name in names)


def _letters(text: str) -> str:
    """What is left when digits and marks are taken off; digits written for letters inside a word are read as these."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    plain = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", plain).translate(_LEET)
    return "".join(re.findall(r"[a-z]", plain))


def _repeats(text: str, word: str) -> bool:
    return bool(text) and len(text) % len(word) == 0 and text == word * (len(text) // len(word))
