"""Bugs of linking: which rows link what."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

JUDGE = "domain.linking:row_judge"
CASE_OF_MATCH = "case_sensitive=definition.case_sensitive_match"
CASE_OF_SOURCE = "case_sensitive=definition.case_sensitive_source"

BUGS = (
    Bug(
        "link-case-flags-swapped",
        "The flag for the match field acts on the source field, and the other way round.",
        (edited(JUDGE, CASE_OF_MATCH, CASE_OF_SOURCE, CASE_OF_SOURCE, CASE_OF_MATCH),),
        "linkage table: Contact, other case",
    ),
    Bug(
        "link-match-flag-ignored",
        "linkOpportunitiesCaseSensitiveMatchField is accepted and ignored.",
        (edited(JUDGE, CASE_OF_MATCH, "case_sensitive=False"),),
        "linkage table: Contact, other case",
    ),
    Bug(
        "link-source-flag-ignored",
        "linkOpportunitiesCaseSensitiveSourceField is accepted and ignored.",
        (edited(JUDGE, CASE_OF_SOURCE, "case_sensitive=False"),),
        "linkage table: Contact, other case",
    ),
    Bug(
        "link-source-always-case-sensitive",
        "The source field is compared case-sensitively, whatever the flag says.",
        (edited(JUDGE, CASE_OF_SOURCE, "case_sensitive=True"),),
        "linkage table: Contact, other case",
    ),
    Bug(
        "link-account-names-case-sensitive",
        "Account fields are compared case-sensitively, whatever the flag says.",
        (edited(JUDGE, CASE_OF_SOURCE, f"{CASE_OF_SOURCE} or definition.linked_entity is ACCOUNTS"),),
        "linkage table: Account, other case",
    ),
    Bug(
        "link-first-match-only",
        "Of several contacts that match only the first is linked, though multiple matches are allowed.",
        (edited(JUDGE, "return opportunities, sources", "return opportunities, sources[:1]"),),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-multiple-flag-ignored",
        "Several matching contacts are linked although linkOpportunitiesMultipleSourceMatches is false.",
        (edited(JUDGE, "may_fan_out = definition.multiple_source_matches", "may_fan_out = True"),),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-multiple-flag-inverted",
        "linkOpportunitiesMultipleSourceMatches means its opposite.",
        (edited(JUDGE, "= definition.multiple_source_matches", "= not definition.multiple_source_matches"),),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-one-contact-of-the-account",
        "An account stands for one of its contacts instead of all.",
        (edited("domain.linking:_contacts_at", "contacts_at(accounts[0])", "contacts_at(accounts[0])[:1]"),),
        "linkage table: Account, same",
    ),
    Bug(
        "link-first-account-only",
        "Of several accounts that match only the contacts of the first are linked.",
        (edited("domain.linking:_contacts_at", "account in accounts for", "account in accounts[:1] for"),),
        "linkage table: Account, same",
    ),
    Bug(
        "link-contacts-counted-as-matches",
        "A row whose account has two contacts is rejected for multiple matches where one match is asked for.",
        (
            edited(
                JUDGE,
                "if not contacts and assumed",
                "if len(contacts) > 1 and not may_fan_out:\n            return ambiguous_source\n"
                "        if not contacts and assumed",
            ),
        ),
        "linkage table: Account, same",
    ),
    Bug(
        "link-account-without-contacts-rejected",
        "A row whose account has no contacts is rejected as if there were no account.",
        (edited(JUDGE, 'assumed.account_without_contacts == "reject"', "True"),),
        "linkage table: Account, same",
    ),
    Bug(
        "link-first-opportunity-only",
        "Of opportunities whose ids differ only in case just the first is linked.",
        (edited(JUDGE, "if len(opportunities) > 1:", "opportunities = opportunities[:1]\n        if False:"),),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-source-looked-for-first",
        "A row that knows neither side is rejected for its contact, ELQ-00085, not for its opportunity.",
        (edited(JUDGE, "if not opportunities:", "if not opportunities and find_sources(source_value):"),),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-blank-source-searched",
        "A row without a source value is rejected as an unknown contact, ELQ-00085, not as incomplete.",
        (edited(JUDGE, "if blank:", "if blank == (match,):"),),
        "wire: test_rows::test_a_blank_matches_no_blank",
    ),
    Bug(
        "link-empty-row-incomplete",
        "A row of blanks is ELQ-00061 instead of ELQ-00059.",
        (edited(JUDGE, "if len(blank) == 2:", "if len(blank) == 3:"),),
        "wire: test_rows::test_a_blank_matches_no_blank",
    ),
    Bug(
        "link-values-trimmed",
        "Blanks around an uploaded source value are cut off before it is searched.",
        (edited(JUDGE, 'row.get(source, "")', 'row.get(source, "").strip()'),),
        "linkage table: Contact, blank after",
    ),
    Bug(
        "link-replaces-links",
        "Every linkage sync replaces the links that the site had.",
        (edited("store.links:Links.add_all", "made_by = self._made_by", "made_by = self._made_by = {}"),),
        "machine",
    ),
    Bug(
        "link-repeated-rows-rejected",
        "A linkage row that repeats an earlier one is rejected as a duplicate.",
        (
            edited(
                "domain.linking:plan_links",
                "plan = LinkPlan()",
                "plan, seen = LinkPlan(), []",
                "decided = judge(row)",
                "decided = Refusal(codes.DUPLICATE) if row in seen else judge(row)\n        seen.append(row)",
            ),
        ),
        "wire: test_rows::test_rows_that_repeat_themselves",
    ),
    Bug(
        "link-pairs-in-step",
        "The first opportunity is linked to the first contact, the second to the second, instead of each to each.",
        (
            edited(
                "domain.linking:plan_links",
                "for o in opportunities for c in contacts",
                "for o, c in zip(opportunities, contacts)",
            ),
        ),
        "linkage table: Contact, same",
    ),
)
