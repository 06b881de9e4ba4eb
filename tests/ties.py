#!/usr/bin/env python3
"""Answers about commitments, threads and accounts from the data files alone, without the program.

    ties.py FILE... < queries.json > answers.json

The files are JSON lines in the form of the data set (actors, developments, assessments) or the lines
of a journal. The queries are a list of objects, each with `ask` and what it needs; the answers are a
list in the same order. Nothing here is taken from the program: days, states, the reach of ties, medians
and divergences are worked out anew.
"""

import json
import statistics
import sys
from datetime import date

from counts import span

EARLY, LATE = date.min, date.max
MENTIONED = ("actor.registered", "development.recorded", "commitment.assessed", "search.logged")


def read(paths):
    """Actors by id, developments by key in the order of recording, assessments in that order."""
    actors, developments, assessments = {}, {}, []
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                record = json.loads(line)
                if "specversion" in record:
                    kind = record["type"].removeprefix("annals.")
                    if kind not in MENTIONED:
                        raise SystemExit(f"ties.py does not know what {kind} does to an answer; teach it")
                    record = record["data"]
                    if kind == "commitment.assessed":
                        record = record["assessment"]
                    elif kind == "search.logged":
                        continue
                if "names" in record:
                    actors[record["id"]] = record
                elif "commitment" in record:
                    assessments.append(record)
                else:
                    record["parties"] = record.get("parties") or record.get("actors")
                    developments[record["key"]] = record
    return actors, developments, assessments


