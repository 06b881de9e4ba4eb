#!/usr/bin/env python3
"""Reckons series, counts, networks and offices from journal lines alone, without the program under test.

    series.py JOURNAL GOLDSTEIN_TABLE < questions.json > answers.json

A question is an object with `ask` (`series`, `stats`, `network`, `offices`) and what it needs; any may have
`known_on` (a time, RFC 3339 in UTC) and `public_on` (a day). Nothing here is taken from the program: events
are folded, dates bounded and scores added anew. Scores are in tenths.
"""

import calendar
import json
import sys
from collections import Counter, defaultdict
from datetime import date

# Typed off the manual's tables, in tenths.
PLOVER = {
    "plover": {
        "AGREE": 25, "CONSULT": 25, "SUPPORT": 50, "CONCEDE": 45, "COOPERATE": 95, "AID": 100, "RETREAT": 65,
        "REQUEST": 0, "ACCUSE": -30, "REJECT": -20, "THREATEN": -35, "PROTEST": -50, "SANCTION": -60,
        "MOBILIZE": -55, "COERCE": -70, "ASSAULT": -90,
    },
    "plover-2021": {
        "ASSAULT": -93, "COERCE": -72, "PROTEST": -66, "MOBILIZE": -53, "SANCTION": -52, "THREATEN": -51,
        "REQUEST": -50, "REJECT": -42, "ACCUSE": -20, "CONSULT": 21, "AGREE": 42, "SUPPORT": 46, "CONCEDE": 50,
        "COOPERATE": 68, "AID": 74, "RETREAT": 76,
    },
}
MONTHS = {"year": 12, "quarter": 3, "month": 1}
BEFORE, AFTER = date.min, date.max


def one(text):
    """The first and last day of a date that is no interval and no set; None for an open end."""
    text = text.strip("~?%")
    if text in ("", ".."):
        return None, None
    if text.startswith("Y"):
        return None, None  # no calendar of Python reaches there; the program has it, the fixtures do not
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    if len(parts) == 2:
        return date(*parts, 1), date(*parts, calendar.monthrange(*parts)[1])
    return date(*parts), date(*parts)


def bounds(text):
    if text[0] in "[{":
        members = [one(member) for member in text[1:-1].split(",")]
        return min(first for first, _ in members), max(last for _, last in members)
    ends = text.split("/")
    return one(ends[0])[0], one(ends[-1])[1]


def names_day(text, first, last):
    """Whether a date names a day from first to last: of a set each member is asked."""
    spans = [one(member) for member in text[1:-1].split(",")] if text[0] in "[{" else [bounds(text)]
    return any((start or BEFORE) <= last and (end or AFTER) >= first for start, end in spans)


def put(record, path, value):
    """Sets a field by its path; null takes it away."""
    *way, last = path.split(".")
    for step in way:
        record = record[int(step)] if isinstance(record, list) else record[step]
    if isinstance(record, list):
        record[int(last)] = value
    elif value is None:
        record.pop(last, None)
    else:
        record[last] = value


class Fold:
    """What the events up to a time add up to."""

    def __init__(self, lines, known_on):
        self.developments, self.actors, self.merged, self.types = {}, {}, {}, Counter()
        self.searches = 0
        for line in lines:
            if known_on is not None and line["time"] > known_on:
                break
            self.take(line["type"].removeprefix("annals."), json.loads(json.dumps(line["data"])))

    def take(self, kind, data):
        self.types[kind] += 1
        if kind == "actor.registered":
            self.actors[data["id"]] = data
        elif kind == "actor.amended":
            for change in data["changes"]:
                put(self.actors[data["id"]], change["field"], change.get("new"))
        elif kind == "actors.merged":
            self.merged[data["from"]] = data["into"]
        elif kind == "search.logged":
            self.searches += 1
        elif kind == "development.recorded":
            data.update(gone=None, corrections=[], assessments=[])
            self.developments[data["key"]] = data
        elif kind == "commitment.assessed":
            self.developments[data["key"]]["assessments"].append(data["assessment"])
        else:
            made = self.developments[data["key"]]
            if kind == "development.corrected":
                for change in data["changes"]:
                    put(made, change["field"], change.get("new"))
                made["corrections"].append(data)
            elif kind == "development.retracted":
                made["gone"] = "retracted"
            elif kind == "development.marked-duplicate":
                made["gone"] = made["gone"] or "duplicate"
            elif kind == "status.changed":
                made["status"] = data["to"]
            elif kind == "source.cited":
                made["sources"].append(data["source"])
            elif kind == "claim.recorded":
                made.setdefault("claims", []).append(data["claim"])
            elif kind == "commitment.made":
                made.setdefault("commitments", []).append(data["commitment"])
            elif kind not in ("link.asserted", "link.withdrawn"):
                raise SystemExit(f"series.py does not know what {kind} does; teach it")

    def standing(self, actor):
        while actor in self.merged:
            actor = self.merged[actor]
        return actor

    def side(self, actor):
        return self.actors[self.standing(actor)]["side"]

    def chronology(self, public_on=None):
        """The developments that stand and were public, by earliest day, latest day, and order of recording."""
        found = []
        for at, made in enumerate(self.developments.values()):
            first, last = bounds(made["date"])
            if made["gone"] is None and self.is_public(made, public_on):
                found.append(((first or BEFORE, last or AFTER, at), made))
        return [made for _, made in sorted(found, key=lambda pair: pair[0])]

    @staticmethod
    def is_public(made, day):
        dated = [bounds(source["published"])[1] for source in made["sources"] if source.get("published")]
        return day is None or any(last is not None and last <= day for last in dated)


