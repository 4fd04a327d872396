"""Views whose modules are imported when the first of them is called: a server that starts needs none of them."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from flask import Response


class Views:
    """Stands for a module of views. Its attributes have the names of the views, and call them."""

    def __init__(self, module: str) -> None:
        self._module = module

    def __getattr__(self, name: str) -> Callable[..., Response]:
        if name.startswith("__"):
            raise AttributeError(name)

        def view(*arguments: Any, **further: Any) -> Response:
            answer: Response = getattr(import_module(self._module), name)(*arguments, **further)
            return answer

        view.__name__, view.__module__ = name, self._module
        return view
