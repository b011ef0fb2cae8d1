"""What the seven files of CAT have beyond the others: kinds of rows, answers of a frozen scope, joint acts, legal basis,
circles of automatic rows, and the tables of ../cat-bkn.md 16.1-16.7. Called by check.py."""
import re
from pathlib import Path

HERE = Path(__file__).resolve().parent
WORDS = (HERE / "cat.md").read_text(encoding="utf-8")
SPEC = (HERE.parent / "cat-bkn.md").read_text(encoding="utf-8")
CAT = dict(zip("event lokasi sesi peserta penundaan pembatalan disabilitas".split(), "EV TL SS PS PN PB DS".split(), strict=True))
SECTION = {name: f"16.{n}" for n, name in enumerate(CAT, 1)}
BOUNDARY = {"kandidat": "jpt", "peserta": "sesi"}
ROLES = set("kepala_bkn deputi ppss kanreg upt ukt tpc psi instansi lembaga kpsi tlp pst sistem".split())
KINDS = set("act auto cascade ask clock".split())
FLAGS = set("diumumkan basis_data_siap gangguan".split())   # backticked in a heading of 16, not states
LOOSE = {"TL-10b", "TL-17", "TL-21", "SS-15"}   # sources of 16 given in words


def words(name):
    return [line.split(" | ") for line in re.findall(rf"^{name} (.*)$", WORDS, re.M)]


def listed(name):
    return set(" ".join(line[0] for line in words(name)).split())


ABSENT, ADDED = listed("ABSENT"), listed("ADDED")
SPLIT = {item.split(": ")[0]: item.split(": ")[1].split() for line in words("SPLIT") for item in line}
#: {(cause, machine): states in which the ask no longer applies}
ANSWER = {tuple(head.split()): set(states.split()) for head, states in words("ANSWER")}
EXCLUDES = [frozenset(pair.split()) for line in words("EXCLUDES") for pair in line]
(STOPPING, STOPPED), = [(set(a.split()), b.split()) for a, b in words("STOPS")]
WAITING = {machine: set(states.split()) for machine, states in words("WAITS")}
#: {requirement: its column Source}
SOURCES = dict(re.findall(r"^\| (CB-\d+) \| ([^|]*) \|", SPEC, re.M))
KIND_OF_DOCUMENT = set(re.findall(r"[a-z][a-z_]+", " ".join(
    line.split("|")[1] for line in SPEC.split("## 14. ")[1].split("| ID |")[0].splitlines() if line.startswith("| "))))


def law(name):
    """The table of 16 for one machine, {ref: {column: cell}}, and the states of its heading in order."""
    text = SPEC.split(f"### {SECTION[name]} ")[1].split("\n### ")[0].splitlines()
    heading = text[0] if "`" in text[0] else next(line for line in text[1:] if "`" in line)
    order = dict.fromkeys(re.findall(r"`(\w+)`", heading.split("*Open*")[0].split("PROPOSAL: ")[0]))
    table = [[c.strip() for c in line.strip("|").split("|")] for line in text if line.startswith("|")]
    rows = {row[0]: dict(zip(table[0], row, strict=True)) for row in table[2:]}
    return rows, [s for s in order if s not in FLAGS], len(table) - 2


def target_of(cell):
    """What the To of a row of 16 begins with: a state, = or a token."""
    for word, token in (("same", "="), ("stays", "="), ("flag", "="), ("computed", "<"), ("previous", "<"),
                        ("remembered", "<"), ("PROPOSAL: remembered", "<")):
        if cell.startswith(word):
            return token
    return re.match(r"`(\w+)`", cell).group(1)


