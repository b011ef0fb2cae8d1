"""The object store. Only this package knows that it is S3 (django-storages and boto3).

client: connection and names; objects: whole objects; multipart: objects sent in parts by others;
reading: back in pieces; holding: versions and object locks; bucket: what the bucket itself promises.
"""

from .bucket import Bucket, NotTold, Unreachable
from .client import PREFIX
from .holding import (
    Held,
    StoredObject,
    UnfinishedParts,
    Version,
    encryption_parameters,
    held,
    hold,
    read_version,
    stored_object,
    stored_objects,
    unfinished_parts,
)
from .multipart import (
    Part,
    PartsGone,
    abort_parts_older_than,
    begin_parts,
    drop_parts,
    join_parts,
    part_url,
    received_parts,
)
from .objects import erase, keys_older_than, put, read, signed_url
from .reading import ObjectReader, read_range, size_of

__all__ = [
    "PREFIX",
    "Bucket",
    "Held",
    "NotTold",
    "ObjectReader",
    "Part",
    "PartsGone",
    "StoredObject",
    "UnfinishedParts",
    "Unreachable",
    "Version",
    "abort_parts_older_than",
    "begin_parts",
    "drop_parts",
    "encryption_parameters",
    "erase",
    "held",
    "hold",
    "join_parts",
    "keys_older_than",
    "part_url",
    "put",
    "read",
    "read_range",
    "read_version",
    "received_parts",
    "signed_url",
    "size_of",
    "stored_object",
    "stored_objects",
    "unfinished_parts",
]
