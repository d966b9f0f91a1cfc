"""One S3 bucket: single requests for objects and their versions, and one exception per meaning of S3's errors.

Writes are conditional; jobs/compare_and_swap.py is the loop around them.
"""

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
    """S3 did not respond, or responded with a temporary error. It is not known whether a write was applied."""


class PreconditionFailedError(Exception):
    """412: the object does not (or no longer) meet the condition. Read it again."""


class ConditionalConflictError(Exception):
    """409: another conditional write was in progress at the same time. Wait and try again."""


class NotModifiedError(Exception):
    """304: the object still has the ETag of the reader's copy."""


@dataclass(frozen=True)
class StoredObject:
    """An object's bytes and its ETag, with the quotes."""

    body: bytes
    etag: str


@dataclass(frozen=True)
class ObjectVersion:
    """One version of an object. `etag` is None for a delete marker, which has no bytes."""

    id: str
    at: datetime
    etag: str | None


class Bucket:
    """One bucket, through the given client. Every object is JSON and gets this Cache-Control.

    Every method raises StoreUnavailableError, and botocore's ClientError for an error without an exception here.
    """

    def __init__(self, s3: "S3Client", name: str, cache_control: str = "no-store") -> None:
        self._s3 = s3
        self._name = name
        self._cache_control = cache_control

    def get(self, key: str, unless_etag: str | None = None) -> StoredObject | None:
        """The object; None when there is none. Raises NotModifiedError when it has the ETag `unless_etag`."""
        try:
            if unless_etag:
                response = self._s3.get_object(Bucket=self._name, Key=key, IfNoneMatch=unless_etag)
            else:
                response = self._s3.get_object(Bucket=self._name, Key=key)
            return StoredObject(response["Body"].read(), response["ETag"])
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] == "NoSuchKey":
                return None
            raise _meaning(error) from None

    def put(self, key: str, body: bytes, replaces: str | None) -> str:
        """Write the object if its ETag is `replaces`; with None, if there is no object. Returns the new ETag.

        Raises PreconditionFailedError, ConditionalConflictError.
        """
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
            raise _meaning(error) from None

    def delete(self, key: str, etag: str) -> None:
        """Delete the object if it has that ETag. Succeeds when there is no object.

        Raises PreconditionFailedError, ConditionalConflictError.
        """
        try:
            self._s3.delete_object(Bucket=self._name, Key=key, IfMatch=etag)
        except (ClientError, BotoCoreError) as error:
            if isinstance(error, ClientError) and error.response["Error"]["Code"] == "NoSuchKey":
                return
            raise _meaning(error) from None

    def discard(self, key: str) -> None:
        """Delete the object without a condition. Succeeds when there is no object."""
        try:
            self._s3.delete_object(Bucket=self._name, Key=key)
        except (ClientError, BotoCoreError) as error:
            raise _meaning(error) from None

    def keys(self, prefix: str, after: str, count: int = 1000) -> list[str]:
        """The next keys with that prefix in S3's order, up to `count` (at most 1,000). Fewer keys: the last page."""
        try:
            response = self._s3.list_objects_v2(Bucket=self._name, Prefix=prefix, StartAfter=after, MaxKeys=count)
        except (ClientError, BotoCoreError) as error:
            raise _meaning(error) from None
        return [entry["Key"] for entry in response.get("Contents", [])]

    def versions(self, key: str) -> list[ObjectVersion]:
        """Every version of the object, the current one first. Empty when there never was such an object."""
        try:
            pages = list(self._s3.get_paginator("list_object_versions").paginate(Bucket=self._name, Prefix=key))
        except (ClientError, BotoCoreError) as error:
            raise _meaning(error) from None
        written = [(v, v["ETag"]) for page in pages for v in page.get("Versions", []) if v["Key"] == key]
        deleted = [(v, None) for page in pages for v in page.get("DeleteMarkers", []) if v["Key"] == key]
        # Each list is sorted, newest first. S3's times are whole seconds; a reverse sort keeps the order of equals.
        newest_first = sorted(
            [*written, *deleted], key=lambda each: (each[0]["IsLatest"], each[0]["LastModified"]), reverse=True
        )
        return [ObjectVersion(v["VersionId"], v["LastModified"].astimezone(UTC), etag) for v, etag in newest_first]

    def changed_keys(self, prefix: str, since: datetime, until: datetime) -> list[str]:
        """Every key with that prefix that was written or deleted from `since` to `until`.

        Both are whole seconds, as S3's times are.
        """
        try:
            pages = list(self._s3.get_paginator("list_object_versions").paginate(Bucket=self._name, Prefix=prefix))
        except (ClientError, BotoCoreError) as error:
            raise _meaning(error) from None
        changes = (v for page in pages for v in [*page.get("Versions", []), *page.get("DeleteMarkers", [])])
        return sorted({v["Key"] for v in changes if since <= v["LastModified"].replace(microsecond=0) <= until})

    def get_version(self, key: str, version_id: str) -> bytes:
        """The bytes of a version, by an id from `versions`."""
        try:
            return self._s3.get_object(Bucket=self._name, Key=key, VersionId=version_id)["Body"].read()
        except (ClientError, BotoCoreError) as error:
            raise _meaning(error) from None


def _meaning(error: ClientError | BotoCoreError) -> Exception:
    """The exception for an error of S3. Messages leave out the key, which contains a token."""
    if not isinstance(error, ClientError):
        return StoreUnavailableError(type(error).__name__)
    code = error.response["Error"]["Code"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if status == HTTPStatus.NOT_MODIFIED:
        return NotModifiedError()
    if status == HTTPStatus.PRECONDITION_FAILED or code == "NoSuchKey":  # If-Match, but there is no object
        return PreconditionFailedError(code)
    if status == HTTPStatus.CONFLICT:
        return ConditionalConflictError(code)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _TRANSIENT_CODES:
        return StoreUnavailableError(code)
    return error
