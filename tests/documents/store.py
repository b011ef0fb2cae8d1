"""Looking into the object store, and leading `storages["documents"]` to another one."""

from typing import Any

DOWN = (
    "Penyimpanan dokumen sedang tidak dapat dihubungi. Berkas belum tersimpan; coba lagi beberapa saat lagi."
)


def stored(bucket: Any) -> dict[str, bytes]:
    answer = bucket.client.list_objects_v2(Bucket=bucket.bucket)
    keys = [entry["Key"] for entry in answer.get("Contents", [])]
    return {key: bucket.client.get_object(Bucket=bucket.bucket, Key=key)["Body"].read() for key in keys}


def use(store: Any, settings: Any) -> None:
    use_options(
        settings,
        endpoint_url=store.endpoint,
        bucket_name="alur-dokumen",
        access_key=store.credentials["AWS_ACCESS_KEY_ID"],
        secret_key=store.credentials["AWS_SECRET_ACCESS_KEY"],
    )


def use_options(settings: Any, **options: Any) -> None:
    """The documents' storage with other options, until the test ends."""
    documents = settings.STORAGES["documents"]
    changed = {**documents, "OPTIONS": {**documents["OPTIONS"], **options}}
    settings.STORAGES = {**settings.STORAGES, "documents": changed}
