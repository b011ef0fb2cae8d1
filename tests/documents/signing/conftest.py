"""Signed documents of the demo authority, made once: tests only read and copy them."""

from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from documents.signing import Verification, prepare_fields, verify
from documents.signing.demo import DemoAuthority

from .bsre_server import BsreServer
from .certificates import Authority
from .material import FIRST, SECOND, document, request
from .tsa_server import TsaServer


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> DemoAuthority:
    return DemoAuthority(tmp_path_factory.mktemp("demo") / "authority")


@pytest.fixture(scope="session")
def folder_of_authority(authority: DemoAuthority) -> Path:
    return authority.folder


@pytest.fixture
def trusted(settings, folder_of_authority: Path) -> Callable[..., Verification]:
    """`verify`, in this process, for an installation that trusts the session's demo authority."""
    settings.ALUR_AUTHORITY_DIR = folder_of_authority
    return partial(verify, ours=True)


@pytest.fixture(scope="session")
def prepared() -> bytes:
    return prepare_fields(document(), [FIRST, SECOND])


@pytest.fixture(scope="session")
def once(prepared: bytes, authority: DemoAuthority) -> bytes:
    """The first of two has signed; the second is awaited."""
    return authority.sign(prepared, request(FIRST, final=False))


@pytest.fixture(scope="session")
def twice(once: bytes, authority: DemoAuthority) -> bytes:
    """Both have signed."""
    return authority.sign(once, request(SECOND, certify=False, final=True))


@pytest.fixture(scope="session")
def closed(authority: DemoAuthority) -> bytes:
    """Signed by its only signer, after whom nothing may change."""
    return authority.sign(prepare_fields(document(), [FIRST]), request(FIRST))


@pytest.fixture(scope="session")
def other(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    """A certificate authority that is not the demo's, with a timestamp authority."""
    return Authority(tmp_path_factory.mktemp("other"))


@pytest.fixture
def tsa(other: Authority) -> Iterator[TsaServer]:
    with TsaServer(other) as server:
        yield server


@pytest.fixture
def bsre(other: Authority) -> Iterator[BsreServer]:
    with BsreServer(other) as server:
        yield server
