"""s3:// wherever a path is taken, against moto's server: read, written, encrypted, refused."""

import gzip
import json
import os
import subprocess
import sys
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

import selfinstruct
from selfinstruct.errors import RunError, SeedError, StorageError, UsageError
from selfinstruct.files import storage
from selfinstruct.files.logs import files
from selfinstruct.files.storage import Access, Address
from selfinstruct.files.tasks import load_seeds
from selfinstruct.runs.run import Run
from tests.support.paths import ROOT
from tests.support.runs import write
from tests.support.s3 import BUCKET, Bucket


@pytest.fixture
def bucket(s3: Bucket) -> Bucket:
    return s3


@pytest.fixture
def dataset(tmp_path: Path) -> Path:
    """A file that every format takes: a dozen instances."""
    path = tmp_path / "dataset.jsonl"
    rows = [{"instruction": f"Name river number {n} of the world.", "output": f"River {n}"} for n in range(12)]
    return write(path, rows)


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("s3://bucket/a/b.jsonl", Address("bucket", "a/b.jsonl")),
        (Path("s3://bucket/a/b.jsonl"), Address("bucket", "a/b.jsonl")),
        ("s3://bucket", Address("bucket", "")),
        ("s3://bucket/", Address("bucket", "")),
        ("s3://bucket/ä b?c.jsonl", Address("bucket", "ä b?c.jsonl")),
        ("bucket/a", None),
        ("/s3:/bucket", None),
        ("xs3://bucket/a", None),
    ],
)
def test_which_paths_are_in_s3(path: str | Path, found: Address | None) -> None:
    assert storage.address(path) == found
    assert storage.name(path) == (str(found) if found else path)


def test_a_path_without_a_bucket_is_refused() -> None:
    with pytest.raises(UsageError, match="names no bucket"):
        storage.address("s3:///key")


def test_what_is_written_is_read_again(bucket: Bucket, tmp_path: Path) -> None:
    for place in (f"s3://{BUCKET}/a/b.txt", tmp_path / "a" / "b.txt"):
        assert not storage.exists(place)
        storage.write_bytes(place, b"one\ntwo\r\x85\n\nlast")
        assert storage.exists(place)
        assert storage.read_bytes(place) == b"one\ntwo\r\x85\n\nlast"
        assert list(storage.lines(place)) == [b"one\n", b"two\r\x85\n", b"\n", b"last"]
        with storage.local(place) as copy:
            assert (copy.name, copy.read_bytes()) == ("b.txt", b"one\ntwo\r\x85\n\nlast")
    assert not copy.parent.name.startswith("selfinstruct-")
    assert storage.object_names(f"s3://{BUCKET}/a") == [f"s3://{BUCKET}/a/b.txt"]
    assert not storage.exists(f"s3://{BUCKET}/a/b"), "a prefix is no object"


def test_lines_do_not_depend_on_where_chunks_end(bucket: Bucket) -> None:
    lines = [b"x" * size + b"\n" for size in (0, (1 << 20) - 1, 1 << 20, 3, (1 << 21) + 7)]
    place = bucket.put("long", b"".join(lines))
    assert list(storage.lines(place)) == lines


def test_nothing_appears_where_writing_fails(bucket: Bucket, tmp_path: Path) -> None:
    for place in (f"s3://{BUCKET}/k", tmp_path / "k"):
        with pytest.raises(TypeError), storage.writing(place) as file:
            file.writelines([b"half", None])  # type: ignore[list-item]
        assert not storage.exists(place)
    assert list(tmp_path.iterdir()) == []
    with pytest.raises(RunError, match="cannot be written"):
        storage.write_bytes(tmp_path, b"")


def test_a_large_file_goes_in_parts_and_encrypted(bucket: Bucket, tmp_path: Path) -> None:
    source = tmp_path / "large"
    source.write_bytes(os.urandom(1 << 20) * 9)
    key = "arn:aws:kms:us-east-1:123456789012:key/11111111-2222-3333-4444-555555555555"
    storage.upload(source, f"s3://{BUCKET}/large", Access(sse="aws:kms", sse_kms_key_id=key))
    told = bucket.head("large")
    assert told["ETag"].strip('"').endswith("-2")  # the number of parts
    assert (told["ServerSideEncryption"], told["SSEKMSKeyId"]) == ("aws:kms", key)
    assert bucket.get("large") == source.read_bytes()
    storage.write_bytes(f"s3://{BUCKET}/small", b"x", Access(sse="AES256"))
    assert bucket.head("small")["ServerSideEncryption"] == "AES256"


