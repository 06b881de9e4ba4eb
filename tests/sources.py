#!/usr/bin/env python3
"""Makes the bibliography of a journal from its lines alone, without the program under test.

    sources.py SEGMENT... > sources.json

The answer holds the documents with what rests on each, the developments that rest on one document, and
on whose documents the developments rest. The lines may be those of the fixtures, too.
"""

import json
import re
import sys
import unicodedata
from collections import Counter
from urllib.parse import urlsplit

ORGANS = {"state", "bloc", "ministry", "agency", "legislature", "court"}
DONE = {"claim.recorded", "commitment.made", "source.cited", "status.changed", "commitment.assessed", "search.logged"}


def folded(text):
    text = unicodedata.normalize("NFKC", text or "").lower()
    text = "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    text = re.sub("[’‘ʼ]", "'", unicodedata.normalize("NFC", text))
    return " ".join(text.split())


def document(source):
    """What tells a document from another."""
    url = (source.get("url") or "").strip()
    if not url:
        return ("", folded(source.get("title")), folded(source.get("publisher")), source.get("published"))
    parts = urlsplit(url)
    if parts.scheme not in ("http", "https"):
        return (url,)
    host = parts.netloc.lower().removeprefix("www.")
    host = host.removesuffix({"http": ":80", "https": ":443"}[parts.scheme])
    query = [p for p in parts.query.split("&") if p and not re.match(r"(?i)utm_|fbclid(=|$)|gclid(=|$)", p)]
    fragment = parts.fragment if parts.fragment[:1] in ("/", "!") else ""
    path = parts.path.rstrip("/")
    codes = lambda text: re.sub(r"%[0-9a-fA-F]{2}", lambda code: code.group().upper(), text)
    return (host, codes(path), codes("&".join(query)), codes(fragment))


def read(paths):
    """The developments that stand, and the actors by every name."""
    developments, actors = {}, {}
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                kind = None
                if "specversion" in record:
                    kind, record = record["type"].removeprefix("annals."), record["data"]
                if kind == "actor.registered" or (kind is None and "names" in record):
                    actors[record["id"]] = record
                elif kind == "development.recorded" or (kind is None and "sources" in record):
                    developments[record["key"]] = {**record, "moves": [], "corrections": []}
                elif kind == "source.cited":
                    developments[record["key"]]["sources"].append(record["source"])
                elif kind == "claim.recorded":
                    developments[record["key"]].setdefault("claims", []).append(record["claim"])
                elif kind == "commitment.made":
                    developments[record["key"]].setdefault("commitments", []).append(record["commitment"])
                elif kind == "status.changed":
                    developments[record["key"]]["moves"].append(record.get("source"))
                elif kind in ("development.retracted", "development.marked-duplicate"):
                    developments[record["key"]]["gone"] = True
                elif kind is not None and kind not in DONE:
                    raise SystemExit(f"sources.py does not know what {kind} does; teach it")
    named = {}
    for actor in actors.values():
        handles = [actor["id"], *(actor.get("aliases") or [])]
        for name in actor["names"]:
            handles += [name.get("name"), name.get("short"), name.get("romanisation")]
        for handle in {folded(handle) for handle in handles if handle}:
            named.setdefault(handle, set()).add(actor["id"])
    return [found for found in developments.values() if not found.get("gone")], actors, named


def side(source, actors, named):
    if source.get("side"):
        return source["side"]
    ids = named.get(folded(source.get("publisher")), ())
    ids = {source["publisher"]} if source.get("publisher") in actors else ids
    if len(ids) != 1:
        return None
    actor = actors[next(iter(ids))]
    return actor["side"] if actor["type"] in ORGANS else None


def main():
    developments, actors, named = read(sys.argv[1:])
    rows, single, balance = {}, [], Counter()
    for development in developments:
        ids = [document(source) for source in development["sources"]]
        sides = {side(source, actors, named) for source in development["sources"]}
        if len(set(ids)) == 1:
            single.append(development["key"])
        told = sides - {None}
        balance["several-sides" if len(told) > 1 else next(iter(told)) if sides == told else "cannot-be-told"] += 1
        for number, (source, one) in enumerate(zip(development["sources"], ids)):
            row = rows.setdefault(one, {"titles": [], "keys": [], "counts": [0, 0, 0, 0], "archived": []})
            row["titles"].append(source.get("title"))
            row["archived"] += [source["archived"]] if source.get("archived") else []
            row["keys"] += [development["key"]] if development["key"] not in row["keys"] else []
            row["counts"][0] += 1
            row["counts"][1] += sum(claim["source"] == number for claim in development.get("claims") or [])
            row["counts"][2] += sum(made.get("source", 0) == number for made in development.get("commitments") or [])
            row["counts"][3] += sum(moved == number for moved in development["moves"])
    for row in rows.values():
        row["keys"].sort()
        row["title"] = next((title for title in row.pop("titles") if title), None)
        row["archived"] = sorted(set(row["archived"]))
    answer = {
        "documents": sorted(rows.values(), key=lambda row: json.dumps(row, ensure_ascii=False)),
        "single": sorted(single),
        "balance": balance,
    }
    json.dump(answer, sys.stdout, ensure_ascii=False)


if __name__ == "__main__":
    main()
