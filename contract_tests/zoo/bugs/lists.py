"""Bugs of lists and answers."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

PAGE = "web.paging:Paging.page"
PARTITION = "wire: test_lists::test_pages_partition_every_list"

BUGS = (
    Bug(
        "list-has-more-on-the-last-page",
        "hasMore is true on the last page.",
        (edited(PAGE, "self.offset + len(items) < total", "self.offset + len(items) <= total"),),
        PARTITION,
    ),
    Bug(
        "list-has-more-when-full",
        "hasMore is true on every page that is full, the last one too.",
        (edited(PAGE, "self.offset + len(items) < total", "len(items) == self.limit"),),
        PARTITION,
    ),
    Bug(
        "list-total-of-the-page",
        "totalResults counts the items of the page.",
        (edited(PAGE, '{"totalResults": total}', '{"totalResults": len(items)}'),),
        PARTITION,
    ),
    Bug(
        "list-count-of-all",
        "count is the number of all items, not of those on the page.",
        (edited(PAGE, '"count": len(items)', '"count": total'),),
        PARTITION,
    ),
    Bug(
        "list-total-always",
        "totalResults=false is ignored.",
        (edited(PAGE, "if self.with_total else {}", "if True else {}"),),
        "wire: test_lists::test_the_total_may_be_left_out",
    ),
    Bug(
        "list-never-descending",
        "orderBy with DESC sorts upwards.",
        (edited("web.paging:Paging.envelope", "reverse=descending", "reverse=False"),),
        "wire: test_lists::*",
    ),
    Bug(
        "list-search-not-negated",
        "q with != finds what q with = finds.",
        (edited("web.paging:Search.keeps", 'is (self.operator == "=")', "is True"),),
        "wire: test_lists::test_a_search_and_its_complement",
    ),
    Bug(
        "list-limit-1001",
        "A limit of 1001 passes.",
        (edited("web.paging:_integer", "<= high:", "<= high + 1:"),),
        "wire: test_lists::test_bounds_of_limit_and_offset",
    ),
    Bug(
        "answer-spaced-json",
        "Answers are written with blanks behind commas and colons.",
        (edited("web.responses:encode", "_COMPACT.encode(value)", "json.dumps(value, ensure_ascii=False)"),),
        "wire: test_errors::test_answers_are_compact_json",
    ),
    Bug(
        "answer-put-override-ignored",
        "X-HTTP-Method-Override: PUT is ignored.",
        (edited("web.edge:_override_verb", "if wanted in _OVERRIDING_VERBS", 'if wanted == "DELETE"'),),
        "wire: test_errors::test_a_post_may_stand_for_put_and_delete",
    ),
    Bug(
        "login-refresh-token-kept",
        "A refresh token works more than once.",
        (edited("engine.oauth:grant_by_refresh_token", "del state.tokens.refresh[refresh_token]", "pass"),),
        "wire: test_login::test_a_refresh_token_changes",
    ),
    Bug(
        "login-token-never-ends",
        "An access token works for a year.",
        (edited("engine.oauth:_issue", "now + ACCESS_LIFETIME", "now + REFRESH_LIFETIME"),),
        "wire: test_login::test_a_token_ends_after_eight_hours",
    ),
)
