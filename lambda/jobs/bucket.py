"""Objects in one S3 bucket, written only with a condition, and S3's answers told apart."""

from dataclasses import dataclass
from http import HTTPStatus
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import PutObjectRequestTypeDef

_TRANSIENT_CODES = frozenset({"RequestTimeout", "SlowDown"})


class StoreUnavailable(Exception):
    """S3 did not answer, or refused for now; whether a write has landed is not known."""


class PreconditionFailed(Exception):
    """412: the object is not (or no longer) what the condition says. Read it again."""


class ConditionalConflict(Exception):
    """409: another conditional write was under way at the same time. Wait, read again, try again."""


class NotModified(Exception):
    """304: the object is still the one that the reader has."""


@dataclass(frozen=True)
class StoredObject:
    """An object's bytes and its ETag, with the quotes."""

    body: bytes
    etag: str


class Bucket:
    """One bucket through a client that the caller made; every object is JSON with this Cache-Control."""

    def __init__(self, s3: "S3Client", name: str, cache_control: str = "no-store") -> None:
        self._s3 = s3
        self._name = name
        self._cache_control = cache_control

    def get(self, key: str, unless_etag: str | None = None) -> StoredObject | None:
        """The object, or None when there is none. Raises NotModified when it still has that ETag."""
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

    def put(self, key: str, body: bytes, replaces: str | None) -> None:
        """Write the object if its ETag is `replaces`, or if there is none yet (`None`)."""
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
            self._s3.put_object(**request)
        except (ClientError, BotoCoreError) as error:
            raise _told_apart(error) from None


def _told_apart(error: ClientError | BotoCoreError) -> Exception:
    """What S3's answer means. Messages leave out the key: it holds a token."""
    if not isinstance(error, ClientError):
        return StoreUnavailable(type(error).__name__)
    code = error.response["Error"]["Code"]
    status = error.response["ResponseMetadata"]["HTTPStatusCode"]
    if status == HTTPStatus.NOT_MODIFIED:
        return NotModified()
    if status == HTTPStatus.PRECONDITION_FAILED or code == "NoSuchKey":  # If-Match on an object that is gone
        return PreconditionFailed(code)
    if status == HTTPStatus.CONFLICT:
        return ConditionalConflict(code)
    if status >= HTTPStatus.INTERNAL_SERVER_ERROR or code in _TRANSIENT_CODES:
        return StoreUnavailable(code)
    return error
