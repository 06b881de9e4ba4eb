#!/usr/bin/env python3
"""Works out the legal state of measures from the data files alone, without the program under test.

    measures.py FILE... < queries.json > states.json

The files are JSON lines in the form of the data set, or the lines of a journal, which are folded here
anew. A query is {"on": DAY, "by": [SIDE...], "affecting": [SIDE...]}; the answer is, for each, the state and the
possible states of every measure by key. The rule is that of the codebook and of
docs/decisions/2026-11-24-the-legal-state-of-a-measure.md; the way of working is another: whatever is uncertain
on the day is taken both ways, every world that may then have been is played through, and the states
that come out are gathered.
"""

import calendar
import itertools
import json
import re
import sys
from datetime import date, timedelta

FIRST, LAST = date.min, date.max
YES, NO, BOTH = frozenset([True]), frozenset([False]), frozenset([True, False])
MEASURE_KINDS = set(
    "export-control entity-listing regulation legislation tariff sanction ban retaliation "
    "investment-restriction licence".split()
)
HARMLESS = {"commitment.made", "commitment.assessed", "search.logged", "claim.recorded", "source.cited"}
SEASONS = {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)}
OVER = {"revoked", "expired", "superseded", "concluded"}
OUT = OVER | {"not-yet-made", "not-yet-effective", "suspended", "proposed", "not-in-force"}


# dates -----------------------------------------------------------------------------------------------


def last_of(year, month):
    return date(year, month, calendar.monthrange(year, month)[1])


def plain_span(text):
    parts = [int(part) for part in re.sub(r"[~?%]", "", text).split("-")]
    if len(parts) == 3:
        return date(*parts), date(*parts)
    if len(parts) == 2 and parts[1] in SEASONS:
        first, months = SEASONS[parts[1]]
        end = first + months - 1
        return date(parts[0], first, 1), last_of(parts[0] + (end > 12), (end - 1) % 12 + 1)
    if len(parts) == 2:
        return date(parts[0], parts[1], 1), last_of(*parts)
    return date(parts[0], 1, 1), date(parts[0], 12, 31)


def raw_span(text):
    """The first and last day that are written, whatever marks of doubt stand with them."""
    first, last = text.split("/")[0], text.split("/")[-1]
    return (FIRST if first in ("", "..") else plain_span(first)[0], LAST if last in ("", "..") else plain_span(last)[1])


def shifted(day, days):
    if day in (FIRST, LAST):
        return day
    return day + timedelta(days=days)


def span(text):
    """The first and last day on which something of that date may have happened."""
    ends = text.split("/")
    if len(ends) == 2 and ends[1] == ".." and ends[0] != "..":
        return span(ends[0])
    first = FIRST if ends[0] in ("", "..") else plain_span(ends[0])[0]
    last = LAST if ends[-1] in ("", "..") else plain_span(ends[-1])[1]
    if re.search(r"[~?%]", text):
        year_is_marked = any(re.match(r"^[~?%]?\d{4}[~?%]?-", end) and re.match(r"^([~?%]\d|\d{4}[~?%])", end) for end in ends)
        is_close = (last - first).days <= 31 and not year_is_marked
        margin = 31 if is_close else 366
        first, last = shifted(first, -margin), shifted(last, margin)
    return first, last


def known(bounds, day):
    """Whether something had happened by a day: the truths that are possible."""
    first, last = bounds
    if day < first:
        return NO
    return YES if last <= day and last != LAST else BOTH


def first_of(all_bounds):
    return min(b[0] for b in all_bounds), min(b[1] for b in all_bounds)


# the journal -----------------------------------------------------------------------------------------


def steps_of(path):
    return [int(step) if step.isdigit() else step for step in re.findall(r"[^.\[\]]+", path)]


def set_path(record, path, value):
    *way, last = steps_of(path)
    for step in way:
        record = record[step]
    if isinstance(last, int):
        if value is None:
            del record[last]
        elif last == len(record):
            record.append(value)
        else:
            record[last] = value
    elif value is None:
        record.pop(last, None)
    else:
        record[last] = value


