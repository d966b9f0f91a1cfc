"""Objects in one S3 bucket, changed only with a condition, their versions, and S3's answers told apart."""

from dataclasses import dataclass
from datetime import UTC, datetime
from http import HTTPStatus
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import PutObjectRequestTypeDef

_TRANSIENT_CODES = frozenset({"RequestTimeout", "SlowDown"})


class StoreUnavailableError(Exception):
    """S3 did not answer, or refused for now; whether a write has landed is not known."""


class PreconditionFailedError(Exception):
    """412: the object is not (or no longer) what the condition says. Read it again."""


class ConditionalConflictError(Exception):
    """409: another conditional write was under way at the same time. Wait, read again, try again."""


class NotModifiedError(Exception):
    """304: the object is still the one that the reader has."""


@dataclass(frozen=True)
class StoredObject:
    """An object's bytes and its ETag, with the quotes."""

    body: bytes
    etag: str


@dataclass(frozen=True)
class ObjectVersion:
    """One version of an object. `etag` is None where the object was deleted; such a version has no bytes."""

    id: str
    at: datetime
    etag: str | None


class Bucket:
    """One bucket through a client that the caller made; every object is JSON with this Cache-Control."""

    def __init__(self, s3: "S3Client", name: str, cache_control: str = "no-store") -> None:
        self._s3 = s3
        self._name = name
        self._cache_control = cache_control

    def get(self, key: str, unless_etag: str | None = None) -> StoredObject | None:
        """The object, or None when there is none. Raises NotModifiedError when it still has that ETag."""
        try:
            if unless_etag:
                answer = self._s3.get_object(Bucket=self._name, Key=key, IfNoneMatch=unless_etag)
            else:
                answer = self._s3.get_object(Bucket=self._name, Key=key)
            return StoredObject(answer["Body"].read(), answer["ETag"])
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise _told_apart(error) from None

    def put(self, key: str, body: bytes, replaces: str | None) -> str:
        """Write the object if its ETag is `replaces`, or if there is none yet (`None`). Its new ETag."""
        request: PutObjectRequestTypeDef = {
            "Bucket": self._name,
            "Key": key,
            "Body": body,
            "ContentType": "application/json",
            "CacheControl": self._cache_control,
        }
        if replaces:
            request["IfMatch"] = replaces
        else:
            request["IfNoneMatch"] = "*"
        try:
            return self._s3.put_object(**request)["ETag"]
        except (ClientError, BotoCoreError) as error:
            raise _told_apart(error) from None

    def delete(self, key: str, etag: str) -> None:
        """Delete the object if its ETag is that one; one that is gone already is as good."""
        try:
            self._s3.delete_object(Bucket=self._name, Key=key, IfMatch=etag)
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] == "NoSuchKey":
                return
            raise _told_apart(error) from None

    def discard(self, key: str) -> None:
        """Delete the object, whatever it is; one that is gone already is as good."""
        try:
            self._s3.delete_object(Bucket=self._name, Key=key)
        except (ClientError, BotoCoreError) as error:
            raise _told_apart(error) from None

    def keys(self, prefix: str, after: str, count: int = 1000) -> list[str]:
        """The next keys with that prefix in S3's order, up to `count` (1,000 at most). Fewer: there are no more."""
        try:
            answer = self._s3.list_objects_v2(Bucket=self._name, Prefix=prefix, StartAfter=after, MaxKeys=count)
        except (ClientError, BotoCoreError) as error:
            raise _told_apart(error) from None
        return [entry["Key"] for entry in answer.get("Contents", [])]

    def versions(self, key: str) -> list[ObjectVersion]:
        """Every version of the object, the present one first. Empty when there never was one."""
        try:
            pages = list(self._s3.get_paginator("list_object_versions").paginate(Bucket=self._name, Prefix=key))
        except (ClientError, BotoCoreError) as error:
            raise _told_apart(error) from None
        written = [(v, v["ETag"]) for page in pages for v in page.get("Versions", []) if v["Key"] == key]
        deleted = [(v, None) for page in pages for v in page.get("DeleteMarkers", []) if v["Key"] == key]
        # Each list comes newest first; S3's times are whole seconds, and a sort in reverse keeps the order of equals.
        newest_first = sorted(
            [*written, *deleted], key=lambda each: (each[0]["IsLatest"], each[0]["LastModified"]), reverse=True
        )
        return [ObjectVersion(v["VersionId"], v["LastModified"].astimezone(UTC), etag) for v, etag in newest_first]

    def changed_keys(self, prefix: str, since: datetime, until: datetime) -> list[str]:
        """Each key with that prefix of which a version was made, or which was deleted, from `since` to `until`.

        Both in whole seconds, as S3's own times are.
        """
        try:
            pages = list(self._s3.get_paginator("list_object_versions").paginate(Bucket=self._name, Prefix=prefix))
        except (ClientError, BotoCoreError) as error:
            raise _told_apart(error) from None
        changes = (v for page in pages for v in [*page.get("Versions", []), *page.get("DeleteMarkers", [])])
        return sorted({v["Key"] for v in changes if since <= v["LastModified"].replace(microsecond=0) <= until})

    def get_version(self, key: str, version_id: str) -> bytes:
        """The bytes of a version that `versions` has named."""
        try:
            return self._s3.get_object(Bucket=self._name, Key=key, VersionId=version_id)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            raise _told_apart(error) from None


def _told_apart(error: ClientError | BotoCoreError) -> Exception:
    """What S3's answer means. Messages leave out the key: it holds a token."""
    if not isinstance(error, ClientError):
        return StoreUnavailableError(type(error).__name__)
    code = error.response["Error"]["Code"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if status == HTTPStatus.NOT_MODIFIED:
        return NotModifiedError()
    if status == HTTPStatus.PRECONDITION_FAILED or code == "NoSuchKey":  # If-Match on an object that is gone
        return PreconditionFailedError(code)
    if status == HTTPStatus.CONFLICT:
        return ConditionalConflictError(code)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _TRANSIENT_CODES:
        return StoreUnavailableError(code)
    return error
