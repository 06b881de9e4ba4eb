#!/usr/bin/env python3
"""Tells what a journal gained between two sizes, from its lines alone, without the program under test.

    changes.py FROM TO SEGMENT... > changes.json

The answer is a list of [group, subject, net, moved, sequences]: `net` maps a field to what stood there
before and what stands there after, `moved` is earlier, later, not or null, `sequences` are those of the
events told there. Nothing here is taken from the program: the events are folded anew, by hand.
"""

import calendar
import copy
import json
import re
import sys

MANY = 10**12
LISTS = {
    "source.cited": ("sources", "source"),
    "claim.recorded": ("claims", "claim"),
    "link.asserted": ("links", "link"),
    "commitment.made": ("commitments", "commitment"),
}
GROUPS = {
    "development.retracted": "retracted",
    "development.marked-duplicate": "duplicate",
    "status.changed": "status",
    "source.cited": "source",
    "claim.recorded": "claim",
    "link.asserted": "tie",
    "link.withdrawn": "tie",
    "commitment.made": "commitment",
}


def end_of(text, last):
    """The first or last day of one date, as a triple."""
    text = re.sub(r"[~?%]", "", text)
    if text in ("", ".."):
        return (MANY, 0, 0) if last else (-MANY, 0, 0)
    if text.startswith("Y"):
        year = int(text[1:])
        return (year, 12, 31) if last else (year, 1, 1)
    parts = [int(part) for part in text.split("-")]
    if len(parts) == 2 and parts[1] > 12:
        first, months = {21: (3, 3), 22: (6, 3), 23: (9, 3), 24: (12, 3)}[parts[1]]
        month = first + months - 1 if last else first
        year = parts[0] + (month > 12)
        month = (month - 1) % 12 + 1
        return (year, month, calendar.monthrange(year, month)[1] if last else 1)
    if last:
        year, month = parts[0], parts[1] if len(parts) > 1 else 12
        return (year, month, parts[2] if len(parts) > 2 else calendar.monthrange(year, month)[1])
    return tuple(parts + [1] * (3 - len(parts)))


def filed(text):
    """What the chronology sorts by: the first day a date can mean, then the last."""
    ends = text.split("/")
    return end_of(ends[0], False), end_of(ends[-1], True)


def look(record, path):
    for step in path:
        if isinstance(record, dict):
            record = record.get(step)
        elif isinstance(record, list) and int(step) < len(record):
            record = record[int(step)]
        else:
            return None
    return record


def put(record, path, new):
    *before, last = path
    for at, step in enumerate(before):
        if isinstance(record, list):
            record = record[int(step)]
        else:
            if record.get(step) is None:
                record[step] = [] if path[at + 1].isdigit() else {}
            record = record[step]
    if isinstance(record, list):
        number = int(last)
        if number == len(record):
            record.append(new)
        elif new is None:
            del record[number]
        else:
            record[number] = new
    elif new is None:
        record.pop(last, None)
    else:
        record[last] = new


def without(listed, apart):
    listed = list(listed)
    for element in apart:
        if element in listed:
            listed.remove(element)
    return listed


class Record:
    """What the events so far make."""

    def __init__(self):
        self.developments, self.actors, self.duplicates, self.assessed, self.merged = {}, {}, {}, {}, {}

    def take(self, kind, data, sequence):
        if kind == "development.recorded":
            self.developments[data["key"]] = copy.deepcopy(data)
        elif kind == "actor.registered":
            self.actors[data["id"]] = copy.deepcopy(data)
        elif kind == "development.corrected":
            for change in data["changes"]:
                put(self.developments[data["key"]], change["field"].split("."), copy.deepcopy(change["new"]))
        elif kind == "actor.amended":
            for change in data["changes"]:
                put(self.actors[data["id"]], change["field"].split("."), copy.deepcopy(change["new"]))
        elif kind == "development.marked-duplicate":
            self.duplicates[data["key"]] = data["of"]
        elif kind == "status.changed":
            self.developments[data["key"]]["status"] = data["to"]
        elif kind in LISTS:
            name, field = LISTS[kind]
            self.developments[data["key"]].setdefault(name, []).append(copy.deepcopy(data[field]))
        elif kind == "link.withdrawn":
            links = self.developments[data["key"]].get("links", [])
            self.developments[data["key"]]["links"] = [link for link in links if not is_of(data, link)]
        elif kind == "commitment.assessed":
            made = data["assessment"]
            self.assessed.setdefault(made["commitment"], []).append((filed(made["on"]), sequence, made["state"]))
        elif kind == "actors.merged":
            self.merged[data["from"]] = data["into"]
        elif kind not in ("development.retracted", "search.logged") and not kind.startswith("lead."):
            raise SystemExit(f"changes.py does not know what {kind} does; teach it")


def is_of(withdrawn, link):
    return (withdrawn["rel"], withdrawn["target"], withdrawn["asserted_by"]) == (
        link["rel"],
        link["key"],
        link["asserted_by"],
    )