def against_the_catalogue(name, rows, states, bad, law_sources):
    rows16, order, count = law(name)
    bad(set(order) == set(states), name, "states of the heading", sorted(set(order) ^ set(states)))
    bad(len(rows16) == count, name, "a ref twice in 16")
    mine, seen = {r["ref"]: r for r in rows}, []
    bad(all(ref.startswith(CAT[name] + "-") for ref in mine), name, "prefix of refs")
    for ref, row in rows16.items():
        if ref in ABSENT:
            bad(ref not in mine and ref not in SPLIT, ref, "is ABSENT and has a row")
            continue
        parts = SPLIT.get(ref, [ref])
        seen += parts
        bad(set(parts) <= set(mine), ref, "lacks rows", sorted(set(parts) - set(mine)))
        got = [mine[p] for p in parts if p in mine]
        if not got:
            continue
        sources = {s for r in got for s in r["from"].split()}
        bad(ref in LOOSE or law_sources(row["From"], order) == sources, ref, "From differs:", row["From"], "/", sorted(sources))
        target = target_of(row["To"])
        bad(target in {r["to"][:1] if target == "<" else r["to"] for r in got}, ref, "To differs:", row["To"])
        bad({c for r in got for c in r["mark"]} <= set(row["Src"]) | {"P", "/"}, ref, "Src differs:", row["Src"])
        bad(len(parts) > 1 or row["Src"] == got[0]["mark"], ref, "Src differs:", row["Src"], "/", got[0]["mark"])
    bad(len(seen) == len(set(seen)), name, "ref used twice")
    extra = set(mine) - set(seen)
    bad(extra == ADDED & set(mine), name, "rows that 16 does not have", sorted(extra ^ (ADDED & set(mine))))
    bad(all(mine[r]["mark"] == "P" for r in extra), name, "an added row is a proposal")


def rows_alone(name, rows, kind_of, bad):
    """What one row says for itself: kind, people, causes, basis, documents."""
    home = BOUNDARY.get(name, name)
    for r in rows:
        ref, facts, guards = r["ref"], set(r["fact"].split()), r["guards"].split()
        actors = r["actors"].split("|")
        instants = [g for g in guards if g.startswith("jam:")]
        bad(len(instants) == (r["kind"] == "clock"), ref, "an instant belongs to a clock")
        bad(not facts & {"!" + w for w in facts}, ref, "fact and its contrary")
        joint = [a.split("+") for a in actors if "+" in a]
        bad(not joint or (len(actors) == 1 and len(joint[0]) == 2 == len(set(joint[0]))), ref, "a joint act names two different roles", r["actors"])
        bad(not joint or "sistem" not in joint[0], ref, "SYSTEM is nobody's partner")
        for a in actors:
            cause = a.partition(":")[2]
            if cause and cause in kind_of:
                same = BOUNDARY.get(kind_of[cause], kind_of[cause]) == home
                bad(same == a.startswith("kaskade:"), ref, "a cascade stays in its boundary, an ask leaves it", a)
        basis = r["basis"].split()
        bad(basis and set(basis) <= set(SOURCES), ref, "basis", r["basis"])
        article = any(re.match(r"(Pasal|Lamp\.)", SOURCES.get(b, "")) for b in basis)
        bad(r["mark"] == "P" or article, ref, "says the source, but no article stands behind", r["basis"])
        unknown = {d.split(">=")[0] for d in r["documents"].split()} - KIND_OF_DOCUMENT
        bad(not unknown, ref, "document not in 14", sorted(unknown))
        for q in rows[:rows.index(r)]:   # facts of rows of one act in one state exclude each other
            if r["act"] == q["act"] and set(r["from"].split()) & set(q["from"].split()):
                other = set(q["fact"].split())
                bad(any("!" + w in other for w in facts) or any("!" + w in facts for w in other), q["ref"], ref, "both may apply")