def shows(source, day):
    last = bounds(source["published"])[1] if source.get("published") else None
    return day is None or last is None or last <= day


def period_of(day, by):
    size = MONTHS[by]
    return day.year, (day.month - 1) // size


def name_of(period, by):
    year, at = period
    return {"year": f"{year:04}", "quarter": f"{year:04}-Q{at + 1}", "month": f"{year:04}-{at + 1:02}"}[by]


def days_of(period, by):
    year, at = period
    first = date(year, at * MONTHS[by] + 1, 1)
    month = at * MONTHS[by] + MONTHS[by]
    return first, date(year, month, calendar.monthrange(year, month)[1])


def following(period, by):
    year, at = period
    return (year, at + 1) if (at + 1) * MONTHS[by] < 12 else (year + 1, 0)


def extreme_mean(certain, possible, choose):
    """The least or greatest mean over every choice of the possible scores, found by trying all of them."""
    found = []
    for choice in range(1 << len(possible)):
        scores = certain + [score for at, score in enumerate(possible) if choice >> at & 1]
        if scores:
            found.append(sum(scores) / len(scores) / 10)
    return choose(found) if found else None


def series(fold, question, goldstein):
    scale, by, sides = question["scale"], question["by"], set(question["relation"].split("-"))
    scores = PLOVER.get(scale, goldstein)
    scheme = "cameo" if scale == "cameo" else "plover"
    bars = defaultdict(list)
    coded = uncoded = uncertain = qualified = unplaced = 0
    for made in fold.chronology(question["public_on"]):
        if not sides <= {fold.side(party["actor"]) for party in made["parties"]}:
            continue
        codes = list(dict.fromkeys(c["code"] for c in made.get("codings", []) if c["scheme"] == scheme))
        coded += bool(codes)
        uncoded += not codes
        first, last = bounds(made["date"])
        for code in codes:
            qualified += any(mark in made["date"] for mark in "?~%")
            entry = {"key": made["key"], "code": code, "score": scores[code]}
            if first is None or last is None:
                unplaced += 1
                continue
            period, end = period_of(first, by), period_of(last, by)
            spans = (last.year - first.year) * 12 // MONTHS[by] + end[1] - period[1]
            if spans >= 400:
                unplaced += 1
                continue
            uncertain += period != end
            certain = period == end
            while period <= end:
                if names_day(made["date"], *days_of(period, by)):
                    bars[period].append({**entry, "certain": certain})
                period = following(period, by)
    rows = []
    for period, entries in sorted(bars.items()):
        def part(sign, certain):
            chosen = [e["score"] for e in entries if e["certain"] == certain and (e["score"] > 0) - (e["score"] < 0) == sign]
            return [len(chosen), sum(chosen)]
        certain = [e["score"] for e in entries if e["certain"]]
        possible = [e["score"] for e in entries if not e["certain"]]
        rows.append({
            "period": name_of(period, by),
            "cooperation": [part(1, True), part(1, False)],
            "conflict": [part(-1, True), part(-1, False)],
            "neutral": [part(0, True), part(0, False)],
            "sum": [sum(certain) + sum(s for s in possible if s < 0), sum(certain) + sum(s for s in possible if s > 0)],
            "mean": [extreme_mean(certain, possible, min), extreme_mean(certain, possible, max)],
            "entries": entries,
        })
    return {
        "coded": coded, "uncoded": uncoded, "uncertain": uncertain, "qualified": qualified, "unplaced": unplaced,
        "bars": rows,
    }


