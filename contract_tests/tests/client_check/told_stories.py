"""For every rule a story that keeps it and one that breaks it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from contract_tests.client_check.evidence import Evidence
from contract_tests.client_check.exchanges import Message, Secret
from contract_tests.tests.client_check.stories import (
    DIED,
    EXPORTS,
    IMPORT,
    IMPORTS,
    LINKAGE,
    LINKAGES,
    MOVED,
    ROWS,
    Story,
    import_story,
    story,
)


def calm() -> Story:
    return import_story()


def moved() -> Story:
    return story().planned(moveBase=True).identify().define().upload(status=401, fault=1)


def elsewhere(told: Story) -> Story:
    told.identify(MOVED)
    told.host = MOVED
    return told.upload()


def expired(again: bool = True, refreshes: int = 1) -> Story:
    told = story().planned(expireToken=True).token("r0", "r1", scheme="Basic")
    told.mark = "access-1"
    told.bulk("GET", "/contacts/fields", 401, fault=1, scheme="Bearer")
    for number in range(refreshes):
        told.token(f"r{number + 1}", f"r{number + 2}")
    told.mark = "access-2" if again else "access-1"
    return told.bulk("GET", "/contacts/fields", scheme="Bearer")


def rotated(second: str) -> Story:
    return story().token("r0", "r1").bulk("GET", "/syncs", 401).token(second, "r2")


def tokens(number: int) -> Story:
    told = story().token("r0", "r1").bulk("GET", "/syncs").bulk("GET", "/syncs")
    for each in range(1, number):
        told.token(f"r{each}", f"r{each + 1}").bulk("GET", "/syncs")
    return told


def defining(kind: str = IMPORTS, **changes: Any) -> Story:
    body = {**(LINKAGE if kind == LINKAGES else IMPORT), **changes}
    return story().define(kind, sent={name: value for name, value in body.items() if value is not ...})


def three_fields() -> Mapping[str, str]:
    return {**LINKAGE["fields"], "Name": "{{Opportunity.Field(Name)}}"}  # type: ignore[dict-item]


def small(uploads: int, *, bytes_each: int = 60) -> Story:
    told = story().settings(upload_bytes=100, uploads_per_sync=3).define()
    for number in range(uploads):
        told.upload(sent="[" + f"{number}".rjust(bytes_each - 2) + "]")
    return told.sync()


def few(uploads: int, syncs_after: int) -> Story:
    told = story().settings(uploads_per_sync=2).define()
    for number in range(1, uploads + 1):
        told.upload(sent=[{"ID": str(number)}])
        if number % syncs_after == 0:
            told.sync(number).poll("success", number=number)
    return told


def split(*rows: str) -> Story:
    meant = tuple({"OpportunityID": each} for each in "abcd")
    told = story().define().upload(sent=[{"ID": each} for each in rows[:2]])
    told.upload(sent=[{"ID": each} for each in rows[2:]]).sync()
    return told.did("import_opportunities", 4, rows=meant)


def csv(text: str) -> Story:
    return story().define().upload(sent=text, headers=[("Content-Type", "text/csv")])


def warned() -> Story:
    told = story().define().upload().sync().poll("pending", "warning")
    return told.at_the_end(rejects={"/syncs/1": ({"recordIndex": 1},)})


def mapped(index: int, several: bool = False) -> Story:
    told = story().define().upload(sent=ROWS[:1] if several else ROWS)
    if several:
        told.upload(sent=ROWS[1:])
    told.sync().poll("warning").did("import_opportunities", len(told.calls), rows=tuple(ROWS))
    told.bulk("GET", "/syncs/1/rejects", got={"items": [{}], "hasMore": False})
    told.did("rejects", 1, about=0, returned=[(index, "ELQ-00061")])
    reject = {"statusCode": "ELQ-00061", "recordIndex": 1 if several else 2, "fieldValues": ROWS[1]}
    return told.at_the_end(rejects={"/syncs/1": (reject,)})


def failed() -> Story:
    return story().course(end="error").define().define(LINKAGES).upload().sync().poll("error")


def linked() -> Story:
    return failed().upload(f"{LINKAGES}/1").sync(2, f"{LINKAGES}/1")


def exported(uri: str) -> Story:
    return story().define(EXPORTS).sync(1, f"{EXPORTS}/1").poll("success").listed(uri, 0, 3, False)


def decorated(decoration: str, died: bool) -> Story:
    told = story(decoration=decoration).define()
    return told.printed(DIED, 1) if died else told.upload()


def struck(verb: str, uri: str, answered: int, again: bool, **outcome: Any) -> Story:
    told = story().planned(**outcome).bulk(verb, uri, answered, fault=1)
    return told.bulk(verb, uri) if again else told


def waited(seconds: float) -> Story:
    told = story().planned(status=429, retryAfter=3)
    told.bulk("GET", "/syncs/1", 429, fault=1, answered=[("Retry-After", "3")])
    return told.bulk("GET", "/syncs/1", after=seconds)


def failing(*gaps: float) -> Story:
    told = story().planned(status=503, times="always", used_up=False).bulk("GET", "/syncs/1", 503, fault=1)
    for gap in gaps:
        told.bulk("GET", "/syncs/1", 503, fault=1, after=gap)
    return told


def lost_definition(left: bool) -> Story:
    told = story().planned(answer="lost", phase="after").define(status=0, fault=1).define(number=2)
    told.upload(f"{IMPORTS}/2").sync(1, f"{IMPORTS}/2")
    made = [{**IMPORT, "uri": f"{IMPORTS}/{number}"} for number in ((1, 2) if left else (2,))]
    return told.at_the_end(definitions=tuple(made))


def lost_upload(*, cleared: bool) -> Story:
    told = story().planned(answer="lost", phase="after").define().upload(status=0, fault=1)
    if cleared:
        told.bulk("DELETE", f"{IMPORTS}/1/data", 204)
    return told.upload().sync()


def lost_sync(*, looked: bool) -> Story:
    told = story().planned(answer="lost", phase="after").define().upload().sync(status=0, fault=1)
    return told.listed("/syncs", 0, 1, False).poll("success") if looked else told.sync(2)


def failed_upload(*, again: bool) -> Story:
    told = story().planned(status=503, phase="before").define().upload(status=503, fault=1)
    return (told.upload() if again else told).sync()


def told_null() -> Story:
    """Dies at its first poll, and goes on where the sync's times are written as null."""
    plain = story(plan="plain").sync().poll("pending").printed(DIED, 1).evidence()
    return story(decoration="null written out", contrast=plain).sync().poll("pending", "success").printed("done")


