"""A visit's rows and the hash of its content: docs/protocol.md section 8."""

import datetime
import hashlib
import json
import uuid


def inspection_id(round_id, village, team, day):
    digest = hashlib.sha256("\0".join(["inspection", round_id, village, team, day]).encode()).digest()
    octets = bytearray(digest[:16])
    octets[6] = octets[6] & 0x0F | 0x80
    octets[8] = octets[8] & 0x3F | 0x80
    return str(uuid.UUID(bytes=bytes(octets)))


def day_start(day):
    """The first moment of a day, civil time UTC+08:00, in milliseconds."""
    return int(datetime.datetime.fromisoformat(f"{day}T00:00:00+08:00").timestamp() * 1000)


def canonical(value):
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(replica, stream, inspection):
    """What a submission names: SHA-256 of the canonical JSON of all that the visit says."""
    row = replica.shown("inspection", stream)[inspection]
    witness = replica.shown("inspection", stream).get(f"{inspection}/witness")
    answers = {i: a for i, a in replica.shown("answer", stream).items() if i.startswith(f"{inspection}/")}
    sightings = {i: s for i, s in replica.shown("sighting", stream).items() if s.get("inspection") == inspection}
    photos = {i: p for i, p in replica.shown("photo", stream).items() if p.get("owner_id") in {inspection, *sightings}}
    marks = [_mark(i, m) for i, m in sorted(replica.shown("photo_mark", stream).items()) if m.get("photo") in photos]
    marks = [mark for mark in marks if None not in mark.values()]
    voices = [v for v in replica.shown("voice_note", stream).values() if v.get("owner_id") in {inspection, *sightings}]
    said = sorted({tuple(v.get(name, "") for name in ("owner_table", "owner_id", "item", "sha256")) for v in voices})
    content = {
        "visit": {"id": inspection, **{name: row.get(name, "") for name in ("round", "village", "team", "day", "kind", "standard")}},
        "witness": witness and {
            "kind": witness["witness_kind"],
            "name": witness.get("witness_name", ""),
            "reason": witness.get("witness_reason", ""),
            "strokes": witness.get("witness_strokes") or None,
        },
        "answers": [
            {"item": a.get("item", ""), "household": a.get("household"), "value": _value(a), "note": a.get("note", "")}
            for a in sorted(answers.values(), key=lambda a: (a.get("item", ""), a.get("household") or 0))
            if a.get("value") or a.get("note")
        ],
        "sightings": [_sighting(i, s) for i, s in sorted(sightings.items())],
        "photos": sorted(
            ({name: p.get(name, "") for name in ("owner_table", "owner_id", "item", "phase", "sha256")} for p in photos.values()),
            key=lambda photo: list(photo.values()),
        ),
        **({"marks": marks} if marks else {}),
        **({"voices": [dict(zip(("owner_table", "owner_id", "item", "sha256"), voice)) for voice in said]} if said else {}),
    }
    return hashlib.sha256(canonical(content).encode()).hexdigest()


def _value(answer):
    value = json.loads(answer["value"]) if answer.get("value") else None
    if value and value.get("overdue") == 0:
        del value["overdue"]
    return value


def _mark(row_id, row):
    words = {name: row.get(name, "") for name in ("photo", "kind", "text")}
    return {"id": row_id, **words, **{name: row.get(name) for name in ("x1", "y1", "x2", "y2")}}


def _sighting(row_id, row):
    position = {name: row.get(name) for name in ("lon", "lat", "accuracy")}
    return {
        "id": row_id,
        "kind": row.get("kind", ""),
        "grade": row.get("grade", ""),
        "count": row.get("count", 0),
        "position": None if None in position.values() else position,
        "landmark": row.get("landmark", ""),
        "fixed_on_spot": bool(row.get("fixed_on_spot")),
        "transferred": bool(row.get("transferred")),
        "finding": row.get("finding"),
        **({"size": json.loads(row["size"])} if row.get("size") else {}),
        **({"difficulty": row["difficulty"]} if row.get("difficulty") else {}),
        "note": row.get("note", ""),
        "seen_at": row.get("seen_at", 0),
    }