class World:
    def __init__(self, paths, recorded_on=None):
        self.actors, self.developments, self.merged = {}, {}, {}
        for path in paths:
            with open(path, encoding="utf-8") as lines:
                for line in lines:
                    self.take(json.loads(line), recorded_on)
        self.ties = {}
        for key, record in self.developments.items():
            if self.stands(record):
                for link in record.get("links") or []:
                    target = self.standing(link["key"])
                    if target and target != key:
                        self.ties.setdefault(target, []).append((key, link))

    def take(self, line, recorded_on):
        if "specversion" not in line:
            if "names" in line:
                return self.event("actor.registered", line, recorded_on)
            if "commitment" in line and "state" in line:
                return None
            line["parties"] = line.get("parties") or line.get("actors")
            return self.event("development.recorded", line, recorded_on)
        day = date.fromisoformat(line["time"][:10])
        return self.event(line["type"].removeprefix("annals."), line["data"], day)

    def event(self, kind, data, day):
        if kind == "actor.registered":
            self.actors[data["id"]] = data
        elif kind == "actor.amended":
            for change in data["changes"]:
                set_path(self.actors[data["id"]], change["field"], change["new"])
        elif kind == "actors.merged":
            self.merged[data["from"]] = data["into"]
        elif kind == "development.recorded":
            data["told"] = [(data["status"], None, day, "recorded")]
            self.developments[data["key"]] = data
        elif kind in HARMLESS:
            pass
        else:
            record = self.developments[data["key"]]
            if kind == "development.corrected":
                for change in data["changes"]:
                    set_path(record, change["field"], change["new"])
                    if change["field"] == "status":
                        record["told"][-1] = (change["new"], None, day, "corrected")
            elif kind == "status.changed":
                record["status"] = data["to"]
                record["told"].append((data["to"], data.get("on"), day, "moved"))
            elif kind == "development.retracted":
                record["gone"] = True
            elif kind == "development.marked-duplicate":
                record["of"] = data["of"]
            elif kind == "link.asserted":
                record.setdefault("links", []).append(data["link"])
            elif kind == "link.withdrawn":
                is_it = lambda link: (link["rel"], link["key"], link.get("asserted_by") or "analyst") == (
                    data["rel"], data["target"], data["asserted_by"])
                record["links"] = [link for link in record.get("links") or [] if not is_it(link)]
            else:
                raise SystemExit(f"measures.py does not know what {kind} does to a measure; teach it")

    def stands(self, record):
        return not record.get("gone") and not record.get("of")

    def standing(self, key):
        while key in self.developments and self.developments[key].get("of"):
            key = self.developments[key]["of"]
        return key if key in self.developments else None

    def side(self, actor):
        while actor in self.merged:
            actor = self.merged[actor]
        return self.actors[actor]["side"] if actor in self.actors else None

    def sides(self, record):
        by = {self.side(party["actor"]) for party in record["parties"] if party["role"] == "initiator"}
        authority = (record.get("legal") or {}).get("authority")
        if authority:
            by.add(self.side(authority))
        affecting = {self.side(party["actor"]) for party in record["parties"] if party["role"] in ("target", "affected")}
        return by - {None}, affecting - {None}


def is_measure(record):
    legal = record.get("legal")
    return legal["binding"] if legal else record["kind"] in MEASURE_KINDS


# the legal life --------------------------------------------------------------------------------------


def in_part(note):
    return "in part" in (note or "").lower()


def dates_of(record):
    found = [(dated["role"], dated["date"], dated.get("note")) for dated in record.get("dates") or []]
    if record["date"] not in [text for _, text, _ in found]:
        found.append(("filed", record["date"], None))
    return found


def acts_on(record):
    effective = [text for role, text, _ in dates_of(record) if role == "effective"]
    return min(effective, key=raw_span) if effective else record["date"]


def shows_effect(told, first_day):
    status, _, day, _ = told
    if status == "announced":
        return day < first_day
    return status not in ("proposed", "reported")


class Without:
    """A time without effect, or without a part of it."""

    def __init__(self, kind, since, part=False, weak=False, lasting=False, lost=(), rank=None):
        self.kind, self.since, self.part, self.weak = kind, since, part, weak
        self.lasting, self.lost, self.rank, self.until = lasting, list(lost), rank, None

    def on(self, day):
        truths = known(self.since, day)
        if True in truths and self.weak:
            truths = BOTH
        if truths == NO:
            return NO
        if self.until:
            over = known(self.until, day)
            if over == YES:
                return NO
            truths = truths | ({False} if True in over else set())
        for lost in self.lost:
            if self.lasting and lost.kind == "expired":
                continue
            gone = lost.on(day)
            if gone == YES and not lost.part and (not self.lasting or lost.since[1] < self.since[0]):
                return NO
            if True in gone:
                truths = truths | {False}
        return frozenset(truths)


