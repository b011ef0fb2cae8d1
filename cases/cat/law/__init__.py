"""The law of CAT as pure functions of a snapshot: what facts and guards decide on, without a database or a clock.

`seen` has the snapshots, one module a machine has the rules, each named like the word of docs/spec/machines/cat.md
that it decides. Guards of the rooms ask them of the real thing (`cases.cat.lawful`), the exploration of its own worlds
(docs/decisions/021-exploration.md). Imports nothing but itself.
"""
