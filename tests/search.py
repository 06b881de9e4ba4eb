#!/usr/bin/env python3
"""Finds which developments of a journal hold the words of a query, by its own reading of the lines and
its own way of taking texts apart: a second reckoning for `annals search`. Called with the journal's
segments; standard input holds the queries as JSON, each a list of alternatives, an alternative a list of
[sign, field or null, words], the sign `+` for what must and `-` for what must not stand there, a `*` at
the end of the words for beginnings. Prints for each query the keys found, sorted. Standard library."""

import json
import re
import sys
import unicodedata

# Han, kana, hangul: what is written without blanks
WIDE = "\u3005-\u3007\u3041-\u3096\u30a1-\u30fa\u30fc-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3"
LONE = re.compile(r"\b(?:[^\W\d_]\.)+[^\W\d_]\b(?!['’])")
PIECES = re.compile(f"[{WIDE}]|[^\\W_{WIDE}]+")


def plain(text):
    """Lower case, full-width forms as usual ones, letters without their accents, `U.S.` as `us`."""
    text = unicodedata.normalize("NFKC", text)
    letters = unicodedata.normalize("NFD", text.lower())
    text = "".join(c for c in letters if not unicodedata.combining(c) or "\u3040" <= c <= "\u30ff")
    text = unicodedata.normalize("NFC", text)
    for special, usual in (("ß", "ss"), ("æ", "ae"), ("œ", "oe"), ("ø", "o"), ("đ", "d"), ("ł", "l"), ("ı", "i")):
        text = text.replace(special, usual)
    text = re.sub(r"(?<=\w)[’‘ʼ]", "'", text)
    text = re.sub(r"(?<=\w)'s(?![\w'])", "", text)
    text = re.sub(r"(?<=[^\W_])'(?=[^\W\d_])", "", text)
    return LONE.sub(lambda found: found.group().replace(".", ""), text)


def singular(word):
    if len(word) < 4 or not word.isascii() or not word.endswith("s") or word == "news":
        return word
    if word.endswith("ies"):
        return word[:-3] + "y" if len(word) > 4 and word[-4] not in "ae" else word
    if word.endswith(("sses", "ches", "shes", "xes")):
        return word[:-2]
    return word if word[-2] in "sui" else word[:-1]


def taken(text):
    """The words of a text, a wide character each a word of its own."""
    return [piece if re.match(f"[{WIDE}]", piece) else singular(piece) for piece in PIECES.findall(plain(text))]


def stands(sought, begins, words):
    """Whether words stand one behind the other among others; the last may only begin one."""
    last = len(sought) - 1

    def fits(at, word):
        here = words[at]
        return here == word or (begins and at - start == last and here.startswith(word))

    for start in range(len(words) - last):
        if all(fits(start + step, word) for step, word in enumerate(sought)):
            return True
    return False


def read(paths):
    """Every development with its texts by field, and the actors by id."""
    developments, actors, merged = {}, {}, {}
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                event = json.loads(line)
                kind, data = event["type"].removeprefix("annals."), event["data"]
                if kind == "development.recorded":
                    developments[data["key"]] = data
                elif kind == "actor.registered":
                    actors[data["id"]] = data
                elif kind == "actors.merged":
                    merged[data["from"]] = data["into"]
                elif kind in ("development.retracted", "development.marked-duplicate"):
                    developments[data["key"]]["gone"] = True
                elif kind == "source.cited":
                    developments[data["key"]]["sources"].append(data["source"])
                elif kind == "claim.recorded":
                    developments[data["key"]].setdefault("claims", []).append(data["claim"])
                elif kind == "commitment.made":
                    developments[data["key"]].setdefault("commitments", []).append(data["commitment"])
                elif kind in ("development.corrected", "actor.amended"):
                    sys.exit(f"this script reads no {kind}")
    return developments, actors, merged


def names(actor):
    found = [actor["id"], *actor.get("aliases", [])]
    for name in actor["names"]:
        found += [name[part] for part in ("name", "short", "romanisation") if name.get(part)]
    return found


def texts(development, actors, merged, countries):
    """Field and words of every text."""
    found = [("title", development["title"]), ("summary", development.get("summary", ""))]
    found += [("title", title["title"]) for title in development.get("titles", [])]
    found += [("dispute", development.get("dispute") or "")]
    ids = set()
    for party in development["parties"]:
        ids.add(party["actor"])
        found.append(("actor", party.get("office") or ""))
    if development.get("place"):
        found.append(("place", development["place"]["name"]))
        found.append(("place", countries.get(development["place"]["country"], "")))
    legal = development.get("legal") or {}
    found += [("legal", legal[part]) for part in ("instrument", "citation", "number") if legal.get(part)]
    ids.add(legal.get("authority"))
    for claim in development.get("claims", []):
        found += [("claim", claim["text"]), ("actor", claim.get("speaker") or "")]
        ids.add(claim.get("by"))
    for made in development.get("commitments", []):
        found.append(("commitment", made["text"]))
        ids.update(made["by"] + made["to"] + made.get("acknowledged_by", []))
    for source in development["sources"]:
        found += [("source", source[part]) for part in ("title", "publisher", "quote") if source.get(part)]

    def stands_for(one):
        while one in merged:
            one = merged[one]
        return one

    groups = {stands_for(one) for one in ids if one}
    for one, actor in actors.items():
        if stands_for(one) in groups:
            found += [("actor", name) for name in names(actor)]
    return [(field, taken(text)) for field, text in found]


def main():
    developments, actors, merged = read(sys.argv[1:])
    asked = json.load(sys.stdin)
    countries = asked["countries"]
    held = {
        key: texts(development, actors, merged, countries)
        for key, development in developments.items()
        if not development.get("gone")
    }

    def says(key, field, words):
        begins = words.endswith("*")
        sought = taken(words.rstrip("*"))
        return any((not field or field == own) and stands(sought, begins, there) for own, there in held[key])

    def meets(key, alternative):
        return all(says(key, field, words) == (sign == "+") for sign, field, words in alternative)

    found = []
    for query in asked["queries"]:
        found.append(sorted(key for key in held if any(meets(key, alternative) for alternative in query)))
    json.dump(found, sys.stdout)


main()
