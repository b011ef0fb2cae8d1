"""A case with 20,000 children against the same case with 20: its pages and its calls."""

from __future__ import annotations

import time
from typing import Any

FEW, MANY = 20, 20_000
_ROWS = """INSERT INTO treetype_daun (id, state, version, nama, panjang, dahan_id)
    SELECT gen_random_uuid(), 'segar', 1, 'daun ' || lpad(n::text, 6, '0'), 0, %s FROM generate_series(1, %s) n"""


def children(rounds: int) -> None:
    from django.db import connection, connections
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from tests.support.world import PASSWORD
    from tests.treetype.conftest import Wood

    wood = Wood()
    many, few = (wood.grow(wood.plant()) for _ in range(2))
    with connection.cursor() as cursor:
        for branch, number in ((many, MANY), (few, FEW)):
            cursor.execute(_ROWS, [branch.pk, number])
    with connections["owner"].cursor() as cursor:
        cursor.execute("ANALYZE")
    client, api = Client(), Client()
    client.force_login(wood.person("komisioner"), backend="cases.organisations.auth.backends.AccountBackend")
    credentials = {"username": "komisioner", "password": PASSWORD}
    token = api.post("/api/v1/auth/token", credentials, content_type="application/json").json()["token"]
    bearer = {"Authorization": f"Bearer {token}"}
    looks: dict[str, Any] = {
        "Ringkasan": lambda obj: client.get(f"/kasus/{obj.pk}/"),
        "Proses (the children)": lambda obj: client.get(f"/kasus/{obj.pk}/proses/"),
        "GET /cases/{id}": lambda obj: api.get(f"/api/v1/cases/{obj.pk}", headers=bearer),
        "GET /cases/{id}/daun": lambda obj: api.get(f"/api/v1/cases/{obj.pk}/daun?limit=20", headers=bearer),
        "GET /cases/{id}/daun?q=": lambda obj: api.get(
            f"/api/v1/cases/{obj.pk}/daun?limit=20&q=00001", headers=bearer
        ),
    }
    print(
        f"\n{MANY} children against {FEW}, pages of equal length where they can be asked for; {rounds} pairs"
    )
    for name, look in looks.items():
        counts = []
        for obj in (many, few):
            assert look(obj).status_code == 200
            with CaptureQueriesContext(connection) as statements:
                look(obj)
            counts.append(len(statements))
        pairs = [(_time(look, many), _time(look, few)) for _ in range(rounds)]
        ratios = sorted(one / other for one, other in pairs)
        fastest = min(one for one, _ in pairs) * 1000
        print(
            f"{name}: {ratios[rounds // 2]:.2f} × ({ratios[0]:.2f}–{ratios[-1]:.2f}); {counts[0]} and {counts[1]}"
            f" statements; {fastest:.0f} ms"
        )


def _time(look: Any, obj: Any) -> float:
    start = time.perf_counter()
    look(obj)
    return time.perf_counter() - start
