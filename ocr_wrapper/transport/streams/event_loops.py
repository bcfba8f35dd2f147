"""Event loops: what is not the same on asyncio's own and on others, such as uvloop."""

from __future__ import annotations

import asyncio


def is_asyncios(loop: asyncio.AbstractEventLoop) -> bool:
    """Return whether an event loop is asyncio's own."""
    return isinstance(loop, asyncio.BaseEventLoop)


def may_pause_reading() -> bool:
    """Return whether reading from a connection may pause on the running loop.

    uvloop loses the end of what a paused TLS connection holds when the server closes.
    """
    return is_asyncios(asyncio.get_running_loop())


async def let_receive() -> None:
    """Give the running loop the turns to pass on what has come over a connection.

    asyncio's own looks at the sockets in the first one, after which it goes on with what is ready,
    and passes on what it saw in the second.
    """
    await asyncio.sleep(0)
    await asyncio.sleep(0)