def scopes(tables, groups_of, bad):
    """Every ask is answered in every state of its target, and nobody acts there in between."""
    asked = {}
    for name in CAT:
        for r in tables[name]:
            for a in r["actors"].split("|"):
                if a.startswith("minta:") and r["from"] != "-":
                    asked.setdefault((a.removeprefix("minta:"), name), set()).update(set(r["from"].split()) - {"-"})
    bad(asked.keys() == ANSWER.keys(), "asks without an ANSWER, or the other way", sorted(asked.keys() ^ ANSWER.keys()))
    for key in asked.keys() & ANSWER.keys():
        states = {s for group in groups_of[key[1]].values() for s in group}
        bad(asked[key] | ANSWER[key] == states, *key, "no answer in", sorted(states ^ (asked[key] | ANSWER[key])))
        bad(not asked[key] & ANSWER[key], *key, "two answers in", sorted(asked[key] & ANSWER[key]))
    for name in STOPPED:
        frozen = {s for (cause, machine), found in asked.items() if cause in STOPPING and machine == name for s in found}
        for r in tables[name]:
            moves = r["kind"] == "act" or (r["kind"] == "clock" and r["to"] != "=")
            if moves and set(r["from"].split()) & frozen:
                bad("tanpa_permintaan_menunggu" in r["guards"].split(), r["ref"], "does not wait for a frozen scope")
    for name, states in WAITING.items():
        ends = {*groups_of[name]["terminal"], "penjadwalan", "pelaksanaan_selesai", "ditunda"}
        for r in tables[name]:
            if set(r["from"].split()) & states and r["to"] in ends:
                bad("permintaan_terjawab" in r["guards"].split(), r["ref"], "leaves before every ask is answered")
    for name, ref in (("penundaan", "PN-8"), ("pembatalan", "PB-8")):
        row = next((r for r in tables[name] if r["ref"] == ref), None)
        bad(row and "permintaan_terjawab" in row["guards"].split(), ref, "ends before it has taken effect")


def circles(name, rows, targets, bad):
    """No automatic row can be repeated for ever: every circle of them holds two conditions that exclude each other."""
    autos = [r for r in rows if r["kind"] == "auto"]
    bad(not [r for r in autos if r["to"] == "=" and "!" not in r["fact"]], name, "an automatic row repeats itself")
    steps = [(s, t, r) for r in autos for s in r["from"].split() for t in targets.get(r["to"], {r["to"]}) if t != "="]

    def walk(path, state):
        for s, t, r in steps:
            if s != state:
                continue
            if t == path[0][0]:
                conditions = {w for _, q in path for w in (q["guards"] + " " + q["fact"]).split()}
                conditions |= set((r["guards"] + " " + r["fact"]).split())
                apart = any(pair <= conditions for pair in EXCLUDES) or any("!" + w in conditions for w in conditions)
                bad(apart, name, "turns for ever:", *(q["ref"] for _, q in path[1:]), r["ref"])
            elif t not in {s for s, _ in path}:
                walk([*path, (t, r)], t)

    for s in {s for s, _, _ in steps}:
        walk([(s, {"guards": "", "fact": "", "ref": ""})], s)


def explained(name, rows, bad):
    declared = {(w, m) for w, ms in re.findall(r"^\| `([!a-z0-9_:+-]+)` \| ([a-z, ]+) \| [^|]* \| [^|]* \| [^|]* \|$", WORDS, re.M)
                for m in ms.split(", ")}
    facts = {w.lstrip("!") for r in rows for w in r["fact"].split()}
    guards = {w for r in rows for w in r["guards"].split()}
    need = {w for r in rows for w in r["fact"].split()} | guards
    have = {w for w, m in declared if m == name}
    bad(need - have <= {"formulir", "alasan"}, name, "not explained in cat.md", sorted(need - have))
    bad(have <= need, name, "explained in cat.md, not used", sorted(have - need))
    bad(not facts & guards, name, "fact and guard of one name", sorted(facts & guards))


def check(tables, groups_of, targets, bad, law_sources):
    kind_of = {r["ref"]: name for name, rows in tables.items() for r in rows}
    bad(not ABSENT & kind_of.keys() and ADDED <= kind_of.keys(), "ABSENT, ADDED")
    both = [w for pair in EXCLUDES for w in pair]
    bad(set(both) <= {g for name in CAT for r in tables[name] for g in r["guards"].split()}, "EXCLUDES names no guard", both)
    for name in CAT:
        rows, groups = tables[name], groups_of[name]
        states = [s for group in groups.values() for s in group]
        against_the_catalogue(name, rows, states, bad, law_sources)
        rows_alone(name, rows, kind_of, bad)
        circles(name, rows, targets, bad)
        explained(name, rows, bad)
        moves = {s for r in rows if r["to"] != "=" for s in r["from"].split()}
        stuck = {s for g in ("initial", "open") for s in groups[g]} - moves
        bad(not stuck, name, "no way out of", sorted(stuck))
    scopes(tables, groups_of, bad)