class Life:
    def __init__(self, world, key, busy):
        self.world, self.record = world, world.developments[key]
        self.told = self.record["told"]
        self.last = self.told[-1]
        dated = dates_of(self.record)
        self.made = [(role, span(text)) for role, text, _ in dated if role not in ("effective", "expires")]
        self.effective = [(span(text), in_part(note)) for role, text, note in dated if role == "effective"]
        self.first_day = min(b[0] for b in [b for _, b in self.made] + [b for b, _ in self.effective]) if (
            self.made or self.effective) else FIRST
        self.find_begin()
        self.without = []
        self.term = None
        self.by_ties(key, busy)
        self.by_term([span(text) for role, text, _ in dated if role == "expires"], key, busy)
        since = self.begin[0] if self.begin else self.first_day
        for rank, told in enumerate(self.told):
            self.by_status(rank, told, since)

    def find_begin(self):
        self.begin = self.complete = None
        started = None
        for status, on, _, _ in self.told:
            if status in ("suspended", "revoked", "expired", "superseded"):
                break
            if status == "in-force" and on:
                started = span(on)
                break
        if self.effective:
            bounds = [b for b, _ in self.effective]
            self.begin = first_of(bounds)
            if not all(part for _, part in self.effective):
                self.complete = (max(b[0] for b in bounds), max(b[1] for b in bounds))
            if started:
                join = lambda b: b and (min(b[0], started[0]), max(b[1], started[1]))
                self.begin, self.complete = join(self.begin), join(self.complete)
            elif not shows_effect(self.last, self.begin[0]):
                self.begin = (self.begin[0], LAST)
                self.complete = self.complete and (self.complete[0], LAST)
        elif started:
            self.begin = self.complete = started
        else:
            by = [span(on)[1] if on else day for status, on, day, _ in self.told
                  if status in ("in-force", "suspended", "revoked", "expired")]
            if by:
                self.begin = self.complete = (self.first_day, max(min(by), self.first_day))

    def tied(self, key, relation):
        found = [(self.world.developments[act], link) for act, link in self.world.ties.get(key, []) if link["rel"] == relation]
        return sorted(found, key=lambda pair: raw_span(pair[0]["date"]))

    def weakness(self, act):
        """None where an act does nothing, else whether nothing shows that it had effect."""
        if act["told"][-1][0] == "proposed":
            return None
        return not shows_effect(act["told"][-1], span(acts_on(act))[0])

    def by_ties(self, key, busy):
        for relation, kind in (("suspends", "suspended"), ("revokes", "revoked")):
            for act, link in self.tied(key, relation):
                weak = self.weakness(act)
                if weak is None:
                    continue
                other = life(self.world, act["key"], busy)
                lost = [w for w in other.without if w.kind != "concluded"] if other else []
                self.without.append(Without(kind, span(acts_on(act)), in_part(link.get("note")), weak, kind == "revoked", lost))

    def by_term(self, terms, key, busy):
        if not terms:
            return
        term = max(terms, key=lambda b: (b[1], b[0]))
        for act, link in self.tied(key, "extends"):
            weak = self.weakness(act)
            other = life(self.world, act["key"], busy) if weak is not None else None
            if other is None:
                continue
            sure = not weak and not in_part(link.get("note")) and all(w.kind == "expired" for w in other.without)
            if other.term is None:
                if span(acts_on(act))[0] <= shifted(term[1], 1):
                    term = (term[0], LAST)
            elif other.term[1] > term[1]:
                term = (max(other.term[0], term[0]) if sure else term[0], other.term[1])
        self.term = term
        self.without.append(Without("expired", (shifted(term[0], 1), shifted(term[1], 1))))

    def by_status(self, rank, told, since):
        status, on, day, how = told
        bounds = span(on) if on else (min(since, day), day)
        kind = {"suspended": "suspended", "revoked": "revoked", "expired": "expired", "superseded": "superseded",
                "held": "concluded", "concluded": "concluded"}.get(status)
        if status == "in-force" and how == "moved":
            for w in self.without:
                earlier = w.rank is None or w.rank < rank or w.since[1] < bounds[0]
                if earlier and w.until is None and w.since[0] <= bounds[1]:
                    first = max(bounds[0], w.since[0])
                    w.until = (first, max(first, bounds[1]))
        elif kind and not on:
            alike = [w for w in self.without if not w.part and w.until is None and w.since[0] <= day
                     and (w.kind == "suspended") == (kind == "suspended")]
            for w in alike:
                w.weak = False
                if w.kind == "expired" and w.rank is None and kind != "concluded":
                    w.kind = kind
            if not alike:
                if kind == "concluded" and self.begin is None:
                    bounds = span(self.record["date"])
                self.without.append(Without(kind, bounds, rank=rank))
        elif kind:
            self.without.append(Without(kind, bounds, rank=rank))

    # one day -----------------------------------------------------------------------------------------

    def before(self, day):
        """The states in which it may be while it has no effect yet."""
        bounds = [b for _, b in self.made] + ([self.begin] if self.begin else [])
        if not bounds:
            return {"unknown"}
        is_made = known(first_of(bounds), day)
        states = {"not-yet-made"} if False in is_made else set()
        if True not in is_made:
            return states
        if self.last[0] == "proposed":
            return states | {"proposed"}
        if not self.begin:
            words = {"proposed": "proposed", "announced": "announced", "reported": "announced", "adopted": "adopted"}
            for status, *_ in reversed(self.told):
                if status in words:
                    return states | {words[status]}
            decided = any(role in ("signed", "decided") for role, _ in self.made)
            return states | {"adopted" if decided else "announced"}
        told = [b for role, b in self.made if role in ("announced", "reported")]
        formal = [b for role, b in self.made if role in ("signed", "decided", "published")]
        if told and formal:
            truths = known(first_of(formal), day)
            return states | {"not-yet-effective" if truth else "announced" for truth in truths}
        return states | {"not-yet-effective"}

    def possible(self, day):
        begun = known(self.begin, day) if self.begin else NO
        complete = known(self.complete, day) if self.complete else NO
        windows = [(w, w.on(day)) for w in self.without]
        sure = [w.since[1] for w, on in windows if on == YES and w.kind != "suspended" and not w.part]
        limit = min(sure) if sure else LAST
        states = set()
        for began, all_in, *ons in itertools.product(begun, complete, *[on for _, on in windows]):
            if self.begin and self.begin == self.complete and began != all_in:
                continue
            on = [w for (w, _), is_on in zip(windows, ons) if is_on]
            ends = {w.kind for w in on if w.kind != "suspended" and not w.part and w.since[0] <= limit}
            if ends:
                states |= ends
            elif any(w.kind == "suspended" and not w.part for w in on):
                states.add("suspended")
            elif not began:
                states |= self.before(day)
            elif not all_in or any(w.part for w in on):
                states.add("in-force-in-part")
            else:
                states.add("in-force")
        return states


