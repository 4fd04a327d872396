"""Bugs of linking: which rows link what."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

BEGIN = "domain.linking:Linking.__init__"
LINK = "domain.linking:Linking.link"
DECIDE = "domain.linking:Linking.decide"
CASE_OF_MATCH = "case_sensitive=definition.case_sensitive_match"
CASE_OF_SOURCE = "case_sensitive=definition.case_sensitive_source"

BUGS = (
    Bug(
        "link-by-former-values",
        "Contacts are still found by values that an import has replaced.",
        (edited("store.indexes:Index.remove", "if is_blank(text):", "if True:"),),
        "wire: test_rows::test_contacts_are_found_by_what_they_have_now",
    ),
    Bug(
        "link-case-flags-swapped",
        "The flag for the match field acts on the source field, and the other way round.",
        (edited(BEGIN, CASE_OF_MATCH, CASE_OF_SOURCE, CASE_OF_SOURCE, CASE_OF_MATCH),),
        "linkage table: Contact, other case",
    ),
    Bug(
        "link-match-flag-ignored",
        "linkOpportunitiesCaseSensitiveMatchField is accepted and ignored.",
        (edited(BEGIN, CASE_OF_MATCH, "case_sensitive=False"),),
        "linkage table: Contact, other case",
    ),
    Bug(
        "link-source-flag-ignored",
        "linkOpportunitiesCaseSensitiveSourceField is accepted and ignored.",
        (edited(BEGIN, CASE_OF_SOURCE, "case_sensitive=False"),),
        "linkage table: Contact, other case",
    ),
    Bug(
        "link-source-always-case-sensitive",
        "The source field is compared case-sensitively, whatever the flag says.",
        (edited(BEGIN, CASE_OF_SOURCE, "case_sensitive=True"),),
        "linkage table: Contact, other case",
    ),
    Bug(
        "link-account-names-case-sensitive",
        "Account fields are compared case-sensitively, whatever the flag says.",
        (edited(BEGIN, CASE_OF_SOURCE, f"{CASE_OF_SOURCE} or definition.linked_entity is ACCOUNTS"),),
        "linkage table: Account, other case",
    ),
    Bug(
        "link-first-match-only",
        "Of several contacts that match only the first is linked, though multiple matches are allowed.",
        (edited(DECIDE, "return opportunities, sources", "return opportunities, sources[:1]"),),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-multiple-flag-ignored",
        "Several matching contacts are linked although linkOpportunitiesMultipleSourceMatches is false.",
        (edited(BEGIN, "may_fan_out = definition.multiple_source_matches", "may_fan_out = True"),),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-multiple-flag-inverted",
        "linkOpportunitiesMultipleSourceMatches means its opposite.",
        (edited(BEGIN, "= definition.multiple_source_matches", "= not definition.multiple_source_matches"),),
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
                DECIDE,
                "if not contacts and self._assumed",
                "if len(contacts) > 1 and not self._may_fan_out:\n"
                "            return Refusal(codes.DUPLICATE, (source,), codes.MULTIPLE_MATCHES)\n"
                "        if not contacts and self._assumed",
            ),
        ),
        "linkage table: Account, same",
    ),
    Bug(
        "link-account-without-contacts-rejected",
        "A row whose account has no contacts is rejected as if there were no account.",
        (edited(DECIDE, 'self._assumed.account_without_contacts == "reject"', "True"),),
        "linkage table: Account, same",
    ),
    Bug(
        "link-first-opportunity-only",
        "Of opportunities whose ids differ only in case just the first is linked.",
        (edited(DECIDE, "if len(opportunities) > 1:", "opportunities = opportunities[:1]\n        if False:"),),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-source-looked-for-first",
        "A row that knows neither side is rejected for its contact, ELQ-00085, not for its opportunity.",
        (edited(DECIDE, "if not opportunities:", "if not opportunities and self.find_sources(source_value):"),),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-blank-source-searched",
        "A row without a source value is rejected as an unknown contact, ELQ-00085, not as incomplete.",
        (edited(DECIDE, "if blank:", "if blank == (match,):"),),
        "wire: test_rows::test_a_blank_matches_no_blank",
    ),
    Bug(
        "link-empty-row-incomplete",
        "A row of blanks is ELQ-00061 instead of ELQ-00059.",
        (edited(DECIDE, "if len(blank) == 2:", "if len(blank) == 3:"),),
        "wire: test_rows::test_a_blank_matches_no_blank",
    ),
    Bug(
        "link-values-trimmed",
        "Blanks around an uploaded source value are cut off before it is searched.",
        (
            edited(
                LINK,
                "block.texts(self._definition.source_key)",
                "[text.strip() for text in block.texts(self._definition.source_key)]",
            ),
        ),
        "linkage table: Contact, blank after",
    ),
    Bug(
        "link-replaces-links",
        "Every linkage sync replaces the links that the site had.",
        (edited("store.links:Links.add_all", "made_by = self._made_by", "made_by = self._made_by = {}"),),
        "machine",
    ),
    Bug(
        "link-second-contact-replaces-the-first",
        "An opportunity that is linked again in a later sync loses the contacts that it had.",
        (
            edited(
                "store.links:Links.add_all",
                "made_by = self._made_by",
                "pairs = list(pairs)\n        linked = {o for o, _ in pairs}\n        made_by = self._made_by = "
                "{pair: by for pair, by in self._made_by.items() if pair[0] not in linked}",
            ),
        ),
        "laws: test_links_only_grow",
    ),
    Bug(
        "link-repeated-rows-rejected",
        "A linkage row that repeats an earlier one is rejected as a duplicate.",
        (
            edited(
                LINK,
                " and not rows.any_out(placed)",
                " and False",
                "links += zip(repeat(opportunity), contacts, strict=False)",
                "if (opportunity, source) in links:\n"
                "                    rows.reject(number, codes.DUPLICATE)\n"
                "                else:\n"
                "                    links += zip(repeat(opportunity), contacts, strict=False)",
            ),
        ),
        "wire: test_rows::test_rows_that_repeat_themselves",
    ),
    Bug(
        "link-pairs-in-step",
        "The first opportunity is linked to the first contact, the second to the second, instead of each to each.",
        (
            edited(
                LINK,
                "product(*decided)",
                "zip(*decided, strict=False)",
            ),
        ),
        "linkage table: Contact, same",
    ),
    Bug(
        "link-again-takes-the-link-over",
        "Linking again what is linked makes the link that of the later sync.",
        (
            edited(
                "store.links:Links.add_all",
                "map(made_by.setdefault, some, repeat(sync_id))",
                "map(made_by.__setitem__, some, repeat(sync_id))",
            ),
        ),
        "wire: test_rows::test_linking_again_leaves",
    ),
)
