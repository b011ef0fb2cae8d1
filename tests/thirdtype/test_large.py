"""A large file serves an act like any other: its id in the field of the form, from the API and from the page."""

import pytest

from documents.large import check_next
from documents.models import Attachment
from tests.api.conftest import Api
from tests.support.sending import PART, cut, digest, put, video

VIDEO = video(PART + 77)

pytestmark = pytest.mark.req("SJ-143")


@pytest.fixture
def loan(loans, settings):
    settings.DOCUMENTS_PART_BYTES = PART
    return loans.do(loans.approved(), "serahkan_kunci", "komisioner")


def sent(client):
    """Id of the upload of a large file that was sent and checked."""
    body = {"name": "rekaman.mp4", "size": len(VIDEO), "kind": "rekaman_ruang"}
    path = f"/uploads/large/{client.post('/uploads/large', body)[1]['id']}"
    parts = cut(VIDEO)
    wanted = [{"number": number, "sha256": digest(content)} for number, content in parts.items()]
    for part in client.post(f"{path}/parts", {"parts": wanted})[1]["parts"]:
        assert put(part, parts[part["number"]]).status_code == 200
    assert client.post(f"{path}/finish")[0] == 202
    assert check_next()
    return client.get(path)[1]["upload"], path


def test_the_act_takes_it(loan):
    jaksel = Api("jaksel")
    upload, path = sent(jaksel)
    status, body = jaksel.act(loan.pk, "selesaikan", {"rekaman_ruang": [upload]})
    assert (status, body["state"]) == (200, "selesai")
    attachment = Attachment.objects.get(kind="rekaman_ruang")
    assert (attachment.sha256, attachment.detected_type) == (digest(VIDEO), "video/mp4")
    assert jaksel.get(path)[1]["upload"] is None  # used


def test_nobody_else_may_use_it(loan, loans):
    upload, _ = sent(Api("jaksel"))
    status, body = Api("bogor").act(loan.pk, "selesaikan", {"rekaman_ruang": [upload]})
    assert (status, body["code"]) == (404, "E-HIDE")
    loan = loans.do(loans.approved(by="bogor", ruang="rapat"), "serahkan_kunci", "komisioner")
    status, body = Api("bogor").act(loan.pk, "selesaikan", {"rekaman_ruang": [upload]})
    assert (status, body["errors"]["rekaman_ruang"][0]["code"]) == (422, "E-REF")
    assert not Attachment.objects.filter(kind="rekaman_ruang").exists()
