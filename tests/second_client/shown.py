"""A replica as text, in the form in which the tests compare replicas. No part of the protocol."""


def dump(replica):
    lines = {f"{table} {stream} {row_id}": _row(heads) for (table, stream, row_id), heads in replica.rows.items()}
    for (stream, device), chain in replica.chains.items():
        lines[f"~chain {stream} {device.hex()}"] = f"{len(chain)} {chain[-1].hex()}"
    return "".join(f"{name} {text}\n" for name, text in sorted(lines.items(), key=lambda line: line[0].encode()))


def _row(heads):
    said = [(head["deleted"], head["columns"]) for head in heads]
    rivalry = 0 if len(heads) == 1 else 1 if all(one == said[0] for one in said) else 2
    first, *others = [_head(head) for head in heads]
    return f"conflict={rivalry}" + first + "".join(sorted(others))


def _head(head):
    device, seq = head["version"]
    text = f"\n  {device.hex()}:{seq} {head['hlc']} {head['author']} " + ("deleted" if head["deleted"] else "")
    for name, value in sorted(head["columns"].items()):
        text += f" {name}={_value(value)}"
    return text


def _value(value):
    if isinstance(value, bytes):
        return "x" + value.hex()
    if isinstance(value, str):
        escapes = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t", "\0": "\\0"}
        return '"' + "".join(escapes.get(character, character) for character in value) + '"'
    return repr(value)
