"""Headers, bodies, commits, receipts and links: docs/protocol.md sections 2, 4 and 5."""

import hashlib
import urllib.parse

import cbor
import ed25519

COMMIT, RECEIPT, ERASURE, CLAIM = b"xuncun/commit/1", b"xuncun/receipt/1", b"xuncun/erasure/1", b"xuncun/claim/1"
PROTECTED = b"\xa1\x01\x27"
DIGITS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
HEADER_FIELDS = ("device", "stream", "seq", "parent", "body_hash", "body_len", "hlc", "author", "grant", "grant_version", "also")


class Refused(Exception):
    """Bytes that do not prove what they claim."""


def sha256(data):
    return hashlib.sha256(data).digest()


def device_of(public):
    return sha256(public)[:16]


# Envelopes


def seal_envelope(secret, purpose, payload):
    signed = cbor.encode(["Signature1", PROTECTED, purpose, payload])
    # The unprotected header is the empty map, which no value of `cbor` is.
    signature = ed25519.sign(secret, signed)
    return b"\xd2\x84" + cbor.encode(PROTECTED) + b"\xa0" + cbor.encode(payload) + cbor.encode(signature)


def payload_of(envelope):
    """What an envelope claims, and its signature; not verified."""
    lead = b"\xd2\x84" + cbor.encode(PROTECTED) + b"\xa0"
    if not envelope.startswith(lead):
        raise Refused("not an envelope")
    parts = cbor.decode_sequence(envelope[len(lead) :])
    if len(parts) != 2 or not all(isinstance(part, bytes) for part in parts) or len(parts[1]) != 64:
        raise Refused("not an envelope")
    return parts


def open_envelope(envelope, public, purpose):
    payload, signature = payload_of(envelope)
    if not ed25519.verify(public, cbor.encode(["Signature1", PROTECTED, purpose, payload]), signature):
        raise Refused("bad signature")
    return payload


# Commits


def encode_header(header):
    return cbor.encode([1] + [header[field] for field in HEADER_FIELDS])


def decode_header(data):
    fields = cbor.decode(data)
    if not isinstance(fields, list) or len(fields) != 12 or fields[0] != 1:
        raise Refused("not a header of this version")
    header = dict(zip(HEADER_FIELDS, fields[1:]))
    if (header["parent"] is None) != (header["seq"] == 1):
        raise Refused("the first header has no parent, every later one has")
    return header


def encode_body(device, salt, puts):
    """`puts`: dicts of table, id, deleted, bases [(device, seq)], columns {name: value} in the order in which they are to stand."""
    tables = []
    for name in sorted({put["table"] for put in puts}, key=str.encode):
        rows = sorted((put for put in puts if put["table"] == name), key=lambda put: put["id"].encode())
        columns = list(dict.fromkeys(column for put in rows for column, value in put["columns"].items() if value is not None))
        base = lambda version: version[1] if version[0] == device else [version[0], version[1]]
        tables.append(
            [
                name,
                columns,
                [
                    [put["id"], int(put["deleted"]), [base(version) for version in put["bases"]]]
                    + [put["columns"].get(column) for column in columns]
                    for put in rows
                ],
            ]
        )
    return cbor.encode([salt, tables])


def decode_body(header, data):
    if len(data) != header["body_len"] or sha256(data) != header["body_hash"]:
        raise Refused("not the body that the header names")
    _, tables = cbor.decode(data)
    puts = []
    for name, columns, rows in tables:
        for row_id, deleted, bases, *values in rows:
            if len(values) != len(columns):
                raise Refused("not one value a column")
            puts.append(
                {
                    "table": name,
                    "id": row_id,
                    "deleted": bool(deleted),
                    "bases": [(header["device"], base) if isinstance(base, int) else tuple(base) for base in bases],
                    "columns": {column: value for column, value in zip(columns, values) if value is not None},
                }
            )
    return puts


def seal(secret, fields, puts, salt):
    """A commit: its envelope, its body and the hash of its header."""
    device = device_of(ed25519.public_key(secret))
    body = encode_body(device, salt, puts)
    header = dict(fields, device=device, body_hash=sha256(body), body_len=len(body))
    payload = encode_header(header)
    return {"envelope": seal_envelope(secret, COMMIT, payload), "body": body, "header": header, "hash": sha256(payload)}


# Receipts


def encode_receipt(receipt):
    fields = ("district", "epoch", "at", "heads", "refused", "listed", "blobs")
    return cbor.encode([2, *(receipt[field] for field in fields)])


def open_receipt(data, public):
    fields = cbor.decode(open_envelope(data, public, RECEIPT))
    if len(fields) != 8 or fields[0] != 2:
        raise Refused("not a receipt of this version")
    return dict(zip(("district", "epoch", "at", "heads", "refused", "listed", "blobs"), fields[1:]))


# Erasures


def replaced(device, puts):
    """What puts replaced, as a record of an erasure tells it: by table and row, without the puts that replaced nothing."""
    base = lambda version: version[1] if version[0] == device else [version[0], version[1]]
    tables = {}
    for put in sorted(puts, key=lambda put: (put["table"].encode(), put["id"].encode())):
        if put["bases"]:
            tables.setdefault(put["table"], []).append([put["id"], [base(version) for version in put["bases"]]])
    return [[table, rows] for table, rows in tables.items()]


def encode_erasure(erasure):
    fields = ("district", "at", "stream", "device", "seq", "hash", "by", "reason", "replaced")
    return cbor.encode([1] + [erasure[field] for field in fields])


def open_erasure(data, public):
    fields = cbor.decode(open_envelope(data, public, ERASURE))
    if len(fields) != 10 or fields[0] != 1:
        raise Refused("not a record of this version")
    erasure = dict(zip(("district", "at", "stream", "device", "seq", "hash", "by", "reason", "replaced"), fields[1:]))
    version = lambda base: (erasure["device"], base) if isinstance(base, int) else tuple(base)
    erasure["replaced"] = [(table, row, [version(base) for base in bases]) for table, rows in erasure["replaced"] for row, bases in rows]
    return erasure


def claim(key, district, token):
    """The device's word, to a restored server, that a token is its own."""
    return seal_envelope(key, CLAIM, cbor.encode([1, district, device_of(ed25519.public_key(key)), sha256(token.encode())]))


# Links


def format_fingerprint(fingerprint):
    number = int.from_bytes(fingerprint, "big")
    return "".join(DIGITS[number >> place * 5 & 31] for place in reversed(range(26)))


def parse_fingerprint(text):
    number = 0
    for character in text.replace("-", "").upper().translate(str.maketrans("OIL", "011")):
        number = number << 5 | DIGITS.index(character)
    return number.to_bytes(16, "big")


def format_link(server, code, fingerprint):
    return f"xuncun://enrol?s={urllib.parse.quote(server, safe='')}&c={code}&f={format_fingerprint(fingerprint)}"


def parse_link(link):
    """Server, code and fingerprint of either form."""
    query = link.partition("?")[2] if link.startswith("xuncun://enrol?") else link.partition("#")[2]
    said = dict(pair.split("=", 1) for pair in query.split("&"))
    return urllib.parse.unquote(said["s"]).rstrip("/"), urllib.parse.unquote(said["c"]), parse_fingerprint(said["f"])
