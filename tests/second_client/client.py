#!/usr/bin/env python3
"""A second client, written from docs/protocol.md alone and from nothing of the Rust code.

    client.py golden MADE_OF               prints what the golden files must hold, as JSON
    client.py enrol STATE LINK NAME        joins and pulls everything
    client.py pull STATE                   pulls what is new
    client.py inspect STATE VILLAGE DAY PHOTO
                                           records a visit, meets refusals, goes on with its chain
    client.py submit STATE VILLAGE DAY     settles what is in conflict and submits
    client.py dump STATE                   prints every row with its heads

Each command ends with one JSON object on standard output, or fails loudly. Python's standard library and libzstd suffice.
"""

import hashlib
import json
import os
import secrets
import sys
import time
import uuid

import cbor
import ed25519
import journal
import visit
from replica import Replica
from shown import dump
from wire import Server


class Client:
    """A device: its key, its replica and its server. Everything is kept in one file between two commands."""

    def __init__(self, path):
        self.path = path
        self.kept = {"entries": [], "receipts": [], "cursor": None}

    @classmethod
    def load(cls, path):
        client = cls(path)
        with open(path, encoding="utf-8") as file:
            client.kept = json.load(file)
        client._begin()
        client._make_anew()
        return client

    def _begin(self):
        kept = self.kept
        self.secret = bytes.fromhex(kept["secret"])
        self.device = journal.device_of(ed25519.public_key(self.secret))
        self.server = Server(kept["server"], kept["token"])
        self.replica = Replica(bytes.fromhex(kept["root_key"]))

    def save(self):
        with open(self.path + ".new", "w", encoding="utf-8") as file:
            json.dump(self.kept, file)
            file.flush()
            os.fsync(file.fileno())
        os.replace(self.path + ".new", self.path)

    def enrol(self, link, name):
        address, code, fingerprint = journal.parse_link(link)
        secret = secrets.token_bytes(32)
        said = Server(address).enrol(code, ed25519.public_key(secret), name)
        # Nothing that the server says is believed before this.
        if journal.sha256(said["root_key"])[:16] != fingerprint:
            raise journal.Refused("another root than the link's")
        self.kept.update(secret=secret.hex(), server=address, token=said["token"], root_key=said["root_key"].hex(), person=said["person"])
        self._begin()
        self._take([(envelope, body, None) for envelope, body in said["commits"]])
        own = self.replica.devices[self.device]
        if own["person"] != said["person"] or self.replica.devices[said["server_device"]]["kind"] != "server":
            raise journal.Refused("the root vouches for other devices")
        self.save()

    def _take(self, entries):
        kept = self.kept["entries"]
        erased = {entry[0].hex(): _entry_to(entry) for entry in entries if len(entry) == 4}
        told = [entry for entry in kept if entry[0] in erased and entry[1]]
        if told:
            # What is held of these bodies goes, and with it all that was made of them: everything is made anew.
            self.kept["entries"] = [erased.get(entry[0], entry) for entry in kept]
            self._make_anew()
        here = {entry[0] for entry in told}
        entries = [entry for entry in entries if entry[0].hex() not in here]
        self.replica.take(entries)
        self.kept["entries"] += [_entry_to(entry) for entry in entries]

    def _make_anew(self):
        self.replica = Replica(bytes.fromhex(self.kept["root_key"]))
        self.replica.take([_entry_from(entry) for entry in self.kept["entries"]])
        for receipt in self.kept["receipts"]:
            self.replica.keep_receipt(bytes.fromhex(receipt))

    def _receipt(self, receipt):
        if receipt is not None:
            self.kept["receipts"].append(receipt.hex())
            return self.replica.keep_receipt(receipt)
        return None

    def pull(self):
        """Pulls until nothing is left; answers with how many pages that took."""
        pages, more = 0, True
        while more:
            cursor = self.kept["cursor"]
            cursor, more, entries, receipt, _ = self.server.pull(cursor and bytes.fromhex(cursor))
            self._take(entries)
            self._receipt(receipt)
            self.kept["cursor"] = cursor.hex()
            self.save()
            pages += 1
        assert not self.replica.waiting, "the server hands out nothing before what it rests on"
        return pages

    # Writing

    def grant(self):
        """The grant of an inspector: its row id, and the milliseconds of its row's version."""
        rows = self.replica.shown("grant")
        own = [row_id for row_id, row in rows.items() if (row["person"], row["role"]) == (self.kept["person"], "inspector")]
        (stream,) = {name[1] for name in self.replica.rows if name[0] == "grant" and name[2] == own[0]}
        return own[0], self.replica.heads("grant", stream, own[0])[0]["hlc"] >> 16

    def commit(self, stream, rows):
        """A signed commit of these rows (table, id, columns), each put resting on the heads that this replica shows."""
        chain = self.replica.chains.get((stream, self.device), [])
        seen = [head["hlc"] for heads in self.replica.rows.values() for head in heads]
        grant, version = self.grant()
        fields = {
            "stream": stream,
            "seq": len(chain) + 1,
            "parent": chain[-1] if chain else None,
            "hlc": max([int(time.time() * 1000) << 16] + [hlc + 1 for hlc in seen]),
            "author": self.kept["person"],
            "grant": grant,
            "grant_version": version,
            "also": [],
        }
        puts = [
            {
                "table": table,
                "id": row_id,
                "deleted": False,
                "bases": [head["version"] for head in self.replica.heads(table, stream, row_id)],
                "columns": columns,
            }
            for table, row_id, columns in rows
        ]
        return journal.seal(self.secret, fields, puts, secrets.token_bytes(16))

    def push(self, commit):
        """Sends one commit, twice: the second time the server says that it is there already. Answers with the code or None."""
        stream, seq = commit["header"]["stream"], commit["header"]["seq"]
        ((code, already),), receipt, _ = self.server.push([commit])
        assert not already
        receipt = self._receipt(receipt)
        refused = [(entry[0], entry[1], entry[2], entry[3]) for entry in receipt["refused"]]
        assert self.replica.is_delivered(stream, self.device, seq), "the receipt names the header, accepted or refused"
        assert ((stream, self.device, seq, code) in refused) == (code is not None)
        ((again, already),), _, _ = self.server.push([commit])
        assert (again, already) == (code, True)
        self.pull()
        return code

    def place(self, village_name, day):
        """The visit that this person's team owes the village: stream, inspection id and the row's columns."""
        replica, person = self.replica, self.kept["person"]
        village = next(code for code, row in replica.shown("division").items() if row["name"] == village_name and len(code) == 12)
        team = next(row["team"] for row in replica.shown("grant").values() if row["person"] == person and row.get("team"))
        rounds = {i: r for i, r in replica.shown("round").items() if r["from_day"] <= day <= r["to_day"]}
        owed = [a for a in replica.shown("assignment").values() if (a["village"], a["team"]) == (village, team) and a["round"] in rounds]
        round_id = owed[0]["round"]
        columns = {"round": round_id, "village": village, "team": team, "day": day, "kind": "open", "standard": rounds[round_id]["standard"]}
        return f"{village}/work", visit.inspection_id(round_id, village, team, day), columns


