"""Ways to write the same rows as CSV: what quotes, line ends and byte order marks a writer may choose."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from hypothesis import strategies as st


@dataclass(frozen=True, slots=True)
class CsvDialect:
    """How rows are written. `reverse` puts the columns in reverse order, `ended` ends the last line too."""

    line_end: str = "\n"
    quote_all: bool = False
    byte_order_mark: bool = False
    ended: bool = True
    reverse: bool = False

    def write(self, rows: Sequence[Mapping[str, str]], keys: Sequence[str]) -> str:
        """The rows under a header of `keys`; a key that a row lacks is written as nothing.

        Raises ValueError where a row has a key that is not among `keys`: CSV could not say it.
        """
        for row in rows:
            if not row.keys() <= set(keys):
                raise ValueError(f"{sorted(row.keys() - set(keys))} have no column.")
        columns = list(reversed(keys)) if self.reverse else list(keys)
        lines = [columns, *([row.get(key, "") for key in columns] for row in rows)]
        text = self.line_end.join(",".join(self._quoted(value, len(line)) for value in line) for line in lines)
        return ("\ufeff" if self.byte_order_mark else "") + text + (self.line_end if self.ended else "")

    def _quoted(self, value: str, columns: int) -> str:
        needed = any(mark in value for mark in ',"\r\n') or (value == "" and columns == 1)
        return '"' + value.replace('"', '""') + '"' if self.quote_all or needed else value


def csv_dialects() -> st.SearchStrategy[CsvDialect]:
    """Every dialect of RFC 4180 that the Bulk API reads: LF or CRLF, quotes where needed or everywhere, and so on."""
    return st.builds(
        CsvDialect,
        line_end=st.sampled_from(("\n", "\r\n")),
        quote_all=st.booleans(),
        byte_order_mark=st.booleans(),
        ended=st.booleans(),
        reverse=st.booleans(),
    )


def can_be_csv(rows: Sequence[Mapping[str, str]]) -> bool:
    """Whether UTF-8 can say the rows: not a lone surrogate, and no NUL, which CSV readers disagree on."""
    texts = [text for row in rows for text in (*row, *row.values())]
    return not any("\x00" in text or any("\ud800" <= letter <= "\udfff" for letter in text) for text in texts)
