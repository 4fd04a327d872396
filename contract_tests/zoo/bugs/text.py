"""Bugs of comparing text: when two spellings are the same."""

from __future__ import annotations

from contract_tests.zoo.planting import Bug, edited

CASEFOLD = "domain.identity:_casefold"
FOLDED = 'unicodedata.normalize("NFC", text).casefold()'

BUGS = (
    Bug(
        "text-of-two-minds",
        "Regardless of case, texts are compared in lower case and without trailing blanks, which no known answer is.",
        (
            edited(
                "domain.identity:_casefold",
                "return text.lower() if text.isascii()",
                'return text.rstrip(" ").lower() if True',
            ),
        ),
        "wire: test_settling::",
    ),
    Bug(
        "text-one-side-folded",
        "Case is folded on the stored side only, never in the uploaded value.",
        (
            edited("store.indexes:Index.__call__", "self._ids.get(self._comparison(text))", "self._ids.get(text)"),
            edited("store.indexes:Index.each", "self._comparison.keys(texts)", "texts"),
        ),
        "linkage table: Contact, other case",
    ),
    Bug(
        "text-lower-for-casefold",
        "Case-insensitive comparison lowers letters instead of folding them: ß is not SS.",
        (edited(CASEFOLD, FOLDED, 'unicodedata.normalize("NFC", text).lower()'),),
        "linkage table: Contact, sharp s",
    ),
    Bug(
        "text-not-composed",
        "An accent that stands behind its letter makes another text than the accented letter.",
        (edited(CASEFOLD, FOLDED, "text.casefold()"),),
        "linkage table: Contact, decomposed",
    ),
    Bug(
        "text-accents-ignored",
        "Letters are compared without their accents.",
        (
            edited(
                CASEFOLD,
                FOLDED,
                '"".join(c for c in unicodedata.normalize("NFD", text.casefold()) if not unicodedata.combining(c))',
            ),
        ),
        "linkage table: Contact, no accent",
    ),
    Bug(
        "text-dotless-i-folded",
        "The dotless i is taken for an i.",
        (edited(CASEFOLD, FOLDED, f'{FOLDED}.replace("\\u0131", "i")'),),
        "linkage table: Contact, dotless i",
    ),
    Bug(
        "text-trailing-blanks-ignored",
        "Blanks at the end do not count in a comparison without regard to case.",
        (edited(CASEFOLD, "text.lower() if", "text.rstrip().lower() if"),),
        "linkage table: Contact, blank after",
    ),
    Bug(
        "text-ascii-letters-only",
        "Only the letters from A to Z are compared without regard to case.",
        (edited(CASEFOLD, FOLDED, "_ascii(text)"),),
        "linkage table: Contact, Kelvin",
    ),
    Bug(
        "text-exact-composes",
        "Case-sensitive comparison takes composed and decomposed accents for the same.",
        (edited("domain.identity:exact", "return text", 'return unicodedata.normalize("NFC", text)'),),
        "linkage table: Contact, decomposed",
    ),
    Bug(
        "text-plus-tags-ignored",
        "What stands behind a plus in an address is ignored.",
        (
            edited(
                CASEFOLD,
                "text.lower() if",
                '(text.partition("+")[0] + "@" + text.rpartition("@")[2] if "+" in text else text).lower() if',
            ),
            edited("domain.identity:Comparison.keys", "self._key is _casefold and", "False and"),
        ),
        "wire: test_rows::test_addresses_are_compared",
    ),
)
