"""The object store. Only this package knows that it is S3 (django-storages and boto3).

client: connection and names; objects: whole objects.
"""

from .client import PREFIX
from .objects import abort_parts_older_than, erase, keys_older_than, put, signed_url

__all__ = ["PREFIX", "abort_parts_older_than", "erase", "keys_older_than", "put", "signed_url"]