def stats(fold, question):
    day = question["public_on"]
    everything = [made for made in fold.developments.values() if fold.is_public(made, day)]
    standing = fold.chronology(day)
    claims, promises, cited, states = [], [], [], Counter()
    for made in standing:
        shown = [shows(source, day) for source in made["sources"]]
        cited += [source for source, is_shown in zip(made["sources"], shown) if is_shown]
        claims += [claim for claim in made.get("claims", []) if shown[claim["source"]]]
        for promise in made.get("commitments", []):
            if shown[promise["source"]]:
                promises.append(promise)
                last = None
                for judged in made["assessments"]:
                    if judged["commitment"] == promise["key"]:
                        first, end = bounds(judged["on"])
                        order = (first or BEFORE, end or AFTER)
                        if last is None or order >= last[0]:
                            last = (order, judged["state"])
                states[last[1] if last else "not assessed"] += 1
    actors = [actor for name, actor in fold.actors.items() if name not in fold.merged]
    sides = [{fold.side(party["actor"]) for party in made["parties"]} for made in standing]
    answer = {
        "events by type": fold.types,
        "developments by state": Counter(made["gone"] or "standing" for made in everything),
        "developments by year": Counter(f"{bounds(m['date'])[0].year:04}" if bounds(m["date"])[0] else "start open" for m in standing),
        "developments by kind": Counter(made["kind"] for made in standing),
        "developments by topic": Counter(topic for made in standing for topic in set(made.get("topics", []))),
        "developments by side": Counter(side for found in sides for side in found),
        "developments by relation": Counter(
            f"{a}-{b}" for found in sides for a in found - {"INT"} for b in found - {"INT"} if a < b
        ),
        "corrections by field": Counter(
            field for made in standing for c in made["corrections"] for field in {x["field"].split(".")[0] for x in c["changes"]}
        ),
        "actors by type": Counter(actor["type"] for actor in actors),
        "actors by side": Counter(actor["side"] for actor in actors),
        "sources by publisher": Counter(source.get("publisher") or "not on record" for source in cited),
        "sources by language": Counter(source.get("lang") or "not on record" for source in cited),
        "sources by publication date": Counter("on record" if s.get("published") else "not on record" for s in cited),
        "claims by polarity": Counter(claim["polarity"] for claim in claims),
        "claims by side": Counter(claim["side"] for claim in claims),
        "searches by result": Counter({"nothing found": fold.searches} if fold.searches else {}),
    }
    if day is None:  # which status or assessment the public knew is told by other tests
        answer["developments by status"] = Counter(made["status"] for made in standing)
        answer["commitments by state"] = states
    return {"size": sum(fold.types.values()), "groups": answer}


def network(fold, question):
    actor = fold.standing(question["actor"])
    pairs = defaultdict(set)
    for made in fold.chronology(question["public_on"]):
        roles = [(fold.standing(party["actor"]), party["role"]) for party in made["parties"]]
        for mine in [role for who, role in roles if who == actor]:
            for who, theirs in roles:
                if who != actor:
                    pairs[who, mine, theirs].add(made["key"])
    return sorted([who, mine, theirs, sorted(keys)] for (who, mine, theirs), keys in pairs.items())


def is_marked(text):
    return any(mark in text for mark in "?~%")


def offices(fold, question):
    """Who holds an office in a body on a day: yes, no, or maybe, where the record does not tell."""
    body, day = fold.standing(question["body"]), date.fromisoformat(question["on"])
    rows = []
    for name, actor in fold.actors.items():
        for office in actor.get("offices", []):
            if fold.standing(office.get("organisation")) != body:
                continue
            holder = fold.standing(name)
            start, end = office.get("from"), office.get("to")
            start = bounds(start) if start and not is_marked(start) else (None, None)
            end = bounds(end) if end and not is_marked(end) else (None, None)
            seen = []
            for made in fold.chronology(question["public_on"]):
                for party in made["parties"]:
                    title = (party.get("office") or "").casefold()
                    if fold.standing(party["actor"]) == holder and title == office["title"].casefold():
                        seen.append(made["date"])
            shown = any(
                not is_marked(text) and (text.count("/") or bounds(text)[0] == bounds(text)[1])
                and (bounds(text)[0] or AFTER) <= day <= (bounds(text)[1] or BEFORE)
                for text in seen
            )
            if (start[0] and start[0] > day) or (end[1] and end[1] < day):
                held = "no"
            elif (start[1] and end[0] and start[1] <= day <= end[0]) or shown:
                held = "yes"
            else:
                held = "maybe"
            rows.append([holder, office["title"], held])
    return sorted(rows)


def main():
    with open(sys.argv[1], encoding="utf-8") as lines:
        events = [json.loads(line) for line in lines]
    with open(sys.argv[2], encoding="utf-8") as table:
        cells = [line.rstrip("\n").split("\t") for line in table if line[0].isdigit()]
    goldstein = {row[0]: round(float(row[4]) * 10) for row in cells}
    answers = []
    for question in json.load(sys.stdin):
        day = question.get("public_on")
        question["public_on"] = date.fromisoformat(day) if day else None
        fold = Fold(events, question.get("known_on"))
        ask = {"stats": stats, "network": network, "offices": offices}.get(question["ask"])
        answers.append(ask(fold, question) if ask else series(fold, question, goldstein))
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
