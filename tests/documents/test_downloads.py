"""A download is an address that lives a minute, never inline, under the file's own name."""

import time
import urllib.error
import urllib.parse
import urllib.request

import pytest

from documents.downloads import download_url

from . import material as m

pytestmark = [pytest.mark.django_db, pytest.mark.req("SJ-143")]


def get(url: str) -> tuple[int, dict[str, str], bytes]:
    try:
        with urllib.request.urlopen(url, timeout=10) as answer:
            return answer.status, dict(answer.headers), answer.read()
    except urllib.error.HTTPError as error:
        with error:
            return error.code, dict(error.headers), error.read()


def altered(url: str, **changes: str) -> str:
    parts = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(parts.query)) | changes
    return parts._replace(query=urllib.parse.urlencode(query)).geturl()


def test_the_file_comes_whole_as_an_attachment(received, bound):
    upload = received("Laporan “akhir”, é.pdf")
    (attachment,) = bound(upload)
    for file in (upload, attachment):
        status, headers, body = get(download_url(file))
        assert (status, body) == (200, m.PDF)
        assert headers["Content-Type"] == "application/pdf"
        assert headers["Content-Disposition"] == (
            'attachment; filename="Laporan _akhir_, e.pdf"; '
            "filename*=UTF-8''Laporan%20%E2%80%9Cakhir%E2%80%9D%2C%20%C3%A9.pdf"
        )


def test_quotes_in_a_name_do_not_break_out_of_the_header(received):
    status, headers, _ = get(download_url(received('a"; filename="b.pdf')))
    assert status == 200
    assert headers["Content-Disposition"] == (
        "attachment; filename=\"a_; filename=_b.pdf\"; filename*=UTF-8''a%22%3B%20filename%3D%22b.pdf"
    )


def test_after_its_time_it_is_refused(received):
    url = download_url(received(), seconds=1)
    assert get(url)[0] == 200
    time.sleep(2.1)
    status, _, body = get(url)
    assert status == 403
    assert m.PDF not in body


@pytest.mark.parametrize(
    "change",
    [
        {"X-Amz-Expires": "86400"},
        {"response-content-disposition": "inline"},
        {"response-content-type": "text/html"},
        {"X-Amz-Signature": "0" * 64},
    ],
)
def test_altered_it_is_refused(received, change):
    url = download_url(received())
    assert get(altered(url))[0] == 200
    status, _, body = get(altered(url, **change))
    assert status == 403
    assert m.PDF not in body


def test_an_address_opens_one_file_only_and_none_without_a_signature(received):
    mine, other = received("a.pdf"), received("b.pdf")
    url = download_url(mine)
    assert get(url.replace(mine.storage_key, other.storage_key))[0] == 403
    assert get(url.split("?")[0])[0] == 403


def test_by_default_it_lives_a_minute(received):
    query = urllib.parse.parse_qs(urllib.parse.urlsplit(download_url(received())).query)
    assert query["X-Amz-Expires"] == ["60"]


@pytest.mark.parametrize("seconds", [0, 61, -1])
def test_longer_than_a_minute_is_not_given(received, seconds):
    with pytest.raises(ValueError, match="1 to 60 seconds"):
        download_url(received(), seconds=seconds)