def read_again(**more: Any) -> Story:
    read = {**IMPORT, "uri": f"{IMPORTS}/1", "createdAt": "later", **more}
    return story().define().bulk("GET", f"{IMPORTS}/1", got=read)


FAILURES = {"failures": [{"field": "name", "constraint": "Must be shorter."}]}

STORIES: Mapping[str, tuple[Story, Story]] = {
    "CLI-01": (calm(), story().define()),
    "CLI-02": (elsewhere(moved()), moved().upload(status=401)),
    "CLI-03": (calm(), calm().identify().define()),
    "CLI-04": (story().refused(), story().refused().bulk("GET", "/syncs", 401)),
    "CLI-05": (calm(), story().identify(user="user").bulk("GET", "/syncs", 401, user="user")),
    "CLI-06": (story().refused(), story().refused().refused().refused()),
    "CLI-07": (expired(), expired(refreshes=0)),
    "CLI-08": (rotated("r1"), rotated("r0")),
    "CLI-09": (tokens(1), tokens(3)),
    "CLI-10": (calm(), calm().bulk("GET", "/syncs", secrets=(Secret("url", "password", "secret-1"),))),
    "CLI-11": (calm().printed("done"), calm().printed("done with <ELOQUA_PASSWORD>", leaked=("ELOQUA_PASSWORD",))),
    "CLI-12": (calm(), story().define(headers=[])),
    "CLI-13": (calm(), calm().bulk("DELETE", "/syncs/1", 405)),
    "CLI-14": (calm(), defining(fields={**IMPORT["fields"], "At": "{{Opportunity.Field(CreatedDate)}}"})),  # type: ignore[dict-item]
    "CLI-15": (calm(), defining(fields={"ID": "{{Opportunity.Id}}"})),
    "CLI-16": (defining(LINKAGES), defining(LINKAGES, fields=three_fields())),
    "CLI-17": (
        defining(LINKAGES),
        defining(LINKAGES, linkOpportunitiesMatchFieldName="Mail", linkOpportunitiesSourceField="ID"),
    ),
    "CLI-18": (calm(), defining(name="n" * 101)),
    "CLI-19": (defining(isSyncTriggeredOnImport=False), defining(isSyncTriggeredOnImport="")),
    "CLI-20": (defining(autoDeleteDuration="P1D"), calm()),
    "CLI-21": (
        story().bulk("GET", "/contacts/fields", query="limit=1000"),
        story().bulk("GET", "/contacts/fields", query="limit=1001"),
    ),
    "CLI-22": (small(2), small(1, bytes_each=101)),
    "CLI-23": (few(4, 2), few(3, 3)),
    "CLI-24": (split(*"abcd"), split(*"abd")),
    "CLI-25": (
        story().upload(sent='[{"ID": "ü"}]'),
        story().upload(headers=[("Content-Type", "application/json; charset=iso-8859-1")]),
    ),
    "CLI-26": (csv('ID,Name\n1,"a, b"\n'), csv("ID,Name\n1,a, b\n")),
    "CLI-27": (calm().upload(), story().define().upload().sync().poll("pending").upload().poll("success")),
    "CLI-28": (calm(), story().define().upload(took=5).sync(after=-2)),
    "CLI-29": (calm(), calm().upload(sent=[{"ID": "late"}])),
    "CLI-30": (calm(), story().define().upload().upload().sync()),
    "CLI-31": (
        story().upload(status=201, got={"uri": "/syncs/1", "syncedInstanceUri": f"{IMPORTS}/1"}).poll("success"),
        story().upload(status=201, got={"uri": "/syncs/1", "syncedInstanceUri": f"{IMPORTS}/1"}).sync(2),
    ),
    "CLI-32": (calm(), story().define().upload().sync().poll("pending")),
    "CLI-33": (calm(), story().sync().poll("pending", "active", "active", "success", after=0.2)),
    "CLI-34": (
        story().course(end="never").sync().poll("pending", "pending").printed("gave up", 1),
        story().course(end="never").settings(patience=10).sync().poll(*["pending"] * 12).killed(),
    ),
    "CLI-35": (calm().upload().sync(2).poll("success", number=2), story().sync().poll("pending").sync(2)),
    "CLI-36": (
        calm().define(LINKAGES).upload(f"{LINKAGES}/1").sync(2, f"{LINKAGES}/1"),
        story().sync().poll("pending").sync(2, f"{LINKAGES}/1").poll("success"),
    ),
    "CLI-37": (warned(), warned().upload()),
    "CLI-38": (warned().listed("/syncs/1/rejects", 0, 1, False), warned()),
    "CLI-39": (
        warned().listed("/syncs/1/rejects", 0, 1, True).listed("/syncs/1/rejects", 1, 1, False),
        warned().listed("/syncs/1/rejects", 0, 1, True),
    ),
    "CLI-40": (mapped(1), mapped(2)),
    "CLI-41": (mapped(1, several=True), mapped(0, several=True)),
    "CLI-42": (failed(), linked()),
    "CLI-43": (failed().printed("the import failed"), failed().printed("done")),
    "CLI-44": (exported("/syncs/1/data"), exported(f"{EXPORTS}/1/data")),
    "CLI-45": (
        story().listed("/syncs/1/data", 0, 2, True).listed("/syncs/1/data", 2, 1, False),
        story().listed("/syncs/1/data", 0, 2, True).bulk("DELETE", f"{EXPORTS}/1", 204),
    ),
    "CLI-46": (
        story().listed("/syncs/1/data", 0, 2, True).listed("/syncs/1/data", 2, 1, False),
        story().listed("/syncs/1/data", 0, 2, True).listed("/syncs/1/data", 1000, 0, False),
    ),
    "CLI-47": (
        story().bulk("GET", "/syncs/1/data", got={"totalResults": 0, "hasMore": False}),
        story().bulk("GET", "/syncs/1/data", got={"totalResults": 0, "hasMore": False}).printed(DIED, 1),
    ),
    "CLI-48": (decorated("unknown property,key order", False), decorated("unknown property", True)),
    "CLI-49": (decorated("unknown property,key order", False), decorated("key order", True)),
    "CLI-50": (calm(), told_null()),
    "CLI-51": (read_again().upload(), read_again().printed(DIED, 1)),
    "CLI-52": (
        struck("GET", "/syncs/1", 429, True, status=429),
        struck("GET", "/syncs/1", 429, False, status=429),
    ),
    "CLI-53": (waited(3), waited(1)),
    "CLI-54": (
        struck("GET", "/syncs/1", 503, True, status=503),
        struck("GET", "/syncs/1", 503, False, status=503),
    ),
    "CLI-55": (
        struck("GET", "/syncs/1", 0, True, answer="reset"),
        struck("GET", "/syncs/1", 0, False, answer="reset"),
    ),
    "CLI-56": (
        struck("GET", "/syncs/1", 0, True, answer="stalled"),
        struck("GET", "/syncs/1", 0, False, answer="stalled"),
    ),
    "CLI-57": (failing(1, 2, 4), failing(*[1.0] * 25)),
    "CLI-58": (failing(0.5, 1, 2), failing(0.01, 0.01, 0.01)),
    "CLI-59": (lost_definition(left=False), lost_definition(left=True)),
    "CLI-60": (lost_upload(cleared=True), lost_upload(cleared=False)),
    "CLI-61": (lost_sync(looked=True), lost_sync(looked=False)),
    "CLI-62": (failed_upload(again=True), failed_upload(again=False)),
    "CLI-63": (story().define(status=400, got=FAILURES), story().define(status=400).define(status=400)),
    "CLI-64": (
        story().define(status=400, got=FAILURES).printed("refused: must be shorter."),
        story().define(status=400, got=FAILURES).printed("something went wrong"),
    ),
}
"""Clause -> a story that keeps it, a story that breaks it."""

CUT: Evidence = story().define().evidence()
"""For tests of what the journal cut: the body of the first call is there only in part."""


def with_cut_bodies(evidence: Evidence) -> Evidence:
    from dataclasses import replace

    def cut(message: Message) -> Message:
        return replace(message, text=(message.text or "")[:5], whole=False) if message.text else message

    calls = (replace(each, request=cut(each.request), answer=cut(each.answer)) for each in evidence.exchanges)
    return replace(evidence, exchanges=tuple(calls))
