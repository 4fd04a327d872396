"""The seam of httpx: its transports send calls to one of Eloqua's hosts to the mock. Custom transports are not its."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Iterator
from typing import Any

import httpx

from mock_server.testing.intercepting.switchboard import Address, OutsideHostError, Undo

Target = Callable[[str], Address | None]


def install(target: Target) -> Undo:
    """Put the seam in; what takes it out."""
    handle, handle_async = httpx.HTTPTransport.handle_request, httpx.AsyncHTTPTransport.handle_async_request

    def handle_request(transport: httpx.HTTPTransport, request: httpx.Request) -> httpx.Response:
        address = _where(target, request)
        if address is None:
            return handle(transport, request)
        # A transport of its own: the caller's may go through a proxy, and must keep no connection to the mock.
        to_mock = httpx.HTTPTransport(verify=False, trust_env=False)
        try:
            answer = handle(to_mock, _redirected(request, address))
        except BaseException:
            to_mock.close()
            raise
        assert isinstance(answer.stream, httpx.SyncByteStream)
        answer.stream = _Closing(answer.stream, to_mock)
        return answer

    async def handle_async_request(transport: httpx.AsyncHTTPTransport, request: httpx.Request) -> httpx.Response:
        address = _where(target, request)
        if address is None:
            return await handle_async(transport, request)
        to_mock = httpx.AsyncHTTPTransport(verify=False, trust_env=False)
        try:
            answer = await handle_async(to_mock, _redirected(request, address))
        except BaseException:
            await to_mock.aclose()
            raise
        assert isinstance(answer.stream, httpx.AsyncByteStream)
        answer.stream = _AsyncClosing(answer.stream, to_mock)
        return answer

    _put(handle_request, handle_async_request)
    return lambda: _put(handle, handle_async)


def _put(handle: Any, handle_async: Any) -> None:
    setattr(httpx.HTTPTransport, "handle_request", handle)  # noqa: B010  (a typed class)
    setattr(httpx.AsyncHTTPTransport, "handle_async_request", handle_async)  # noqa: B010


def _where(target: Target, request: httpx.Request) -> Address | None:
    try:
        return target(request.url.host)
    except OutsideHostError as fault:
        raise httpx.ConnectError(str(fault), request=request) from fault


def _redirected(request: httpx.Request, address: Address) -> httpx.Request:
    """The same request to the mock; its Host header still names Eloqua's."""
    url = request.url.copy_with(scheme="http", host=address[0], port=address[1])
    return httpx.Request(
        request.method, url, headers=request.headers, stream=request.stream, extensions=request.extensions
    )


class _Closing(httpx.SyncByteStream):
    """An answer's body that takes its connection with it when it is read or given up."""

    def __init__(self, inner: httpx.SyncByteStream, transport: httpx.HTTPTransport) -> None:
        self._inner, self._transport = inner, transport

    def __iter__(self) -> Iterator[bytes]:
        yield from self._inner

    def close(self) -> None:
        self._inner.close()
        self._transport.close()


class _AsyncClosing(httpx.AsyncByteStream):
    def __init__(self, inner: httpx.AsyncByteStream, transport: httpx.AsyncHTTPTransport) -> None:
        self._inner, self._transport = inner, transport

    async def __aiter__(self) -> AsyncIterator[bytes]:
        async for piece in self._inner:
            yield piece

    async def aclose(self) -> None:
        await self._inner.aclose()
        await self._transport.aclose()
