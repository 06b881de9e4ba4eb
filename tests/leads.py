#!/usr/bin/env python3
"""A second count of the rows of feeds, which knows nothing of the program.

Usage: leads.py FORMAT [--relation A-B] [--root 01,05] [--min-mentions N] FILE...

FORMAT is federal-register, gdelt or icews. Prints one JSON object: how many rows there are, the lines of
those that cannot be read, how many can, how many of these pass the filter, and a hash over their ids.
Standard library only.
"""

import datetime
import gzip
import hashlib
import json
import re
import sys

EXCEPTIONS = {"BAG": "IRQ", "GZS": "PSE", "WSB": "PSE", "IMY": "IMN", "MTN": "MNE", "ROM": "ROU", "TMP": "TLS"}
REGIONS = set(
    "AFR ASA BLK CRB CAU CFR CAS CEU EIN EAF EEU EUR LAM MEA MDT NAF NMR PGS SCN SAM SAS SEA SAF WAF WST ANT".split()
)
NAMES = {"China": "CHN", "United States": "USA", "Russian Federation": "RUS"}


def opened(path):
    with open(path, "rb") as file:
        packed = file.read(2) == b"\x1f\x8b"
    return gzip.open(path, "rb") if packed else open(path, "rb")


def is_day(text, form):
    try:
        return datetime.datetime.strptime(text, form).strftime(form) == text
    except ValueError:
        return False


def is_number(text):
    return text == "" or re.fullmatch(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", text) is not None


def side(code):
    return None if code == "" or code in REGIONS else EXCEPTIONS.get(code, code)


def gdelt(cells):
    """The id, the sides of the two actors, root code, mentions; or nothing."""
    if len(cells) not in (57, 58, 61):
        return None
    digits = re.compile(r"\d+")
    counts = [cells[at] for at in (29, 31, 32, 33)]
    sound = (
        digits.fullmatch(cells[0])
        and digits.fullmatch(cells[26])
        and is_day(cells[1], "%Y%m%d")
        and all(count == "" or digits.fullmatch(count) for count in counts)
        and is_number(cells[30])
        and is_number(cells[34])
    )
    if not sound:
        return None
    return cells[0], (side(cells[7]), side(cells[17])), cells[26][:2], int(cells[31] or -1)


def icews(cells):
    if len(cells) != 20:
        return None
    sound = cells[0].isdigit() and cells[6].isdigit() and is_day(cells[1], "%Y-%m-%d") and is_number(cells[7])
    if not sound:
        return None
    return cells[0], (NAMES.get(cells[4]), NAMES.get(cells[10])), cells[6][:2], -1


def federal_register(record):
    if not isinstance(record, dict):
        return None
    number = record.get("document_number") or record.get("item_id")
    date = record.get("publication_date") or record.get("original_published") or ""
    if not number or not record.get("title") or not is_day(date[:10], "%Y-%m-%d"):
        return None
    return number.removeprefix("federal_register:"), (None, None), "", -1


def rows_of(kind, path):
    """Line numbers with what each row holds, nothing where it cannot be read."""
    with opened(path) as file:
        data = file.read()
    if kind == "federal-register" and data.lstrip()[:1] == b"[" or data.startswith(b"{\n"):
        document = json.loads(data)
        records = document if isinstance(document, list) else document["results"]
        text, at = data.decode(), 0
        for record in records:
            # the line on which the element begins is that of the brace before its first field
            first = next(iter(record))
            needle = json.dumps(first) + ": " + json.dumps(record[first])
            at = text.index(needle, at)
            yield text.count("\n", 0, text.rindex("{", 0, at)) + 1, federal_register(record)
            at += 1
        return
    lines = data.split(b"\n")
    for number, line in enumerate(lines, 1):
        if not line:
            continue
        try:
            text = line.rstrip(b"\r").decode()
        except UnicodeDecodeError:
            yield number, None
            continue
        if kind == "federal-register":
            try:
                yield number, federal_register(json.loads(text))
            except ValueError:
                yield number, None
        elif kind == "icews":
            if number > 1:
                yield number, icews(text.split("\t"))
        else:
            yield number, gdelt(text.split("\t"))


def main():
    kind, *rest = sys.argv[1:]
    relation, roots, least, files = None, None, None, []
    while rest:
        word = rest.pop(0)
        if word == "--relation":
            relation = set(rest.pop(0).split("-"))
        elif word == "--root":
            roots = rest.pop(0).split(",")
        elif word == "--min-mentions":
            least = int(rest.pop(0))
        else:
            files.append(word)
    rows, refused, passed = 0, [], set()
    for path in files:
        for line, row in rows_of(kind, path):
            rows += 1
            if row is None:
                refused.append(line)
                continue
            name, sides, root, mentions = row
            wanted = (
                (relation is None or set(sides) == relation)
                and (roots is None or root in roots)
                and (least is None or mentions >= least)
            )
            if wanted:
                passed.add(name)
    digest = hashlib.sha256("\n".join(sorted(passed)).encode()).hexdigest()
    print(json.dumps({"rows": rows, "refused": refused, "passed": len(passed), "digest": digest}))


main()
