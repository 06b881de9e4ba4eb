#!/usr/bin/env python3
"""Answers timeline queries from the data files alone, without the program under test.

    counts.py FILE... < queries.json > keys.json

The files are JSON lines in the form of the data set (actors, developments, assessments) or the lines
of a journal. The queries are lists of the words a user would type behind `annals timeline`; the answer
is, for each, the keys it selects, in the order of the chronology. Nothing here is taken from the
program: the dates, the sides and the order are worked out anew.
"""

import calendar
import json
import re
import sys
from datetime import date

# What a journal may hold besides the acts that are counted here, without changing any answer.
HARMLESS = {"commitment.made", "commitment.assessed", "search.logged"}
SEASONS = {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)}  # first month, months; 24 runs into the next year


def last_of(year, month):
    return date(year, month, calendar.monthrange(year, month)[1])


def span_of_one(text):
    """The first and last day of a day, month, season or year; marks of doubt widen nothing."""
    parts = [int(part) for part in re.sub(r"[~?%]", "", text).split("-")]
    if len(parts) == 3:
        day = date(*parts)
        return day, day
    if len(parts) == 2:
        year, part = parts
        if part in SEASONS:
            first, months = SEASONS[part]
            end = first + months - 1
            return date(year, first, 1), last_of(year + (end > 12), (end - 1) % 12 + 1)
        return date(year, part, 1), last_of(year, part)
    if len(parts) == 1:
        return date(parts[0], 1, 1), date(parts[0], 12, 31)
    raise ValueError(f"not a date of this data: {text}")


def span(text):
    """The earliest and latest day of a date: one, or an interval `a/b`."""
    ends = text.split("/")
    if len(ends) > 2:
        raise ValueError(f"not a date of this data: {text}")
    return span_of_one(ends[0])[0], span_of_one(ends[-1])[1]


def read(paths):
    """The actors by id, and the developments in the order of recording."""
    actors, developments = {}, []
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if "specversion" in record:
                    kind = record["type"].removeprefix("annals.")
                    record = record["data"]
                    if kind in HARMLESS:
                        continue
                    if kind not in ("actor.registered", "development.recorded"):
                        raise SystemExit(f"counts.py does not know what {kind} does to a count; teach it")
                if "names" in record:
                    actors[record["id"]] = record
                elif "commitment" in record and "state" in record:
                    continue
                else:
                    record["parties"] = record.get("parties") or record.get("actors")
                    developments.append(record)
    return actors, developments


def names(actor):
    """Everything an actor is called, as it is compared: whatever its capitals and blanks."""
    known = [actor["id"], *(actor.get("aliases") or [])]
    for name in actor["names"]:
        known += [name.get("name"), name.get("short"), name.get("romanisation")]
    return {" ".join(name.split()).casefold() for name in known if name}


class Query:
    """The words of a query, read into lists: within a list any will do, all lists must hold."""

    SINGLE = {"--from", "--to", "--limit", "--public-on"}
    SWITCHES = {"--newest-first"}

    def __init__(self, words):
        self.given, at = {}, 0
        while at < len(words):
            flag = words[at]
            if flag in self.SWITCHES:
                self.given[flag] = [True]
                at += 1
            else:
                if flag in self.SINGLE and flag in self.given:
                    raise ValueError(f"{flag} twice")
                self.given.setdefault(flag, []).append(words[at + 1])
                at += 2

    def one(self, flag):
        return self.given.get(flag, [None])[0]

    def any_of(self, flag, holds):
        wanted = self.given.get(flag)
        return wanted is None or any(holds(value) for value in wanted)


def public_days(development):
    """For each source the last day by which it was published, or None where it says nothing."""
    return [span(source["published"])[1] if source.get("published") else None for source in development["sources"]]


def texts(development, on):
    """The texts that are searched; from a day's vantage a claim counts only if its source was out by then."""
    yield development["title"]
    yield development.get("summary") or ""
    yield development.get("dispute") or ""
    for titled in development.get("titles") or []:
        yield titled["title"]
    days = public_days(development)
    for claim in development.get("claims") or []:
        out = days[claim.get("source") or 0]
        if on is None or out is None or out <= on:
            yield claim["text"]


def select(query, actors, developments):
    first = span(query.one("--from"))[0] if query.one("--from") else date.min
    last = span(query.one("--to"))[1] if query.one("--to") else date.max
    on = span(query.one("--public-on"))[1] if query.one("--public-on") else None
    found = []
    for at, development in enumerate(developments):
        earliest, latest = span(development["date"])
        parties = [party["actor"] for party in development["parties"]]
        sides = {actors[party]["side"] for party in parties}
        known = set().union(*(names(actors[party]) for party in parties))
        public = [day for day in public_days(development) if day is not None]
        if (
            latest >= first
            and earliest <= last
            and query.any_of("--kind", lambda kind: development["kind"] == kind)
            and query.any_of("--status", lambda status: development["status"] == status)
            and query.any_of("--topic", lambda topic: topic in development["topics"])
            and query.any_of("--side", lambda side: side.upper() in sides)
            and query.any_of("--relation", lambda pair: set(pair.upper().split("-")) <= sides)
            and query.any_of("--actor", lambda name: " ".join(name.split()).casefold() in known)
            and query.any_of("--text", lambda words: any(words.lower() in text.lower() for text in texts(development, on)))
            and (on is None or (public and min(public) <= on))
        ):
            found.append((earliest, latest, at, development["key"]))
    found.sort(reverse="--newest-first" in query.given)
    limit = query.one("--limit")
    return [key for _, _, _, key in found][: int(limit) if limit else None]


def main():
    actors, developments = read(sys.argv[1:])
    queries = json.load(sys.stdin)
    json.dump([select(Query(words), actors, developments) for words in queries], sys.stdout)


if __name__ == "__main__":
    main()
