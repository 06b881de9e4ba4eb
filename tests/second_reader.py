#!/usr/bin/env python3
"""A second reader of the journal, which uses nothing that is not in docs/journal-format.md.

Usage: second_reader.py FOLDER

Checks names, density, chain and root; prints a line an event: the subject, and the title of a recorded
development or the type of any other event. On damage, prints the place on stderr and exits with 3.
"""

import base64
import hashlib
import json
import os
import re
import sys

SEGMENT_LINES = 65536
MAX_LINE = 65535
REQUIRED = {
    "specversion", "id", "source", "type", "subject", "time", "dataschema", "sequence", "recorder",
    "prevhash", "data",
}
BATCH = {"batchid", "batchlen", "batchpos"}
OPTIONAL = {"causationid"} | BATCH


class Damage(Exception):
    """Something is wrong at a place."""

    def __init__(self, path, line, what):
        place = path if line is None else f"{path}:{line}"
        super().__init__(f"{place}: {what}")


def leaf_hash(data):
    return hashlib.sha256(b"\x00" + data).digest()


def node_hash(left, right):
    return hashlib.sha256(b"\x01" + left + right).digest()


def push(peaks, leaf):
    """Adds a leaf to a list of (width, root) of perfect trees, the largest first."""
    width = 1
    while peaks and peaks[-1][0] == width:
        leaf = node_hash(peaks.pop()[1], leaf)
        width *= 2
    peaks.append((width, leaf))


def root_of(peaks):
    if not peaks:
        return hashlib.sha256(b"").digest()
    root = peaks[-1][1]
    for _, left in reversed(peaks[:-1]):
        root = node_hash(left, root)
    return root


def text(hash_):
    return base64.b64encode(hash_).decode()


def read_checkpoint(folder):
    path = os.path.join(folder, "checkpoint")
    try:
        with open(path, encoding="utf-8", newline="") as file:
            lines = file.read().split("\n")
    except FileNotFoundError:
        raise Damage(path, None, "the checkpoint is missing") from None
    except UnicodeDecodeError:
        raise Damage(path, None, "not UTF-8") from None
    if len(lines) < 4 or lines[-1] != "":
        raise Damage(path, None, "not three lines, each ended by a line feed")
    origin, size, root, *rest = lines
    if not re.fullmatch(r"[!-~]{1,200}", origin) or re.search(r'[+"\\<>^`{|}]|://', origin):
        raise Damage(path, 1, f"`{origin}` is not an origin")
    if not re.fullmatch(r"0|[1-9][0-9]*", size):
        raise Damage(path, 2, f"`{size}` is not a number of lines")
    if not re.fullmatch(r"[A-Za-z0-9+/]{43}=", root):
        raise Damage(path, 3, f"`{root}` is not a hash")
    if rest != [""] and (rest[0] != "" or not all(line.startswith("\u2014 ") for line in rest[1:-1])):
        raise Damage(path, 4, "only signatures may follow the root")
    return origin, int(size), root


def list_segments(folder):
    firsts = []
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name in ("checkpoint", "checkpoint.new", "lock"):
            continue
        match = re.fullmatch(r"([0-9]{20})\.jsonl", name)
        if not match or int(match[1]) % SEGMENT_LINES:
            raise Damage(path, None, "the file is no part of a journal")
        firsts.append(int(match[1]))
    paths = []
    for index, first in enumerate(firsts):
        expected = os.path.join(folder, f"{index * SEGMENT_LINES:020}.jsonl")
        if first != index * SEGMENT_LINES:
            raise Damage(expected, None, "the segment is missing")
        paths.append(expected)
    # From the last to the first: so what is seen is a prefix, though somebody appends meanwhile.
    lengths = [os.path.getsize(path) for path in reversed(paths)]
    return list(zip(paths, reversed(lengths)))


def refuse_repeats(pairs):
    names = [name for name, _ in pairs]
    if len(names) != len(set(names)):
        raise ValueError("a member stands twice")
    return dict(pairs)


def parse(line):
    """The members of a line; ValueError where it is not an event."""
    if len(line) > MAX_LINE:
        raise ValueError(f"{len(line)} bytes are too many")
    if not (line.startswith(b"{") and line.endswith(b"}")):
        raise ValueError("the line is not an object")
    event = json.loads(line.decode("utf-8"), object_pairs_hook=refuse_repeats)
    names = set(event)
    if names - REQUIRED - OPTIONAL:
        raise ValueError(f"unknown member {sorted(names - REQUIRED - OPTIONAL)}")
    if REQUIRED - names:
        raise ValueError(f"missing member {sorted(REQUIRED - names)}")
    for name in REQUIRED - {"data"}:
        if not isinstance(event[name], str):
            raise ValueError(f"{name} is not a string")
    if not isinstance(event["data"], dict):
        raise ValueError("data is not an object")
    if event["specversion"] != "1.0":
        raise ValueError("specversion is not 1.0")
    if not re.fullmatch(r"[0-9]{20}", event["sequence"]):
        raise ValueError("sequence is not 20 digits")
    if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", event["time"]):
        raise ValueError("time is not RFC 3339 in microseconds")
    schema = re.fullmatch(r"urn:annals:(.+):([1-9][0-9]*)", event["dataschema"])
    if not schema or event["type"] != f"annals.{schema[1]}":
        raise ValueError("type and dataschema do not fit together")
    if names & BATCH and (
        not BATCH <= names or event["batchlen"] < 2 or not 0 <= event["batchpos"] < event["batchlen"]
    ):
        raise ValueError("the batch members do not fit together")
    return event