def read(paths):
    for path in paths:
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                event = json.loads(line)
                yield int(event["sequence"]), event["type"].removeprefix("annals."), event["data"]


def names_only(field):
    path = []
    for step in field.split("."):
        if step.isdigit():
            break
        path.append(step)
    return tuple(path)


def reached(events):
    """The fields that corrections reached, none within another."""
    paths = {names_only(change["field"]) for _, _, data in events for change in data["changes"]}
    return [path for path in paths if not any(path != other and path[: len(other)] == other for other in paths)]


def bare(dates):
    return sorted((dated["role"], dated["date"]) for dated in dates or [])


def corrections(key, events, others, before, after):
    """The items of a development's corrections: what is of dates, and what is of other fields."""
    net, dated = {}, False
    for path in reached(events):
        field = ".".join(path)
        old, new = look(before, path), look(after, path)
        if isinstance(new, list):
            new = without(new, [data[LISTS[kind][1]] for _, kind, data in others if LISTS.get(kind, "-")[0] == field])
        if isinstance(old, list) and field == "links":
            gone = [data for _, kind, data in others if kind == "link.withdrawn"]
            old = without(old, [link for data in gone for link in old if is_of(data, link)])
        if old != new:
            net[field] = [old, new]
            dated = dated or field == "date" or (field == "dates" and bare(old) != bare(new))
    sequences = [sequence for sequence, _, _ in events]
    if not dated:
        return [["corrected", key, net, None, sequences]]
    of_dates = lambda field: field.split(".")[0] in ("date", "dates")
    touching = lambda wanted: [s for s, _, d in events if any(of_dates(c["field"]) == wanted for c in d["changes"])]
    place = (filed(after["date"]) > filed(before["date"])) - (filed(after["date"]) < filed(before["date"]))
    moved = {1: "later", -1: "earlier", 0: "not"}[place]
    items = [["re-dated", key, {f: v for f, v in net.items() if of_dates(f)}, moved, touching(True)]]
    if touching(False):
        items.append(["corrected", key, {f: v for f, v in net.items() if not of_dates(f)}, None, touching(False)])
    return items


def changes(first, last, paths):
    base, end, events = Record(), Record(), []
    for sequence, kind, data in read(paths):
        if sequence < first:
            base.take(kind, data, sequence)
        if sequence < last:
            end.take(kind, data, sequence)
            if sequence >= first:
                events.append((sequence, kind, data))
    found = {}

    def note(group, subject, sequence, net=None):
        item = found.setdefault((group, subject), [group, subject, {}, None, []])
        item[4].append(sequence)
        if net and net[1] != net[2]:
            item[2] = {net[0]: [net[1], net[2]]}

    corrected = {}
    for sequence, kind, data in events:
        key = data.get("key")
        if kind == "actors.merged":
            for actor in (data["from"], data["into"]):
                note("actor", actor, sequence)
        elif kind.startswith("actor."):
            note("actor", data["id"], sequence)
        elif kind == "search.logged":
            note("search", data["place"], sequence)
        elif kind.startswith("lead."):
            note("lead", data["name"], sequence)
        elif key not in base.developments:
            note("added", key, sequence)
        elif kind == "development.corrected":
            corrected.setdefault(key, []).append((sequence, kind, data))
        elif kind == "commitment.assessed":
            name = data["assessment"]["commitment"]
            state = lambda record: max(record.assessed[name])[2] if name in record.assessed else None
            note("assessment", name, sequence, ("state", state(base), state(end)))
        else:
            before, after = base.developments[key], end.developments[key]
            net = {
                "status": ("status", before["status"], after["status"]),
                "tie": ("links", before.get("links", []), after.get("links", [])),
                "duplicate": ("duplicate_of", base.duplicates.get(key), end.duplicates.get(key)),
            }.get(GROUPS[kind])
            note(GROUPS[kind], key, sequence, net)
    items = list(found.values())
    for item in items:
        if item[0] == "actor" and item[1] in base.actors:
            old, new = base.actors[item[1]], end.actors[item[1]]
            fields = ("type", "side", "names", "aliases", "parent", "offices", "note")
            item[2] = {field: [old.get(field), new.get(field)] for field in fields if old.get(field) != new.get(field)}
            if base.merged.get(item[1]) != end.merged.get(item[1]):
                item[2]["merged_into"] = [base.merged.get(item[1]), end.merged[item[1]]]
    for key, own in corrected.items():
        others = [event for event in events if event[2].get("key") == key]
        items += corrections(key, own, others, base.developments[key], end.developments[key])
    return sorted(items, key=lambda item: (item[0], item[1]))


def main():
    json.dump(changes(int(sys.argv[1]), int(sys.argv[2]), sys.argv[3:]), sys.stdout)


if __name__ == "__main__":
    main()
