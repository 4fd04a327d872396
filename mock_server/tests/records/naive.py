"""A naive reading of the document, in plain dictionaries and loops: which contact is at which account, and which
opportunity is linked to whom.

Written from sections 0.3 and 0.4 of the facts and the rules of imports, sharing nothing with the mock. Every import
here has the same keys in every row; a row is a dictionary of them.
"""

from __future__ import annotations

from typing import Any

Row = dict[str, str]


def same(one: str, other: str) -> bool:
    """Equal without regard to case; a blank equals nothing."""
    return one.strip() != "" and one.casefold() == other.casefold()


def without_duplicates(rows: list[Row], key: str) -> list[Row]:
    """Of rows that repeat an identifier the last one counts; rows without one do not."""
    kept = []
    for number, row in enumerate(rows):
        later = any(same(row[key], other[key]) for other in rows[number + 1 :])
        if row[key].strip() and not later:
            kept.append(row)
    return kept


class Naive:
    """What a site would hold."""

    def __init__(self, accounts: list[dict[str, Any]], contacts: list[dict[str, Any]]) -> None:
        self.accounts = [dict(account) for account in accounts]
        self.contacts = [dict(contact) for contact in contacts]
        self.opportunities: list[str] = []
        self.links: set[tuple[str, int]] = set()
        for contact in self.contacts:
            if contact["account"] is None:
                self._place(contact)

    # Imports.

    def import_accounts(self, rows: list[Row], key: str) -> None:
        touched = []
        stored = [dict(account) for account in self.accounts]  # a row does not find what this sync renames
        for row in without_duplicates(rows, key):
            found = [account["id"] for account in stored if same(account[key], row[key])]
            if len(found) > 1 or not row["name"].strip():
                continue
            if found:
                (account,) = [account for account in self.accounts if account["id"] == found[0]]
            else:
                account = {"id": len(self.accounts) + 1, "name": "", "country": "", key: row[key]}
                self.accounts.append(account)
            for name in ("name", "country"):
                if name != key:
                    account[name] = row[name]
            touched.append(account)
        for account in touched:
            for contact in self.contacts:
                if same(contact["company"], account["name"]):
                    self._place(contact)

    def import_contacts(self, rows: list[Row], key: str) -> None:
        touched = []
        if key == "email":
            rows = [row for row in rows if row["email"] != "nonsense"]  # rejected before duplicates are looked for
        for row in without_duplicates(rows, key):
            contact = self._contact_of(row, key)
            if contact is not None:
                contact["company"] = row["company"]
                touched.append(contact)
        for contact in touched:
            self._place(contact)

    def _contact_of(self, row: Row, key: str) -> dict[str, Any] | None:
        """The contact that the row is for, its identifier and address set; None where the row is rejected."""
        if row["email"].strip() == "" or row["email"] == "nonsense":
            return None
        with_address = [contact for contact in self.contacts if same(contact["email"], row["email"])]
        found = [contact for contact in self.contacts if same(contact[key], row[key])]
        if len(found) > 1 or (not found and len(with_address) > 1):
            return None
        if not found and not with_address:
            self.contacts.append(
                {"id": len(self.contacts) + 1, "email": row["email"], "crm": row["crm"], "company": "", "account": None}
            )
            return self.contacts[-1]
        contact = found[0] if found else with_address[0]
        if key == "email":
            contact["crm"] = row["crm"]
            return contact
        others = [other for other in with_address if other is not contact]
        if others and not same(contact["email"], row["email"]):
            return None  # the address is another's
        contact["email"] = row["email"]
        if not found:
            contact["crm"] = row["crm"]
        return contact

    def _place(self, contact: dict[str, Any]) -> None:
        for account in self.accounts:
            if same(account["name"], contact["company"]):
                contact["account"] = account["id"]
                return

    def import_opportunities(self, rows: list[Row]) -> None:
        for row in without_duplicates(rows, "id"):
            if not any(same(known, row["id"]) for known in self.opportunities):
                self.opportunities.append(row["id"])

    # Linkages.

    def link(self, rows: list[Row], entity: str, multiple: bool) -> None:
        for row in rows:
            opportunities = [known for known in self.opportunities if same(known, row["id"])]
            if entity == "Contact":
                sources = [contact["id"] for contact in self.contacts if same(contact["email"], row["source"])]
            else:
                sources = [account["id"] for account in self.accounts if same(account["name"], row["source"])]
            if len(sources) > 1 and not multiple:
                continue
            if entity == "Account":
                sources = [contact["id"] for contact in self.contacts if contact["account"] in sources]
            for opportunity in opportunities:
                for contact_id in sources:
                    self.links.add((opportunity, contact_id))
