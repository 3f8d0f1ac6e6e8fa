"""What a client holds: verified chains, the heads of every row, receipts. docs/protocol.md sections 3 to 5.

Only what the server handed out is applied, so nothing here is ever taken back. What arrives before its parent, its bases or
its device's key waits.
"""

import journal
from journal import Refused


class Replica:
    def __init__(self, root_key):
        self.root = journal.device_of(root_key)
        self.devices = {self.root: {"key": root_key, "kind": "root", "person": None}}
        self.chains = {}  # (stream, device) → header hashes, from seq 1
        self.rows = {}  # (table, stream, id) → heads, each {version, hlc, author, deleted, columns}
        self.waiting = []
        self.receipts = []

    # Commits

    def take(self, entries):
        """Applies a page; what cannot be applied yet waits. Entries are (envelope, body or None, refused or None), and of a body that
        was erased the record of that as a fourth."""
        self.waiting.extend(entries)
        progress = True
        while progress:
            still = [entry for entry in self.waiting if not self._apply(*entry)]
            progress = len(still) < len(self.waiting)
            self.waiting = still

    def _apply(self, envelope, body, refused, record=None):
        payload, _ = journal.payload_of(envelope)
        header = journal.decode_header(payload)
        signer = self.devices.get(header["device"])
        if signer is None:
            return False
        journal.open_envelope(envelope, signer["key"], journal.COMMIT)
        if signer["kind"] == "app" and signer["person"] != header["author"]:
            raise Refused("signed for another person")
        name, header_hash = (header["stream"], header["device"]), journal.sha256(payload)
        chain = self.chains.setdefault(name, [])
        if header["seq"] <= len(chain):
            if chain[header["seq"] - 1] != header_hash:
                raise Refused("another commit in a taken slot")
            return True
        if header["seq"] > len(chain) + 1:
            return False
        if header["parent"] != (chain[-1] if chain else None):
            raise Refused("the parent is another header")
        if refused is None and body is not None:
            puts = journal.decode_body(header, body)
            if not self._are_here(header["stream"], (base for put in puts for base in put["bases"])):
                return False
            for put in puts:
                self._merge(header, put)
        elif refused is None:
            erasure = self._verified(header, header_hash, record)
            if not self._are_here(header["stream"], (base for _, _, bases in erasure["replaced"] for base in bases)):
                return False
            for table, row_id, bases in erasure["replaced"]:
                self._forget((table, header["stream"], row_id), bases)
        chain.append(header_hash)
        return True

    def _are_here(self, stream, bases):
        return all(seq <= len(self.chains.get((stream, device), [])) for device, seq in bases)

    def _verified(self, header, header_hash, record):
        """The record of an erasure. A body that is missing without one was withheld."""
        for server in [device for device in self.devices.values() if device["kind"] == "server" and record]:
            try:
                erasure = journal.open_erasure(record, server["key"])
            except Refused:
                continue
            if [erasure[field] for field in ("stream", "device", "seq")] == [header[field] for field in ("stream", "device", "seq")]:
                if erasure["hash"] == header_hash:
                    return erasure
        raise Refused("a body is missing, and no server has signed that it was erased")

    def _forget(self, name, bases):
        """heads := heads − bases. A row without heads is not there."""
        kept = [head for head in self.rows.get(name, []) if head["version"] not in bases]
        if kept:
            self.rows[name] = kept
        else:
            self.rows.pop(name, None)

    def _merge(self, header, put):
        """heads := heads − bases + this."""
        version = (header["device"], header["seq"])
        head = {"version": version, "hlc": header["hlc"], "author": header["author"], "deleted": put["deleted"], "columns": put["columns"]}
        name = (put["table"], header["stream"], put["id"])
        kept = [other for other in self.rows.get(name, []) if other["version"] not in put["bases"]]
        # The one that is shown first.
        self.rows[name] = sorted(kept + [head], key=lambda head: (head["hlc"], head["version"][0]), reverse=True)
        if put["table"] == "device" and header["device"] == self.root:
            self._know(put)

    def _know(self, put):
        key = put["columns"].get("key")
        # A row that does not bear its own key's name names nobody; neither may a row make another root.
        if isinstance(key, bytes) and journal.device_of(key).hex() == put["id"] and put["columns"].get("kind") != "root":
            self.devices[journal.device_of(key)] = put["columns"]

    # Rows

    def shown(self, table, stream=None):
        """The shown head of every row of a table that is there, by id."""
        found = {name[2]: heads[0] for name, heads in self.rows.items() if name[0] == table and stream in (None, name[1])}
        return {row_id: head["columns"] for row_id, head in found.items() if not head["deleted"]}

    def heads(self, table, stream, row_id):
        return self.rows.get((table, stream, row_id), [])

    def conflicts(self):
        said = lambda head: (head["deleted"], head["columns"])
        return [name for name, heads in self.rows.items() if any(said(head) != said(heads[0]) for head in heads)]

    # Receipts

    def keep_receipt(self, data):
        """Verifies a receipt: its signature, and that what it says of each chain is what this replica holds of it."""
        servers = [device for device in self.devices.values() if device["kind"] == "server"]
        for server in servers:
            try:
                receipt = journal.open_receipt(data, server["key"])
                break
            except Refused:
                continue
        else:
            raise Refused("a receipt that no server of the district signed")
        for stream, device, seq, header_hash in receipt["heads"]:
            chain = self.chains.get((stream, device), [])
            if seq <= len(chain) and chain[seq - 1] != header_hash:
                raise Refused("the receipt names another header")
        self.receipts.append(receipt)
        return receipt

    def is_delivered(self, stream, device, seq):
        heads = (head for receipt in self.receipts for head in receipt["heads"])
        return any((head[0], head[1]) == (stream, device) and head[2] >= seq for head in heads)

    def covers_every_chain(self):
        return all(self.is_delivered(stream, device, len(chain)) for (stream, device), chain in self.chains.items())