class Record:
    def __init__(self, paths):
        self.actors, self.developments, self.assessments = read(paths)

    def sides(self, ids):
        return {self.actors[one]["side"] for one in ids}

    def party_sides(self, development, role=None):
        return self.sides(party["actor"] for party in development["parties"] if role in (None, party["role"]))

    # commitments

    def commitments(self, query):
        day = date.fromisoformat(query["on"])
        since = date.fromisoformat(query["since"]) if query.get("since") else EARLY
        found = {}
        for development in self.developments.values():
            first, last = span(development["date"])
            if first > day or last < since:
                continue
            for promise in development.get("commitments") or []:
                judged = [one for one in self.assessments if one["commitment"] == promise["key"]]
                judged = [one for one in judged if span(one["on"])[0] <= day]
                # `sorted` keeps the order of recording among equals
                last_one = (sorted(judged, key=lambda one: span(one["on"])) or [None])[-1]
                state = last_one["state"] if last_one else None
                parties = set(promise["by"]) | set(promise["to"])
                missing = parties - set(promise.get("acknowledged_by") or [])
                due = span(promise["due"]) if promise.get("due") else None
                found[promise["key"]] = {
                    "state": state,
                    "one_sided": bool(missing),
                    "unacknowledged": sorted(missing),
                    "past_due": bool(due and due[1] < day and state in (None, "open")),
                    "days": [(due[0] - day).days, (due[1] - day).days] if due else None,
                    "by": sorted(self.sides(promise["by"])),
                    "to": sorted(self.sides(promise["to"])),
                    "source": promise["source"],
                    "assessed": len(judged),
                }
        return found

    # threads

    def links(self):
        for development in self.developments.values():
            for link in development.get("links") or []:
                yield development["key"], link

    def days(self, action, response):
        """The fewest and most days from one development to a later one."""
        (a, b), (c, d) = span(self.developments[action]["date"]), span(self.developments[response]["date"])
        return [(c - b).days, (d - a).days]

    def thread(self, query):
        """Everything that ties lead to, one way and the other: how many ties away at least, and by which."""
        back, on = {}, {}
        for start, link in self.links():
            back.setdefault(start, set()).add(link["key"])
            on.setdefault(link["key"], set()).add(start)

        def reach(ties, also):
            away, edge, depth = {query["key"]: 0}, {query["key"]}, 0
            while edge:
                depth += 1
                edge = {other for key in edge for other in ties.get(key, ())} - set(away) - also
                away.update({key: depth for key in edge})
            del away[query["key"]]
            return away

        behind = reach(back, set())
        return {"back": behind, "on": reach(on, set(behind))}

    def ties_between(self, query):
        found = []
        for start, link in self.links():
            if start == query["from"] and link["key"] == query["to"]:
                found.append([link["rel"], link.get("asserted_by") or "analyst", *self.days(link["key"], start)])
        return sorted(found)

    # action and response

    def actor_side(self, development, pair):
        sides = self.party_sides(development, "initiator") or self.party_sides(development, "speaker")
        sides &= set(pair)
        return sides.pop() if len(sides) == 1 else None

    def pairs(self, query):
        pair, found = query["relation"].split("-"), {}
        for start, link in self.links():
            if link["rel"] != "responds-to":
                continue
            response, action = self.developments[start], self.developments[link["key"]]
            side, acted = self.actor_side(response, pair), self.actor_side(action, pair)
            if side and acted and side != acted:
                exact = all(len(one["date"]) == 10 and "~" not in one["date"] and "?" not in one["date"]
                            for one in (action, response))
                found[(link["key"], start)] = {
                    "action": link["key"], "response": start, "side": side, "kind": response["kind"],
                    "days": self.days(link["key"], start), "exact": exact,
                }
        return list(found.values())

    def medians(self, query):
        found = {}
        for pair in self.pairs(query):
            for side in (None, pair["side"]):
                for kind in (None, pair["kind"]):
                    found.setdefault(f"{side} {kind}", []).append(pair)

        def middle(values):
            return statistics.median(values) if values else None

        return {
            name: [
                len(own),
                middle([pair["days"][0] for pair in own if pair["exact"]]),
                middle([pair["days"][0] for pair in own]),
                middle([pair["days"][1] for pair in own]),
            ]
            for name, own in found.items()
        }

    def unanswered(self, query):
        pair = query["relation"].split("-")
        answered = {one["action"] for one in self.pairs(query)}
        found = {}
        for side, other in (pair, pair[::-1]):
            acts = [
                one["key"] for one in self.developments.values()
                if self.actor_side(one, pair) == side and other in self.party_sides(one, "target")
            ]
            found[side] = [len(acts), sorted(key for key in acts if key not in answered)]
        return found

    # accounts

    def accounts(self, query):
        development = self.developments[query["key"]]
        found = {}
        for side in self.party_sides(development) - {"INT"}:
            found[side] = {"states": [], "denies": [], "silent": []}
        for claim in development.get("claims") or []:
            own = found.setdefault(claim["side"], {"states": [], "denies": [], "silent": []})
            source = development["sources"][claim["source"]]
            own[claim["polarity"]].append([claim["text"], claim["source"], source.get("publisher"), source.get("published")])
        return found

    def divergences(self, query):
        pair = query["relation"].split("-") if query.get("relation") else None
        first = date.fromisoformat(query.get("from") or EARLY.isoformat())
        last = date.fromisoformat(query.get("to") or LATE.isoformat())
        found = {"denied": [], "left-out": [], "one-account": [], "not_diverging": 0, "alone": 0, "untold": 0}
        for development in self.developments.values():
            parties = self.party_sides(development)
            begins, ends = span(development["date"])
            if ends < first or begins > last or (pair and not set(pair) <= parties):
                continue
            accounts = {side: {kind for kind, claims in own.items() if claims}
                        for side, own in self.accounts({"key": development["key"]}).items()}
            if pair:
                accounts = {side: kinds for side, kinds in accounts.items() if side in pair}
            told = [side for side, kinds in accounts.items() if kinds]
            ways = set()
            for side in told:
                for other in told:
                    if side != other and "states" in accounts[side]:
                        ways |= {"denied"} if "denies" in accounts[other] else set()
                        ways |= {"left-out"} if "silent" in accounts[other] else set()
            if len(told) == 1 and any(not kinds and side in parties for side, kinds in accounts.items()):
                ways.add("one-account")
            for way in ways:
                found[way].append(development["key"])
            if not ways:
                found[["untold", "alone"][len(told)] if len(told) < 2 else "not_diverging"] += 1
        return {key: sorted(value) if isinstance(value, list) else value for key, value in found.items()}


def main():
    record = Record(sys.argv[1:])
    queries = json.load(sys.stdin)
    json.dump([getattr(record, query["ask"])(query) for query in queries], sys.stdout)


if __name__ == "__main__":
    main()