def _entry_from(kept):
    envelope, body, refused, *erased = kept
    return bytes.fromhex(envelope), body if body is None else bytes.fromhex(body), refused, *map(bytes.fromhex, erased)


def _entry_to(entry):
    envelope, body, refused, *erased = entry
    return [envelope.hex(), body and body.hex(), refused, *(record.hex() for record in erased)]


def inspect(client, village_name, day, photo_path):
    stream, inspection, columns = client.place(village_name, day)
    now = int(time.time() * 1000)
    with open(photo_path, "rb") as file:
        photo = file.read()
    sighting, photo_row, voice_row = str(uuid.uuid4()), str(uuid.uuid4()), str(uuid.uuid4())
    sound = b"OggS\0\x02" + bytes(900)
    answer = lambda item, value, note="": (
        "answer",
        f"{inspection}/{item}",
        {"inspection": inspection, "item": item, "value": json.dumps(value), "note": note},
    )
    code = client.push(
        client.commit(
            stream,
            [
                ("inspection", inspection, dict(columns, started_at=visit.day_start(day))),
                answer("H1", {"kind": "count", "n": 3}, "村口缺株"),
                answer("T2", {"kind": "level", "level": "fair"}),
                (
                    "sighting",
                    sighting,
                    {
                        "inspection": inspection, "kind": "firewood", "count": 2, "lon": 106.684712, "lat": 35.542854, "accuracy": 6.0,
                        "landmark": "二社涝坝旁", "fixed_on_spot": 0, "transferred": 0, "note": "“新”堆\n两处", "seen_at": now,
                    },
                ),
                (
                    "photo",
                    photo_row,
                    {
                        "owner_table": "sighting", "owner_id": sighting, "item": "", "phase": "near",
                        "sha256": hashlib.sha256(photo).hexdigest(), "size": len(photo), "mime": "image/jpeg", "taken_at": now,
                        "offset_min": 480, "lon": 106.684712, "lat": 35.542854, "accuracy": 6.0, "source": "camera",
                    },
                ),
                (
                    "voice_note",
                    voice_row,
                    {
                        "owner_table": "inspection", "owner_id": inspection, "item": "H1", "sha256": hashlib.sha256(sound).hexdigest(),
                        "size": len(sound), "mime": "audio/ogg", "duration_ms": 4000, "recorded_at": now, "offset_min": 480,
                    },
                ),
            ],
        )
    )
    assert code is None, code

    # The photograph, after its row: missing, sent, held by a receipt, and the same bytes when it is fetched.
    digest = hashlib.sha256(photo).digest()
    assert client.server.missing(stream, [digest])[0] == [digest]
    receipt = client._receipt(client.server.upload(stream, photo, "image/jpeg"))
    assert [stream, digest, len(photo), 1] in receipt["blobs"], "there are no backups to wait for"
    missing, receipt = client.server.missing(stream, [digest])
    assert missing == [] and [stream, digest, len(photo), 1] in client._receipt(receipt)["blobs"]
    assert client.server.blob(stream, digest) == photo
    receipt = client._receipt(client.server.upload(stream, sound, "audio/ogg"))
    assert [stream, hashlib.sha256(sound).digest(), len(sound), 1] in receipt["blobs"], "a voice note is a file like a photograph"

    # A table of a stream that an inspector may write which is not theirs: refused for good, and the header keeps its place.
    private = stream.replace("/work", "/private")
    outside = client.push(client.commit(private, [("contact", "c1", {"person": client.kept["person"], "phone": "0933"})]))
    # A table that an inspector does not write, in the middle of a chain that goes on behind it.
    inside = client.push(client.commit(stream, [("review", f"{inspection}/1/r", {"submission": f"{inspection}/1", "verdict": "accepted"})]))
    witness = {"witness_kind": "absent", "witness_name": "", "witness_reason": "村干部均在乡里开会"}
    goes_on = client.commit(stream, [("inspection", f"{inspection}/witness", witness), answer("Y1", {"kind": "yes_no", "yes": True})])
    assert goes_on["header"]["seq"] == 3, "the refused commit has taken its slot"
    after = client.push(goes_on)
    client.save()
    return {"inspection": inspection, "refused": [outside, inside], "after": after, "sighting": sighting, "photo": photo_row, "voice": voice_row}


