"""The wire of docs/protocol.md section 7, over urllib."""

import base64
import hashlib
import json
import urllib.error
import urllib.request

import cbor
import zstd

PAGE_BYTES = 64 * 1024


class Answer(Exception):
    """An HTTP error with its code."""

    def __init__(self, status, code):
        super().__init__(f"{status} {code}")
        self.status, self.code = status, code


class Server:
    def __init__(self, address, token=None):
        self.address, self.token = address, token

    def _ask(self, method, path, data=None, headers=None):
        headers = dict(headers or {})
        if self.token:
            headers["Authorization"] = f"Bearer {self.token}"
        url = path if path.startswith("http") else self.address + path
        request = urllib.request.Request(url, data=data, headers=headers, method=method)
        try:
            with urllib.request.urlopen(request, timeout=60) as reply:
                return reply.headers, reply.read()
        except urllib.error.HTTPError as error:
            said = error.read()
            raise Answer(error.code, json.loads(said)["code"] if said else None) from None

    def enrol(self, code, public_key, name):
        _, reply = self._ask("POST", "/v1/enroll", cbor.encode([code, public_key, name, "python"]), {"Content-Type": "application/cbor"})
        names = ("district", "district_name", "root_key", "token", "person", "commits", "server_device", "server_ms")
        return dict(zip(names, cbor.decode(reply)))

    def push(self, commits):
        """Verdicts [(code or None, already)], the receipt or None, and the server's heads where a chain met a gap or a fork."""
        page = b"".join(cbor.encode([commit["envelope"], commit["body"]]) for commit in commits)
        headers = {"Content-Type": "application/cbor-seq", "Content-Encoding": "zstd"}
        _, reply = self._ask("POST", "/v1/commits", zstd.compress(page), headers)
        verdicts, _, receipt, heads = cbor.decode(reply)
        return [(code, bool(already)) for _, code, already in verdicts], receipt, heads

    def pull(self, cursor):
        query = f"?max={PAGE_BYTES}" + (f"&cursor={base64.urlsafe_b64encode(cursor).rstrip(b'=').decode()}" if cursor else "")
        _, reply = self._ask("GET", "/v1/commits" + query)
        cursor, more, entries, receipt, _, left = cbor.decode(zstd.decompress(reply))
        return cursor, bool(more), [tuple(entry) for entry in entries], receipt, left

    def missing(self, stream, hashes):
        reply = self._ask("POST", "/v1/missing", cbor.encode([stream, hashes]), {"Content-Type": "application/cbor"})
        return cbor.decode(reply[1])

    def blob(self, stream, digest):
        return self._ask("GET", f"/v1/blobs/{stream}/{digest.hex()}")[1]

    def upload(self, stream, data, kind, chunk=64 * 1024):
        """Sends a blob by tus in chunks with checksums; answers with the receipt's bytes."""
        text = lambda value: base64.b64encode(value.encode()).decode()
        metadata = {"stream": stream, "sha256": hashlib.sha256(data).hexdigest(), "filetype": kind}
        headers = {
            "Tus-Resumable": "1.0.0",
            "Upload-Length": str(len(data)),
            "Upload-Metadata": ",".join(f"{name} {text(value)}" for name, value in metadata.items()),
        }
        said, _ = self._ask("POST", "/v1/uploads", b"", headers)
        at = int(said["Upload-Offset"])
        while at < len(data):
            part = data[at : at + chunk]
            headers = {
                "Tus-Resumable": "1.0.0",
                "Upload-Offset": str(at),
                "Upload-Checksum": "sha256 " + base64.b64encode(hashlib.sha256(part).digest()).decode(),
                "Content-Type": "application/offset+octet-stream",
            }
            location = said["Location"] or location
            said, _ = self._ask("PATCH", location, part, headers)
            at = int(said["Upload-Offset"])
        return base64.b64decode(said["Xuncun-Receipt"])