def test_a_key_alone_means_kms() -> None:
    assert Access(sse_kms_key_id="k").extra == {"ServerSideEncryption": "aws:kms", "SSEKMSKeyId": "k"}
    assert Access().extra == {}
    for wrong in ({"sse": "rot13"}, {"sse": "AES256", "sse_kms_key_id": "k"}):
        with pytest.raises(UsageError, match="sse"):
            Access(**wrong)


def test_what_is_not_there_is_named(bucket: Bucket) -> None:
    for path, problem in (
        (f"s3://{BUCKET}/none.jsonl", "there is no such object"),
        ("s3://no-such-bucket/x.jsonl", "there is no bucket 'no-such-bucket'"),
        (f"s3://{BUCKET}", "names no object"),
        ("s3://Not_A_Bucket!/x", "Invalid bucket name"),
    ):
        with pytest.raises(UsageError) as caught:
            storage.read_bytes(path)
        assert problem in str(caught.value)
        assert str(caught.value).startswith(storage.name(path))
    with pytest.raises(UsageError, match="there is no bucket"):
        storage.write_bytes("s3://no-such-bucket/x", b"")


def test_no_credentials(bucket: Bucket, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("AWS_ACCESS_KEY_ID")
    monkeypatch.delenv("AWS_SECRET_ACCESS_KEY")
    with pytest.raises(StorageError, match=r"there are no AWS credentials: set AWS_PROFILE"):
        storage.read_bytes(f"s3://{BUCKET}/x")
    with pytest.raises(UsageError, match="nobody"):
        storage.read_bytes(f"s3://{BUCKET}/x", Access(profile="nobody"))


@pytest.mark.slow
def test_nobody_there(bucket: Bucket) -> None:
    with pytest.raises(StorageError, match="S3 cannot be reached"):
        storage.read_bytes(f"s3://{BUCKET}/x", Access(endpoint_url="http://127.0.0.1:9"))


class Refusing(BaseHTTPRequestHandler):
    """Answers every request with the error that the key names, as S3 writes it."""

    protocol_version = "HTTP/1.1"

    def _answer(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        status, code = self.path.split("?")[0].split("/")[2:4]
        body = f"<Error><Code>{code}</Code><Message>said by S3</Message><Region>eu-west-1</Region></Error>".encode()
        self.send_response(int(status))
        self.send_header("Content-Type", "application/xml")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    do_GET = do_PUT = _answer

    def log_message(self, format: str, *args: object) -> None:
        pass


@pytest.fixture(scope="module")
def refusing() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Refusing)
    thread = Thread(target=server.serve_forever, args=(0.01,))
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.parametrize(
    ("status", "code", "told"),
    [
        (403, "AccessDenied", "access is denied: it needs the action s3:GetObject on arn:aws:s3:::bucket/403/Acc"),
        (400, "ExpiredToken", "the AWS credentials have expired"),
        (403, "InvalidAccessKeyId", "the AWS credentials were refused (InvalidAccessKeyId)"),
        (403, "SignatureDoesNotMatch", "the AWS credentials were refused"),
        (400, "KMS.DisabledException", "the KMS key cannot be used: said by S3"),
        (400, "AuthorizationHeaderMalformed", "the bucket is in eu-west-1: set AWS_REGION"),
        (400, "TooFancy", "S3 refused the request (TooFancy): said by S3"),
    ],
)  # fmt: skip
def test_refusals_are_explained(
    status: int, code: str, told: str, refusing: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucketless(refusing, monkeypatch)
    with pytest.raises(StorageError) as caught:
        storage.read_bytes(f"s3://{BUCKET}/{status}/{code}")
    assert str(caught.value).startswith(f"s3://{BUCKET}/{status}/{code}: {told}")
    assert "\n" not in str(caught.value)


def bucketless(s3_address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    from tests.support.aws import pretend

    pretend(monkeypatch)
    monkeypatch.setenv("AWS_ENDPOINT_URL_S3", s3_address)


def test_a_refused_upload_names_the_action(refusing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    bucketless(refusing, monkeypatch)
    with pytest.raises(StorageError, match=r"s3:PutObject on arn:aws:s3:::bucket/403/AccessDenied and kms:Gen"):
        storage.write_bytes(f"s3://{BUCKET}/403/AccessDenied", b"x")


def test_seeds_in_s3_give_the_same_run(bucket: Bucket, tmp_path: Path) -> None:
    local = ROOT / "seeds" / "finance.jsonl"
    place = bucket.put("seeds/finance.jsonl", local.read_bytes())
    assert load_seeds(place) == load_seeds(local)
    bad = bucket.put("bad.jsonl", '{"instruction": 3}\n')
    with pytest.raises(SeedError) as caught:
        load_seeds(bad)
    assert caught.value.problems == [f"s3://{BUCKET}/bad.jsonl:1: instruction: is a number; write a string"]
    tree = tmp_path / "topics.txt"
    tree.write_text("rivers\r\nlakes\n")
    topics = bucket.put("topics.txt", tree.read_bytes())
    runs = [
        selfinstruct.generate(seeds, n=5, out=tmp_path / name, pool=pool, topics=tree)
        for name, seeds, pool, tree in (("a", local, local, tree), ("b", place, Path(place), Path(topics)))
    ]
    assert len({(run.path / "dataset.jsonl").read_bytes() for run in runs}) == 1
    given = {"seeds": place, "pool": place, "topics": topics}
    assert given.items() <= runs[1].info["given"].items()


def test_a_run_is_not_kept_in_s3(
    bucket: Bucket, dataset: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    place = f"s3://{BUCKET}/run"
    before = sorted(tmp_path.iterdir())
    for make in (
        lambda: selfinstruct.generate(ROOT / "seeds" / "finance.jsonl", n=1, out=place),
        lambda: selfinstruct.distill(dataset, out=Path(place)),
        lambda: selfinstruct.prefer(dataset, "contrast", out=place),
        lambda: selfinstruct.label(dataset, ["offline"] * 2, labels=("a", "b"), out=place),
        lambda: selfinstruct.merge([dataset], place),
    ):
        with pytest.raises(
            UsageError, match=rf"^{place}: cannot be written to as a directory: runs, .* kept on a local disk"
        ):
            make()
    with pytest.raises(UsageError, match=rf"^-o {place}: forms are written to a local disk"):
        selfinstruct.review_export(dataset, place, everything=True)
    for read in (Run, selfinstruct.resume, selfinstruct.jobs):
        with pytest.raises(RunError, match=rf"^{place}: is not on this machine; runs"):
            read(place)
    assert sorted(tmp_path.iterdir()) == before


def test_prompts_in_s3_are_those_of_all_files_below_a_prefix(bucket: Bucket, tmp_path: Path) -> None:
    def row(text: str) -> str:
        body = {"messages": [{"role": "user", "content": [{"text": text}]}]}
        return json.dumps({"schemaType": "ModelInvocationLog", "input": {"inputBodyJson": body}}) + "\n"

    bucket.put("logs/2026/11/20/a.json.gz", gzip.compress((row("First?") + row("Call +49 170 1234567!")).encode()))
    bucket.put("logs/2026/11/21/b.json.gz", gzip.compress(row("Second?").encode()))
    run = selfinstruct.distill(f"s3://{BUCKET}/logs/", out=tmp_path / "out")
    assert [item["instruction"] for item in run.dataset()] == ["First?", "Call [PHONE]!", "Second?"]
    assert run.info["given"]["prompts"] == f"s3://{BUCKET}/logs"
    bucket.put("logs/2026/11/22/c.json.gz", b"torn")
    with pytest.raises(SeedError, match=r"s3://bucket/logs/2026/11/22/c\.json\.gz: is not a complete gzip file"):
        selfinstruct.distill(f"s3://{BUCKET}/logs/", out=tmp_path / "out")
    with pytest.raises(UsageError, match=r"^s3://bucket/none: there is no such object$"):
        selfinstruct.distill(f"s3://{BUCKET}/none/", out=tmp_path / "out")


def apart(bucket: Bucket, number: int, prompt: str, answer: str = "") -> str:
    """A row whose bodies stand in objects of their own, as Bedrock keeps those that are too long."""
    day = "logs/AWSLogs/1/BedrockModelInvocationLogs/us-east-1/2026/11/21/10"
    keys = [f"{day}/data/{number}_{side}.json.gz" for side in ("input", "output")]
    bodies: list[Any] = [
        {"messages": [{"role": "user", "content": [{"text": prompt}]}]},
        {"output": {"message": {"role": "assistant", "content": [{"text": answer}]}}},
    ]
    for key, body in zip(keys, bodies[: 1 + bool(answer)], strict=False):
        bucket.put(key, gzip.compress(json.dumps(body).encode()))
    sides = [{f"{side}BodyS3Path": f"s3://{BUCKET}/{key}"} for side, key in zip(("input", "output"), keys, strict=True)]
    row = {"schemaType": "ModelInvocationLog", "operation": "Converse", "input": sides[0], "output": sides[1]}
    bucket.put(f"{day}/{number}.json.gz", gzip.compress(json.dumps(row).encode() + b"\n"))
    return json.dumps(row) + "\n"


def test_bodies_of_a_log_in_objects_of_their_own(
    bucket: Bucket, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    number = "+49 170 1234567"
    rows = [apart(bucket, 1, f"{'Long. ' * 20_000}Call {number}!", f"Done, {number}."), apart(bucket, 2, "Q")]
    rows.append(rows[1].replace("2_input", "3_input"))
    log = tmp_path / "copied" / "log.jsonl"
    log.parent.mkdir()
    log.write_text("".join(rows))
    for source in (log, f"s3://{BUCKET}/logs/"):
        caplog.clear()
        run = selfinstruct.distill(source, out=tmp_path / f"out-{Path(source).name}", own_output=True)
        assert [row["instruction"][-13:] for row in run.dataset()] == ["Call [PHONE]!", "Q"]
        assert run.dataset()[0]["output"] == "Done, [PHONE]."
        assert run.info["counts"]["own"] == 1
        assert "the answer stands in an object of its own, and that cannot be read: s3://bucket/logs/" in caplog.text
        assert "2_output.json.gz: there is no such object; used without it" in caplog.text
    [gone] = [row for row in Run(tmp_path / "out-log.jsonl").rejected() if row["rule"] == "not_text"]
    assert gone["value"].endswith("data/3_input.json.gz: there is no such object")
    assert [task.instances[0].output for task in load_seeds(log) if task.instances] == ["Done, [PHONE]."]
    # A copy beside the log is as good.
    keys = bucket.keys()
    [second] = [key for key in keys if "2_input" in key]
    (log.parent / "data").mkdir()
    (log.parent / "data" / "3_input.json.gz").write_bytes(bucket.get(second))
    bucket.put(second, b"\x1f\x8b torn")
    run = selfinstruct.distill(log, out=tmp_path / "third", own_output=True)
    assert [row["instruction"][-1:] for row in run.dataset()] == ["!", "Q"]
    assert "2_input.json.gz: is no JSON; left out" in caplog.text


def test_a_body_that_may_not_be_read_ends_it_before_anything_is_asked(
    refusing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    bucketless(refusing, monkeypatch)
    path = f"s3://{BUCKET}/403/AccessDenied/1_input.json.gz"
    row = {"schemaType": "ModelInvocationLog", "input": {"inputBodyS3Path": path}}
    (tmp_path / "log.jsonl").write_text(json.dumps(row) + "\n")
    denied = f"{path}: access is denied: it needs the action s3:GetObject on"
    told = rf"log\.jsonl:1: a body is stored in another object: {denied}"
    with pytest.raises(StorageError, match=told):
        selfinstruct.distill(tmp_path / "log.jsonl", out=tmp_path / "out")
    with pytest.raises(StorageError, match=told):
        load_seeds(tmp_path / "log.jsonl")
    assert not (tmp_path / "out").exists()


def test_exports_go_to_s3_and_are_checked_there(bucket: Bucket, dataset: Path) -> None:
    source = bucket.put("in/dataset.jsonl", dataset.read_bytes())
    made = selfinstruct.export(source, "messages", f"s3://{BUCKET}/out/train.jsonl", access=Access(sse="AES256"))
    assert made.rows == 12
    assert f"s3://{BUCKET}/out/train.jsonl" in made.files
    assert len(bucket.get("out/train.jsonl").split(b"\n")) == 13
    assert bucket.head("out/train.jsonl")["ServerSideEncryption"] == "AES256"
    assert selfinstruct.check(f"s3://{BUCKET}/out/train.jsonl", "messages").valid
    selfinstruct.export(source, "alpaca", f"s3://{BUCKET}/out/train.json.gz", file_type="json.gz")
    assert bucket.get("out/train.json.gz")[:2] == b"\x1f\x8b"


@pytest.mark.slow
def test_a_folder_in_s3_holds_this_export_only(bucket: Bucket, dataset: Path) -> None:
    for _ in range(2):  # the same again replaces it
        selfinstruct.export(dataset, "llama-factory", f"s3://{BUCKET}/out/folder")
    assert "out/folder/dataset_info.json" in set(bucket.keys())
    bucket.put("out/folder/mine.txt", "mine")
    with pytest.raises(UsageError, match=r"holds s3://bucket/out/folder/mine.txt, which is not part of this export"):
        selfinstruct.export(dataset, "llama-factory", f"s3://{BUCKET}/out/folder")
    assert bucket.get("out/folder/mine.txt") == b"mine"


def test_a_folder_or_prefix_of_logs_is_all_its_files(bucket: Bucket, tmp_path: Path) -> None:
    names = [
        "2026/02/b.json.gz", "2026/01/a.jsonl", "2026/01/data/1f_input.json.gz", "2026/01/data/1f_output.json.gz",
        "check", "c.json", "data/mine.json",
    ]  # fmt: skip
    for name in names:
        (tmp_path / "logs" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "logs" / name).write_text("{}")
        bucket.put(f"logs/{name}", "{}")
    wanted = ["2026/01/a.jsonl", "2026/02/b.json.gz", "c.json", "data/mine.json"]
    assert files(tmp_path / "logs") == [str(tmp_path / "logs" / name) for name in wanted]
    assert files(Path(f"s3://{BUCKET}/logs/")) == [f"s3://{BUCKET}/logs/{name}" for name in wanted]
    assert files(f"s3://{BUCKET}/logs/c.json") == [f"s3://{BUCKET}/logs/c.json"]
    assert files(f"s3://{BUCKET}/nothing") == [f"s3://{BUCKET}/nothing"]


@pytest.mark.slow
def test_the_command_line_takes_s3_paths(bucket: Bucket, dataset: Path) -> None:
    source = bucket.put("in/dataset.jsonl", dataset.read_bytes())
    command = [
        sys.executable, "-m", "selfinstruct", "filter", source, "--only", "pii", "-o", f"s3://{BUCKET}/kept.jsonl",
        "--sse", "aws:kms", "--sse-kms-key-id", "alias/mine", "--json",
    ]  # fmt: skip
    done = subprocess.run(command, capture_output=True, text=True, check=True, cwd=ROOT)
    assert json.loads(done.stdout)["out"] == f"s3://{BUCKET}/kept.jsonl"
    assert bucket.get("kept.jsonl") == dataset.read_bytes()
    assert bucket.get("kept.rejected.jsonl") == b""
    assert bucket.head("kept.jsonl")["ServerSideEncryption"] == "aws:kms"
    command[4] = f"s3://{BUCKET}/nothing.jsonl"
    failed = subprocess.run(command, capture_output=True, text=True, cwd=ROOT)
    assert (failed.returncode, failed.stderr) == (2, f"error: s3://{BUCKET}/nothing.jsonl: there is no such object\n")
