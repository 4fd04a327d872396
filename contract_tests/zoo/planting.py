"""A planted bug: a sentence that says what is wrong, and the small edits of the mock's source that make it so.

An edit replaces a text in one function's source and puts the function's new code in the place of the old, so that it
takes effect wherever the function was imported to, in this process and for the time being.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from importlib import import_module
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any


class Unplantable(Exception):
    """The mock's source is not what an edit was written for: the bug must be written anew."""


@dataclass(frozen=True, slots=True)
class Edit:
    """In `function` of a module of the mock: each text, which must stand there once, by another.

    A method is written with its class, a property with `.fget`.
    """

    module: str
    function: str
    replaced: tuple[tuple[str, str], ...]

    @contextmanager
    def planted(self) -> Iterator[None]:
        function = self._find()
        before, kept = function.__code__, dict(function.__dict__)
        function.__code__ = self._compiled(before)
        try:
            yield
        finally:
            function.__code__ = before
            function.__dict__.clear()
            function.__dict__.update(kept)

    def _find(self) -> FunctionType:
        found: Any = import_module(f"mock_server.{self.module}")
        for name in self.function.split("."):
            found = getattr(found, name)
        if not isinstance(found, FunctionType):
            raise Unplantable(f"{self.module}.{self.function} is no plain function")
        return found

    def _compiled(self, before: CodeType) -> CodeType:
        path = Path(before.co_filename)
        source = path.read_text(encoding="utf-8")
        lines = source.splitlines(keepends=True)
        first, last = before.co_firstlineno - 1, _last_line(before)
        body = "".join(lines[first:last])
        for number, (old, _) in enumerate(self.replaced):
            if body.count(old) != 1:
                raise Unplantable(f"{self.module}.{self.function} has {body.count(old)} times {old!r}")
            body = body.replace(old, f"\0{number}\0")
        for number, (_, new) in enumerate(self.replaced):
            body = body.replace(f"\0{number}\0", new)
        edited = "".join([*lines[:first], body, *lines[last:]])
        code = _code_of(compile(edited, str(path), "exec", dont_inherit=True), self.function.removesuffix(".fget"))
        if code is None or len(code.co_freevars) != len(before.co_freevars):
            raise Unplantable(f"{self.module}.{self.function} cannot take the new code")
        return code


def _last_line(code: CodeType) -> int:
    inner = [_last_line(each) for each in code.co_consts if isinstance(each, CodeType)]
    return max([end for _, end, *_ in code.co_positions() if end is not None] + inner)


def _code_of(code: CodeType, name: str) -> CodeType | None:
    for each in code.co_consts:
        if isinstance(each, CodeType):
            if each.co_qualname == name:
                return each
            found = _code_of(each, name)
            if found is not None:
                return found
    return None


@dataclass(frozen=True, slots=True)
class Bug:
    """`suspects` is the lane that convicts it, and where in the lane to look first: `wire: test_lists::test_…`."""

    id: str
    sentence: str
    edits: tuple[Edit, ...]
    suspects: str

    @property
    def lane(self) -> str:
        return self.suspects.partition(": ")[0]

    @property
    def where(self) -> str:
        """A pattern of checks' names, or the column of a table."""
        return self.suspects.partition(": ")[2]

    @contextmanager
    def planted(self) -> Iterator[None]:
        """The mock with this bug, until the end of the block."""
        with ExitStack() as stack:
            for edit in self.edits:
                stack.enter_context(edit.planted())
            yield


def edited(where: str, *texts: str) -> Edit:
    """The edit of `module:function` with old and new texts in turns."""
    module, _, function = where.partition(":")
    return Edit(module, function, tuple(zip(texts[::2], texts[1::2], strict=True)))
