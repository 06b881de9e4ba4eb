#!/usr/bin/env python3
"""Makes an FTS5 table of a journal's developments and asks it and annals the same questions, each in a
process of its own; prints medians. Called by tests/it/search_speed.rs with the workspace's folder and
the program. Standard library, and the sqlite3 shell."""

import glob
import json
import os
import sqlite3
import statistics
import subprocess
import sys
import time

FOLDER, PROGRAM = sys.argv[1], sys.argv[2]
DATABASE = os.path.join(FOLDER, "fts.db")
RUNS = 9


def rows():
    """Key, day, and the texts of each development, in the journal's order; names of actors included."""
    names, developments = {}, {}
    for path in sorted(glob.glob(os.path.join(FOLDER, "events", "*.jsonl"))):
        with open(path, encoding="utf-8") as lines:
            for line in lines:
                event = json.loads(line)
                kind, data = event["type"], event["data"]
                if kind == "annals.actor.registered":
                    names[data["id"]] = " ".join(name["name"] for name in data["names"])
                elif kind == "annals.development.recorded":
                    developments[data["key"]] = [
                        data["date"],
                        data["title"],
                        data["summary"],
                        " ".join(claim["text"] for claim in data.get("claims", [])),
                        source_text(data["sources"][0]),
                        " ".join(names[party["actor"]] for party in data["parties"]),
                    ]
                elif kind == "annals.source.cited":
                    developments[data["key"]][4] += " " + source_text(data["source"])
                elif kind == "annals.development.corrected":
                    for change in data["changes"]:
                        developments[data["key"]][1] = change["new"]
    return [(key, *texts) for key, texts in developments.items()]


def source_text(source):
    return " ".join(source.get(part) or "" for part in ("title", "publisher", "quote"))


def make():
    """Two tables: one with rows in the order of days, so that the newest come first without sorting."""
    found = rows()
    print(f"{len(found)} developments read by the script", flush=True)
    if os.path.exists(DATABASE):
        os.remove(DATABASE)
    connection = sqlite3.connect(DATABASE)
    for setting in ("journal_mode=off", "synchronous=off", "cache_size=-262144", "temp_store=memory"):
        connection.execute("pragma " + setting)
    columns = "title, summary, claims, sources, actors"
    found.sort(key=lambda row: row[1])
    connection.execute(f"create table d (id integer primary key, key text, day text, {columns})")
    connection.executemany("insert into d values (?,?,?,?,?,?,?,?)", ((at, *row) for at, row in enumerate(found)))
    connection.commit()
    connection.execute(f"create virtual table t using fts5({columns}, content='d', content_rowid='id')")
    begun = time.monotonic()
    with connection:
        connection.executemany(
            f"insert into t (rowid, {columns}) values (?,?,?,?,?,?)", ((at, *row[2:]) for at, row in enumerate(found))
        )
    took = time.monotonic() - begun
    size = connection.execute("select sum(length(block)) from t_data").fetchone()[0]
    print(f"FTS5: rows put into the index in {took:.2f} s, {size} bytes", flush=True)
    connection.close()


def timed(words, **more):
    took = []
    for _ in range(RUNS):
        begun = time.monotonic()
        out = subprocess.run(words, stdout=subprocess.PIPE, check=True, **more).stdout
        took.append((time.monotonic() - begun) * 1e3)
    return statistics.median(took), min(took), out.decode()


def ask(words):
    """The same words to all."""
    match = " ".join(words)
    ours = [PROGRAM, "-q", "-C", FOLDER, "search", *words, "--format", "json"]
    keys = f"select key from t join d on d.id=t.rowid where t match '{match}' order by t.rowid desc limit 20"
    shown = (
        "select d.key, d.day, d.title, snippet(t,-1,'«','»','…',24) from t join d on d.id=t.rowid "
        f"where t match '{match}' order by t.rowid desc limit 20"
    )
    sorting = f"select key from t join d on d.id=t.rowid where t match '{match}' order by day desc, key limit 20"
    ranked = f"select d.key, d.day, d.title, snippet(t,-1,'«','»','…',24) from t join d on d.id=t.rowid where t match '{match}' order by rank limit 20"
    count = f"select count(*) from t where t match '{match}'"
    print(f"-- {match}", flush=True)
    total = subprocess.run(["sqlite3", DATABASE, count], stdout=subprocess.PIPE, check=True).stdout.decode().strip()
    for name, command in [
        ("annals, newest", [*ours, "--newest-first"]),
        ("annals, best", ours),
        ("FTS5, newest, keys", ["sqlite3", DATABASE, keys]),
        ("FTS5, newest, with snippets", ["sqlite3", DATABASE, shown]),
        ("FTS5, newest and how many", ["sqlite3", DATABASE, shown + ";" + count]),
        ("FTS5, newest by sorting days", ["sqlite3", DATABASE, sorting]),
        ("FTS5, best by rank", ["sqlite3", DATABASE, ranked]),
    ]:
        median, least, out = timed(command)
        told = f" {json.loads(out)['matched']} match, FTS5 has {total}" if name.startswith("annals") else ""
        print(f"   {name:32} {median:8.1f} ms, at best {least:8.1f}{told}", flush=True)


def frequent():
    """Words by how many rows hold them: some of the most frequent, some of the middle, some rare."""
    connection = sqlite3.connect(DATABASE)
    connection.execute("create virtual table temp.v using fts5vocab(main, t, row)")
    terms = connection.execute("select term, doc from v where term glob '[a-z]*' order by doc desc").fetchall()
    connection.close()
    # of words that are plurals to us, we would count more
    terms = [(term, count) for term, count in terms if not term.endswith("s")]
    return [terms[at][0] for at in (3, 5, 40, 60, 400, 500, 4_000) if at < len(terms)]


if not os.path.exists(DATABASE) or "anew" in sys.argv:
    make()
for at, words in enumerate([lambda f: f[0:2], lambda f: f[2:4], lambda f: f[4:6], lambda f: [f[0], f[6]], lambda f: [f[0]]]):
    ask(words(frequent()))
peak = subprocess.run(
    ["python3", "-c", "import resource,subprocess,sys;subprocess.run(sys.argv[1:],stdout=subprocess.DEVNULL);"
     "print(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss//1024,'MB resident at most')",
     PROGRAM, "-C", FOLDER, "search", *frequent()[0:2], "--newest-first"], stdout=subprocess.PIPE, check=True,
).stdout.decode().strip()
print(peak)
