"""A site that was saved and loaded is the same site: byte for byte, and for all that happens to it later."""

from __future__ import annotations

import json
from typing import Any

from hypothesis import event, given
from hypothesis import strategies as st

from contract_tests.strategies import Universe
from mock_server.tests.examples import examples
from mock_server.tests.saved.lives import Do, Living, lives, worlds

World = tuple[dict[str, Any], Universe]


@examples(60)
@given(world=worlds(), data=st.data())
def test_save_load_save_gives_the_same_bytes(world: World, data: st.DataObject) -> None:
    """Whatever was done to a site, what is saved of it is what another server that loaded it saves again."""
    site, universe = world
    living = Living.begun(site)
    living.live(data.draw(lives(universe)))
    saved = living.saved()
    assert living.saved() == saved
    assert living.copied().saved() == saved
    syncs = json.loads(saved)["saved"]["syncs"]
    event(f"unfinished: {any('endedAt' not in sync for sync in syncs)}")


@examples(60)
@given(world=worlds(), data=st.data())
def test_a_loaded_site_lives_on_as_the_saved_one_would(world: World, data: st.DataObject) -> None:
    """Clients that go on with a loaded site get every answer that the saved one would have given, up to the last
    byte: syncs under way, planned courses of theirs, staged rows and their expiry, exports, tokens, ids, the clock."""
    site, universe = world
    living = Living.begun(site)
    living.live(data.draw(lives(universe)))
    twin = living.copied()
    living.answers.clear()
    # Courses that were planned and not begun are not kept: forget them here too.
    living.mock.control("DELETE", f"/sites/{living.mock.site}/courses")
    more = data.draw(st.lists(st.sampled_from(LATER), max_size=6))
    for each in (living, twin):
        each.live(tuple(more))
        each.look()
    assert twin.answers == living.answers
    assert json.loads(twin.saved()) == json.loads(living.saved())


LATER = (
    Do("poll", {}),
    Do("release", {}),
    Do("export", {}),
    Do("malformed", {}),
    Do("advance", {"seconds": 5}),
    Do("advance", {"seconds": 3000}),
    Do("advance", {"seconds": 700_000}),
    Do("contacts", {"rows": [{"Email": "new@site.example", "Company": "Acme", "Shoe": "3"}], "staged": False}),
    Do("unsubscribe", {"Email": "new@site.example"}),
)