class Journal:
    """The lines that count, so far."""

    def __init__(self, origin):
        self.origin = origin
        self.next = 0
        self.hash = leaf_hash(origin.encode())
        self.time = ""
        self.peaks = []
        self.batch = None
        self.events = []
        # As of the last whole batch.
        self.whole = 0

    def misfit(self, event, first):
        """Why an event does not follow, or nothing."""
        if int(event["sequence"]) != self.next:
            return f"sequence {int(event['sequence'])} stands where {self.next} belongs"
        if not first <= self.next < first + SEGMENT_LINES:
            return "the line is in the wrong segment"
        if event["prevhash"] != text(self.hash):
            return f"prevhash is {event['prevhash']}, but the line before hashes to {text(self.hash)}"
        if event["source"] != self.origin:
            return f"the source is {event['source']}, not {self.origin}"
        if event["time"] < self.time:
            return "the time lies before that of the line before"
        batch = tuple(event.get(name) for name in ("batchid", "batchlen", "batchpos"))
        begins = batch[2] in (None, 0)
        if self.batch is None and not begins:
            return "the batch does not begin at 0"
        if self.batch is not None and batch != (*self.batch[:2], self.batch[2] + 1):
            return "the batch before is not whole"
        return None

    def take(self, event, line):
        self.next += 1
        self.hash = leaf_hash(line)
        self.time = event["time"]
        self.events.append(event)
        batch = tuple(event.get(name) for name in ("batchid", "batchlen", "batchpos"))
        is_whole = batch[0] is None or batch[2] + 1 == batch[1]
        self.batch = None if is_whole else batch
        if is_whole:
            self.whole = self.next


def read_journal(folder):
    origin, size, root = read_checkpoint(folder)
    journal = Journal(origin)
    torn = None
    for path, length in list_segments(folder):
        first = int(os.path.basename(path)[:20])
        if first > journal.next and torn is None:
            raise Damage(path, 1, f"the segment before ends at {journal.next}")
        with open(path, "rb") as file:
            lines = file.read(length).split(b"\n")
        unended = lines.pop()
        if unended:
            lines.append(unended)
        for number, line in enumerate(lines, 1):
            is_ended = number < len(lines) or not unended
            event, reason = None, "the line is not ended"
            if is_ended:
                try:
                    event = parse(line)
                    reason = journal.misfit(event, first)
                except ValueError as error:
                    reason = f"the line cannot be read: {error}"
            if torn is None and reason is None:
                journal.take(event, line)
                if journal.next <= size:
                    push(journal.peaks, leaf_hash(line))
                continue
            if journal.next < size:
                raise Damage(path, number, reason)
            if event is not None:
                begin = int(event["sequence"]) - event.get("batchpos", 0)
                if begin != journal.whole:
                    raise Damage(path, number, reason or "a line of another batch follows a torn one")
            torn = torn or f"{path}:{number}"
    if journal.next < size:
        path = os.path.join(folder, f"{journal.next - journal.next % SEGMENT_LINES:020}.jsonl")
        what = f"the tail was cut off: {journal.next} lines are left of {size}"
        raise Damage(path, journal.next % SEGMENT_LINES + 1, what)
    if text(root_of(journal.peaks)) != root:
        what = f"the root is {text(root_of(journal.peaks))}, the checkpoint says {root}"
        raise Damage(os.path.join(folder, "checkpoint"), 3, what)
    if journal.whole < size:
        raise Damage(os.path.join(folder, "checkpoint"), 2, "the checkpoint cuts a batch")
    return journal.events[: journal.whole], torn or journal.whole < journal.next


def main():
    if len(sys.argv) != 2:
        print(__doc__, file=sys.stderr)
        return 2
    try:
        events, torn = read_journal(sys.argv[1])
    except Damage as damage:
        print(damage, file=sys.stderr)
        return 3
    for event in events:
        is_recorded = event["type"] == "annals.development.recorded"
        print(f"{event['subject']}\t{event['data'].get('title') if is_recorded else event['type']}")
    if torn:
        print("a torn tail was skipped", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
