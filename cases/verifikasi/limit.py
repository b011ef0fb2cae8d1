"""A limit of requests per address and minute, in the database: it holds over all web processes without a cache."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address

from django.db import connection
from django.utils.crypto import salted_hmac

#: Questions of one address in one minute.
PER_MINUTE = 30

_COUNT = """
INSERT INTO verifikasi_hitungan (asal, menit, jumlah) VALUES (%s, date_trunc('minute', clock_timestamp()), 1)
ON CONFLICT (menit, asal) DO UPDATE SET jumlah = verifikasi_hitungan.jumlah + 1
RETURNING jumlah, ceil(60 - extract(second FROM clock_timestamp()))::int
"""
_SWEEP = "DELETE FROM verifikasi_hitungan WHERE menit < clock_timestamp() - interval '1 hour'"


class TooMany(Exception):
    """seconds: until the address may ask again (Retry-After)."""

    message = "Terlalu banyak pemeriksaan dari alamat Anda. Tunggu sebentar, lalu coba lagi."

    def __init__(self, seconds: int) -> None:
        super().__init__(self.message)
        self.seconds = seconds


def count(address: str) -> None:
    """Count one question of this address. Raises TooMany above the limit."""
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, [origin(address)])
        number, seconds = cursor.fetchone()
        if number == 1:  # one sweep for each new row keeps the table as small as the traffic of an hour
            cursor.execute(_SWEEP)
    if number > PER_MINUTE:
        raise TooMany(max(1, seconds))


def origin(address: str) -> str:
    """Keyed digest of an address; of IPv6 the network of one subscriber (/64) counts as one.

    An IPv4 address written as IPv6 (::ffff:…) is that IPv4 address.
    """
    try:
        found = ip_address(address)
    except ValueError:
        return _digest(address)
    if isinstance(found, IPv6Address):
        return _digest(str(found.ipv4_mapped or int(found) >> 64))
    return _digest(str(found))


def _digest(text: str) -> str:
    return salted_hmac("cases.verifikasi", text, algorithm="sha256").hexdigest()