def word(states):
    force = {"in-force", "in-force-in-part"}
    if len(states) == 1:
        return next(iter(states))
    if states <= force:
        return "in-force-in-part"
    if states & force:
        return "may-be-in-force"
    return "not-in-force" if states and states <= OUT else "unknown"


def life(world, key, busy):
    if key in busy:
        return busy[key]
    busy[key] = None
    busy[key] = Life(world, key, busy)
    return busy[key]


def main():
    recorded_on = None
    paths = sys.argv[1:]
    if paths and paths[0].startswith("--recorded-on="):
        recorded_on = date.fromisoformat(paths.pop(0).split("=")[1])
    world = World(paths, recorded_on)
    lives = {key: life(world, key, {}) for key, record in world.developments.items()
             if is_measure(record) and world.stands(record)}
    answers = []
    for query in json.load(sys.stdin):
        day, answer = date.fromisoformat(query["on"]), {}
        for key, one in lives.items():
            by, affecting = world.sides(world.developments[key])
            if all(not query.get(flag) or set(query[flag]) & found for flag, found in (("by", by), ("affecting", affecting))):
                states = one.possible(day)
                answer[key] = [word(states), sorted(states)]
        answers.append(answer)
    json.dump(answers, sys.stdout)


if __name__ == "__main__":
    main()
