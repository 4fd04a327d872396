"""Mutants that nobody convicts and nobody has to: what they change changes no link, record, count, reject or status."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from contract_tests.zoo.mutants.kinds import kind_of
from contract_tests.zoo.mutants.workshop import Mutant


@dataclass(frozen=True, slots=True)
class Waiver:
    """Survivors of one kind, or `any`, in one function of the mock; `text` stands in what was changed.

    A mutant that is covered is not judged. Without a module it is any function of any. `alone` is a pattern: nothing
    was changed but what it finds.
    """

    module: str
    function: str
    kind: str
    text: str
    reason: str
    alone: str = ""

    @property
    def where(self) -> str:
        """As the page says it."""
        return f"{self.module}: `{self.function}`" if self.module else "anywhere"

    def covers(self, mutant: Mutant) -> bool:
        return (
            (self.module, self.function) in ((mutant.module, mutant.function), ("", ""))
            and self.kind in ("any", kind_of(mutant.change))
            and self.text in mutant.change
            and (not self.alone or self._is_alone(mutant.change))
        )

    def _is_alone(self, change: str) -> bool:
        lines = change.splitlines()
        before, after = ([re.sub(self.alone, "", line[1:]) for line in lines if line[0] == sign] for sign in "-+")
        return before == after


UNUSED = "Every call to which the default would matter gives the argument, or makes a new record, where it is nothing."
HOUR = "Any hour that no day has is refused alike."

EXPLAINS = "It decides a row for the control API, which explains it; no sync calls it."

LENGTHS = "What goes side by side has one length wherever it is called: `strict` would only tell a mistake."
MEMORY = "What `setdefault` gives is thrown away: the length kept says how much memory that takes meanwhile."
TYPED = "The type is for the checker; at run time nobody looks at it."

FAULTY = "What stands beside a fault is never kept, shown or compared."
PACE = "How far the work is: for the control API, and for others to run meanwhile. It decides nothing."
QUICK = "It only says whether many rows can be taken together; one by one they come to the same."
TIMES = "It finds records by time for the filters of exports; no import and no linkage asks it."
SAVED = "It is called where a saved site is loaded; the mock's own tests compare that site with the one that was saved."
EQUAL = "The two are equal: which of them is kept says how much memory that takes."
FIRST_LINKS = "Every site adds the links of its description, if only none, before anybody asks for a page of them."
NO_MEMORY = "It takes back what was added where memory ran out half-way; the mock's own tests let it run out."
EMPTY = "Texts and numbers have no default, so every rule applies; where it says no, one by one they come to the same."
REMEMBERED = "It says how many texts are remembered, and how long ones: what is not is found out again."
NEW = "A new record has nothing yet: under every rule it takes a value, and a blank leaves it with nothing."
NOTHING = "None, as nothing, is no number of duplicates either: the log only looks whether there are any."
OWN_TEXT = "Nobody who complains of a row gives a text of his own: it is the code's."

APPLIES = r'(not )?applies\((step\.mapped\[0\]\.update_rule|None), ("-"|"XX-XX"|None), (step\.blank|None)\)'
MOST = r"len\(self\) <=? self\._MOST (and|or)|<=? MAX_TEXT"
FIRST = r"first = .*$|\(first (or|and) len\(self\) >=? self\._MOST (or|and) |if (not )?first"
LOOKED = r"_between\((min\(self\._looked_at //? self\._passes, len\(self\.out\)\)|None)\)|[-+]?= len"
FIND = r"r?find\(1, (placed\.first|None), (placed\.first \+ len\(placed\.block\)|None)?\)"
ADDRESS = (
    "Where the address is the identifier, or no row gives one, nobody else has it: a closer look finds nothing else."
)
UNREAD = "Whether a row sets the watched column is not looked at where it takes a decision; then that says it."
LONGER = "Nothing that is kept is as long as that, so such a text equals none, folded or not: it costs time alone."
KEYS = "Only its keys are looked at."
NOBODY = "A new contact is at no account, and a blank or missing company finds none: it stays where it is."
ANY_TEXT = r"\(?takes_any_text\(self\._field\)(\) and False)?"
MAPS = r"\(?maps_unique(\) or True)?| (and|or) (?=unique !=|definition)"
COUNTED = "Records are numbered from 1, those of an import that it makes from -1 on: nothing is 0."
UNSEEN = "The number is for whoever explains a row; no answer of the Bulk API shows it."
ONCE = "No row is entered twice, so that its number comes first sorts them either way."
OTHER = "Any text but the counted ones is not counted, as none is not."
TWICE = "A holder may be noted twice: it is looked at once."
NO_BLANK = "No blank is noted or indexed, so nobody has one; and where no field is unique nobody asks."
FALSE = "None is as good as False."
GIVEN = "Every call gives the argument."

WAIVERS: tuple[Waiver, ...] = (
    Waiver("domain.screening", "Screening.__init__", "any", "takes_any_text", QUICK, alone=ANY_TEXT),
    Waiver("domain.applying", "Applying._count_attributes", "text", "XXXX", OTHER),
    Waiver("domain.upserting", "Upserts.update", "none", "_note_unique(record, values, None)", TWICE),
    Waiver("domain.upserting", "Upserts.holders", "condition", "column is None and is_blank", NO_BLANK),
    Waiver("domain.upserting", "Upserts.holders", "none", "case_sensitive=None", FALSE),
    Waiver("domain.upserting", "Upserts.update", "comparison", "record <= 0", COUNTED),
    Waiver("domain.upserting", "Upserts.update", "number", "record < 1", COUNTED),
    Waiver("domain.applying", "Applying.__init__", "any", "maps_unique", ADDRESS, alone=MAPS),
    Waiver("domain.applying", "Applying.apply_block", "text", '[-len(created)] = ""', KEYS),
    Waiver("domain.merging", "Merging.setting_watched", "any", "if (self._clears_missing)", NOBODY),
    Waiver("domain.merging", "Merging.setting_watched", "any", "text is not None or applies", NOBODY),
    Waiver("domain.merging", "Merging.setting_watched", "none", "applies(None", NOBODY),
    Waiver("domain.merging", "Merging.setting_watched", "none", "applies(mapped.update_rule, text, None)", NOBODY),
    Waiver("domain.applying", "Applying._keep", "text", '[record] = ""', KEYS),
    Waiver("domain.applying", "Applying._keep", "comparison", "record >= 0", COUNTED),
    Waiver("domain.upserting", "Upserts.values", "comparison", "record <= 0", COUNTED),
    Waiver("domain.upserting", "Upserts.values", "number", "record < 1", COUNTED),
    Waiver(
        "domain.rejects", "Rejecting.in_row_order", "any", "sorted(", ONCE, alone=r", (key=(itemgetter\(0\)|None))?\)"
    ),
    Waiver("domain.rejects", "Rejecting.in_row_order", "any", ", number)", UNSEEN, alone=r"invalid, (number|None)\)"),
    Waiver("domain.applying", "Applying.prepare", "any", "[True] * len(block)", UNREAD),
    Waiver("domain.applying", "Applying.prepare", "comparison", "found.count(None)", QUICK),
    Waiver("domain.applying", "Applying.prepare", "any", "one is None", QUICK, alone=r"\(?one is None(\) and False)?"),
    Waiver("domain.identity", "Comparison.__call__", "any", "LONGEST", LONGER, alone=r"\(?len.*FOLDED(\) or True)?"),
    Waiver("domain.identity", "Comparison.keys", "text", "XXXX", QUICK),
    Waiver("domain.linking", "Linking.decide", "any", "malformed: bool = True", GIVEN),
    Waiver("", "", "any", "strict=", LENGTHS, alone=r",\s*(strict=\w+)?\)"),
    Waiver("", "", "any", "cast(", TYPED, alone=r'cast\(("[^"]*"|None),'),
    Waiver("", "", "any", "Verdict(", FAULTY, alone=r'Verdict\((""|"XXXX"|None), '),
    Waiver(
        "domain.importing", "plan_import", "any", "= StagedRows(", PACE, alone=r"(, between)?(, passes=\d)?(, )?\)$"
    ),
    Waiver("domain.importing", "plan_import", "any", "DUPLICATE", NOTHING, alone=r", (0|None)?\)"),
    Waiver("domain.judging", "keeps_all", "comparison", "", QUICK),
    Waiver("domain.judging", "keeps_all", "text", "", QUICK),
    Waiver("domain.judging", "takes_any_text", "text", "", QUICK),
    Waiver("domain.linking", "Linking.judge", "any", "", EXPLAINS),
    Waiver("domain.linking", "Linking.link", "any", "+        settles = None", QUICK),
    Waiver("domain.linking", "Linking.link", "any", "type(None)", QUICK, alone=r"type\((None|opportunity|source)\)"),
    Waiver("domain.linking", "plan_links", "none", "duplicates=None", NOTHING),
    Waiver("domain.linking", "plan_links", "any", "= StagedRows(", PACE, alone=r"(, between)?(, )?\)$"),
    Waiver("domain.merging", "Merging.merge", "default", "takes_identifier", UNUSED),
    Waiver("domain.merging", "_Settled.__init__", "any", "+        self.all = ", QUICK),
    Waiver(
        "domain.merging", "_Settled.__missing__", "any", "step.fill(", NEW, alone=r"step\.mapped\[0\]\.update_rule|None"
    ),
    Waiver("domain.merging", "_Settled.__missing__", "any", "step.fill(", NEW, alone=r"step\.blank\)|None\)"),
    Waiver(
        "domain.merging",
        "_Settled.__missing__",
        "any",
        "filled is None",
        QUICK,
        alone=r"\(?filled is None(\) and False)?",
    ),
    Waiver("domain.merging", "_Settled.__missing__", "any", "+            self.all = None", QUICK),
    Waiver("domain.merging", "_Settled.__missing__", "any", "self._MOST", REMEMBERED, alone=MOST),
    Waiver("domain.merging", "_Settled._keeps", "any", "applies(", EMPTY, alone=APPLIES),
    Waiver("domain.merging", "_Settled.column", "any", "first", QUICK, alone=FIRST),
    Waiver("domain.staged", "StagedRows.__init__", "any", "passes: int", PACE),
    Waiver("domain.staged", "StagedRows.__init__", "number", "self._looked_at", PACE),
    Waiver("domain.staged", "StagedRows.__iter__", "any", "self._looked_at", PACE, alone=LOOKED),
    Waiver(
        "domain.staged", "StagedRows.complain", "any", "reject(number, code, invalid, ", OWN_TEXT, alone=r"message|None"
    ),
    Waiver("domain.staged", "StagedRows.any_out", "any", "placed.first", QUICK, alone=FIND),
    Waiver("domain.staged", "placed_rows", "any", "", EXPLAINS),
    Waiver("domain.values", "_hour", "number", "return -", HOUR),
    Waiver("domain.identity", "_casefold", "any", "isascii", QUICK, alone=r"if \(?text\.isascii\(\)(\) and False)?"),
    Waiver("store.indexes", "Index.add_all", "any", "texts if", EQUAL, alone=r"\(?keys == texts(\) and False)?"),
    Waiver("store.indexes", "Timeline.__init__", "any", "", TIMES),
    Waiver("store.indexes", "Timeline.add", "any", "", TIMES),
    Waiver("store.indexes", "Timeline.between", "any", "", TIMES),
    Waiver("store.links", "Links.add_all", "any", "maxlen=", MEMORY, alone=r",\s*(maxlen=\w+)?\)"),
    Waiver("store.links", "Links.__init__", "any", "self._sorted", FIRST_LINKS),
    Waiver("store.links", "Links.add_all", "any", "islice(waiting, None)", PACE),
    Waiver("store.links", "Links.add_all", "comparison", "len(made_by)", NO_MEMORY),
    Waiver("store.links", "Links.restore", "any", "", SAVED),
)


def unwaived(survivors: Iterable[Mutant]) -> list[Mutant]:
    """The survivors that no waiver covers: the kit has to convict them, or somebody a reason not to."""
    return [mutant for mutant in survivors if not any(waiver.covers(mutant) for waiver in WAIVERS)]


def unused(survivors: Iterable[Mutant]) -> list[Waiver]:
    """Waivers that cover no survivor: to be struck out."""
    known = list(survivors)
    return [waiver for waiver in WAIVERS if not any(waiver.covers(mutant) for mutant in known)]
