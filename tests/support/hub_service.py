"""The Hugging Face Hub as far as reading and writing datasets asks it: a server on loopback, with commits in memory."""

import base64
import hashlib
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import unquote, urlsplit


def _commit_of(files: dict[str, bytes]) -> str:
    return hashlib.sha1(repr(sorted(files.items())).encode()).hexdigest()


@dataclass
class Hub:
    """Datasets by name, each with the files of all its commits; what it was asked, and how it refuses."""

    address: str = ""
    commits: dict[str, list[dict[str, bytes]]] = field(default_factory=dict)
    private: set[str] = field(default_factory=set)
    gated: set[str] = field(default_factory=set)
    token: str = ""  # writing needs it, and so does reading what is private
    broken: int = 0  # a status that every request is answered with
    asked: list[str] = field(default_factory=list)

    def put(self, repo: str, **files: bytes | str) -> str:
        """Another commit with these files besides those there; its hash."""
        data = {name: text.encode() if isinstance(text, str) else text for name, text in files.items()}
        before = self.commits.get(repo, [{}])[-1]
        self.commits.setdefault(repo, []).append(before | data)
        return _commit_of(self.commits[repo][-1])

    def files(self, repo: str, revision: str = "main") -> dict[str, bytes] | None:
        found = self.commits[repo]
        if revision == "main":
            return found[-1]
        return next((files for files in found if _commit_of(files) == revision), None)


class _Handler(BaseHTTPRequestHandler):
    hub: Hub
    protocol_version = "HTTP/1.1"

    def log_message(self, *_: Any) -> None:
        """Nothing."""

    def _send(self, status: int, body: Any = b"", **headers: str) -> None:
        data = body if isinstance(body, bytes) else json.dumps(body).encode()
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name.replace("_", "-"), value)
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(data)

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        body = self.rfile.read(length)
        path = unquote(urlsplit(self.path).path)
        self.hub.asked.append(f"{self.command} {path}")
        known = bool(self.hub.token) and self.headers.get("Authorization") == f"Bearer {self.hub.token}"
        if self.hub.broken:
            self._send(self.hub.broken, {"error": "out of order"}, X_Error_Message="out of order")
        elif path == "/api/validate-yaml":
            self._send(200, {"errors": [], "warnings": []})
        elif self.command == "POST" and not known:
            self._send(401, {"error": "Invalid credentials"}, X_Error_Message="Invalid credentials")
        elif path == "/api/repos/create":
            asked = json.loads(body)
            repo = f"{asked.get('organization') or 'me'}/{asked['name']}"
            there = repo in self.hub.commits
            self.hub.commits.setdefault(repo, [{}])
            if asked.get("private") or asked.get("visibility") == "private":
                self.hub.private |= set() if there else {repo}
            url = {"url": f"{self.hub.address}/datasets/{repo}"}
            self._send(409 if there else 200, url | ({"error": "exists"} if there else {}))
        else:
            self._repo(path.removeprefix("/api"), known, body)

    def _repo(self, path: str, known: bool, body: bytes) -> None:
        _, kind, owner, name, *rest = [*path.split("/"), *([""] * 3)][:1000]
        rest = [part for part in rest if part]
        repo = f"{owner}/{name}"
        if kind != "datasets" or repo not in self.hub.commits or (repo in self.hub.private and not known):
            self._send(404 if known else 401, {"error": "Repository not found"}, X_Error_Code="RepoNotFound")
            return
        action, revision, *below = [*rest, "", ""][: max(2, len(rest))]
        if action == "revision" or not action:
            self._info(repo, revision or "main")
        elif action == "preupload":
            asked = json.loads(body)["files"]
            modes = [{"path": item["path"], "uploadMode": "regular", "shouldIgnore": False} for item in asked]
            self._send(200, {"files": modes})
        elif action == "commit":
            lines = [json.loads(line) for line in body.splitlines()]
            files = {line["value"]["path"]: base64.b64decode(line["value"]["content"])
                     for line in lines if line["key"] == "file"}  # fmt: skip
            oid = self.hub.put(repo, **files)
            url = f"{self.hub.address}/datasets/{repo}/commit/{oid}"
            self._send(200, {"commitUrl": url, "commitOid": oid, "success": True})
        else:
            self._read(repo, action, revision, "/".join(below))

    def _info(self, repo: str, revision: str) -> None:
        files = self.hub.files(repo, revision)
        if files is None:
            self._send(404, {"error": "Invalid rev"}, X_Error_Code="RevisionNotFound")
            return
        names = [{"rfilename": name} for name in files]
        info = {
            "id": repo,
            "sha": _commit_of(files),
            "private": repo in self.hub.private,
            "siblings": names,
            "tags": [],
        }
        self._send(200, info | {"downloads": 0, "likes": 0})

    def _read(self, repo: str, action: str, revision: str, name: str) -> None:
        files = self.hub.files(repo, revision)
        if files is None:
            self._send(404, {"error": "Invalid rev"}, X_Error_Code="RevisionNotFound")
        elif action == "tree":
            self._send(200, [{"type": "file", "path": path, "size": len(data), "oid": hashlib.sha1(data).hexdigest()}
                             for path, data in files.items()])  # fmt: skip
        elif repo in self.hub.gated:
            self._send(403, {"error": "gated"}, X_Error_Code="GatedRepo")
        elif name not in files:
            self._send(404, {"error": "Entry not found"}, X_Error_Code="EntryNotFound")
        else:
            tag = f'"{hashlib.sha1(files[name]).hexdigest()}"'
            self._send(200, files[name], ETag=tag, X_Repo_Commit=_commit_of(files))

    do_GET = do_HEAD = do_POST = _handle


@contextmanager
def hub_service() -> Iterator[Hub]:
    """A Hub on loopback, as long as the block lasts."""
    hub = Hub()
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Handler", (_Handler,), {"hub": hub}))
    hub.address = f"http://127.0.0.1:{server.server_address[1]}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield hub
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