def submit(client, village_name, day):
    stream, inspection, _ = client.place(village_name, day)
    rivals = [name for name in client.replica.conflicts() if name[1] == stream]
    if rivals:
        # A put that names all heads: the one that is shown stays.
        shown = [(table, row_id, client.replica.heads(table, stream, row_id)[0]["columns"]) for table, _, row_id in rivals]
        assert client.push(client.commit(stream, shown)) is None
    row = {
        "inspection": inspection, "n": 1, "content_hash": visit.content_hash(client.replica, stream, inspection),
        "submitted_at": int(time.time() * 1000), "by": client.kept["person"],
    }
    assert client.push(client.commit(stream, [("submission", f"{inspection}/1", row)])) is None
    client.save()
    return {"settled": [[table, row_id] for table, _, row_id in rivals], "content_hash": row["content_hash"]}


def golden(path):
    with open(path, encoding="utf-8") as file:
        made_of = json.load(file, object_hook=lambda it: bytes.fromhex(it["hex"]) if set(it) == {"hex"} else it)
    key, server_key = made_of["key"], made_of["server_key"]
    device = journal.device_of(ed25519.public_key(key))
    named = {"own": device, "other": journal.device_of(ed25519.public_key(made_of["other_key"]))}
    for put in made_of["puts"]:
        put["bases"] = [(named[whose], seq) for whose, seq in put["bases"]]
    sealed = journal.seal(key, made_of["header"], made_of["puts"], made_of["salt"])
    stream, ms = made_of["header"]["stream"], made_of["server_ms"]
    receipt = dict(made_of["receipt"], at=ms)
    receipt["heads"] = [[stream, device, 3, sealed["hash"]]]
    receipt["refused"] = [[stream, device, 2, "forbidden"]]
    receipt["listed"] = 256
    receipt["blobs"] = [[stream, journal.sha256(made_of["photo"]), len(made_of["photo"]), 1]]
    entries = [[sealed["envelope"], sealed["body"], None], [sealed["envelope"], None, "forbidden"]]
    heads = [[device, stream, 2, made_of["header"]["parent"]]]
    link = made_of["link"]
    erasure = dict(made_of["erasure"], at=ms, stream=stream, device=device, seq=3, hash=sealed["hash"])
    record = journal.encode_erasure(dict(erasure, replaced=journal.replaced(device, made_of["puts"])))
    record = journal.seal_envelope(server_key, journal.ERASURE, record)
    written = {
        "header": journal.encode_header(sealed["header"]),
        "body": sealed["body"],
        "commit": sealed["envelope"],
        "push": cbor.encode([sealed["envelope"], sealed["body"]]) + cbor.encode([b"\x01\x02", None]),
        "push_reply": cbor.encode([[[0, None, 1], [1, "clock_ahead", 0]], ms, b"\x01\x02\x03", heads]),
        "pull": cbor.encode([b"opaque", 1, entries, None, ms, 1000]),
        "receipt": journal.seal_envelope(server_key, journal.RECEIPT, journal.encode_receipt(receipt)),
        "erasure": record,
        "claim": journal.claim(key, erasure["district"], made_of["token"]),
        "push_proven": cbor.encode([sealed["envelope"], None, record]),
        "pull_erased": cbor.encode([b"opaque", 0, [[sealed["envelope"], None, None, record]], None, ms, 0]),
        "link": journal.format_link(link["server"], link["code"], journal.sha256(ed25519.public_key(server_key))[:16]).encode(),
    }
    # What was written is also read.
    public = ed25519.public_key(server_key)
    assert journal.open_receipt(written["receipt"], public)["blobs"] == receipt["blobs"]
    assert len(journal.open_erasure(record, public)["replaced"]) == 2
    assert journal.decode_header(journal.open_envelope(sealed["envelope"], ed25519.public_key(key), journal.COMMIT)) == sealed["header"]
    assert journal.parse_link(written["link"].decode())[0] == link["server"]
    return {name: data.hex() for name, data in written.items()}


def main(command, path, *rest):
    if command == "golden":
        return golden(path)
    if command == "enrol":
        client = Client(path)
        client.enrol(*rest)
    else:
        client = Client.load(path)
    if command == "inspect":
        return inspect(client, *rest)
    if command == "submit":
        return submit(client, *rest)
    if command == "dump":
        return {"rows": dump(client.replica), "conflicts": len(client.replica.conflicts())}
    pages = client.pull()
    replica = client.replica
    assert replica.covers_every_chain(), "a receipt names the head of every chain"
    return {"pages": pages, "person": client.kept["person"], "commits": len(client.kept["entries"]), "rows": len(replica.rows)}


if __name__ == "__main__":
    print(json.dumps(main(*sys.argv[1:])))
