"""A postponement as it looks on a phone and on a desk."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.in_browser import log_in, look

from .conftest import Exam
from .usul import Tree

pytestmark = pytest.mark.browser


def test_a_postponement_from_the_form_to_its_parts(
    committed_db: Any, s3: Any, page: Any, live_server: Any
) -> None:
    wood = Tree(Exam())
    log_in(page, f"{live_server.url}/kasus/{wood.place.pk}/bagian/penundaan/baru/usulkan/", "tpc1")
    look(page, "penundaan-usul")
    pn = wood.propose("penundaan", wood.place)
    page.goto(f"{live_server.url}/kasus/{pn.pk}/")
    look(page, "penundaan-konsep")
    wood.effective(pn)
    page.goto(f"{live_server.url}/kasus/{pn.pk}/")
    page.get_by_text("semua sudah menjawab").wait_for()
    look(page, "penundaan-berlaku")
