"""The bucket: what is written is read, what is signed opens, what is gone says so."""

import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest
from django.core.files.base import ContentFile

from aicmr.lib.storage import BucketStorage, StorageUnavailable, sent_by_nginx

KEYS = {"access_key": "AKIAIOSFODNN7EXAMPLE", "secret_key": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"}


@pytest.fixture(scope="module")
def endpoint() -> Iterator[str]:
    from moto.server import ThreadedMotoServer

    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(endpoint: str) -> BucketStorage:
    import boto3

    keys = {"aws_access_key_id": KEYS["access_key"], "aws_secret_access_key": KEYS["secret_key"]}
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1", **keys).create_bucket(Bucket="pictures")
    return BucketStorage(bucket="pictures", endpoint=endpoint, region="us-east-1", **KEYS)


def test_a_file_is_written_read_listed_and_deleted(bucket: BucketStorage) -> None:
    name = bucket.save("originals/a.txt", ContentFile(b"tide"))
    assert (name, bucket.exists(name), bucket.size(name)) == ("originals/a.txt", True, 4)
    assert bucket.listdir("originals") == ([], ["a.txt"])
    assert abs((datetime.now(UTC) - bucket.get_modified_time(name)).total_seconds()) < 60
    with bucket.open(name) as file:
        assert file.read() == b"tide"
    bucket.delete(name)
    assert not bucket.exists(name)


def test_a_name_that_is_taken_gets_another(bucket: BucketStorage) -> None:
    first, second = (bucket.save("same.txt", ContentFile(text)) for text in (b"one", b"two"))
    assert first != second
    with bucket.open(first) as file:
        assert file.read() == b"one"


def test_the_signed_address_opens_the_file(bucket: BucketStorage) -> None:
    name = bucket.save("renditions/x y.webp", ContentFile(b"picture"))
    with urllib.request.urlopen(bucket.url(name), timeout=5) as answer:
        assert answer.read() == b"picture"


def test_the_signature_is_that_of_amazons_own_client(bucket: BucketStorage) -> None:
    theirs = bucket._client.url("renditions/a.webp")
    stamp = theirs.partition("X-Amz-Date=")[2][:16]
    at = datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)
    ours = bucket.signed_path("renditions/a.webp", now=at)
    signature = "X-Amz-Signature="
    assert theirs.partition(signature)[2][:64] == ours.partition(signature)[2]


def test_nginx_is_told_where_the_file_is(bucket: BucketStorage) -> None:
    from django.core.files.storage import FileSystemStorage

    assert sent_by_nginx(FileSystemStorage(), "a/b.webp") == "/_media/a/b.webp"
    assert sent_by_nginx(bucket, "a/b.webp").startswith("/_bucket/pictures/a/b.webp?X-Amz-")


def test_a_missing_file_is_missing(bucket: BucketStorage) -> None:
    with pytest.raises(FileNotFoundError):
        bucket.open("nothing.txt")
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(bucket.url("nothing.txt"), timeout=5)


def test_a_bucket_that_does_not_answer_says_so() -> None:
    gone = BucketStorage(bucket="b", endpoint="http://127.0.0.1:9", region="r", **KEYS)
    for ask in (lambda: gone.exists("a"), lambda: gone.save("a", ContentFile(b"")), lambda: gone.open("a")):
        with pytest.raises(StorageUnavailable, match="Try again"):
            ask()
    with pytest.raises(OSError, match="refused"):
        gone.answers()


def test_amazon_is_the_default_and_nothing_heavy_is_loaded_to_sign() -> None:
    code = (
        "import sys\n"
        "from aicmr.lib.storage import BucketStorage\n"
        "b = BucketStorage(bucket='b', endpoint='', region='eu-west-1', access_key='a', secret_key='s')\n"
        "assert b.url('x').startswith('https://s3.eu-west-1.amazonaws.com/b/x?')\n"
        "print(sorted({'boto3', 'botocore', 'storages'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
