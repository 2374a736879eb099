from __future__ import annotations

import asyncio
import socket
import threading

import pytest

from worker.net.resolving import THREADS, Resolver


async def test_a_literal_name_of_this_machine_is_found() -> None:
    assert set(await Resolver()("localhost")) <= {"127.0.0.1", "::1"}


async def test_a_name_that_is_none_is_told_as_dns_does() -> None:
    for name in ("no-such-name.invalid", "x" * 64 + ".example", "a..b"):
        with pytest.raises(socket.gaierror):
            await Resolver()(name)


async def test_two_askers_share_one_look_up() -> None:
    asked: list[str] = []
    go = threading.Event()

    def slow(host: str) -> list[str]:
        asked.append(host)
        go.wait(60)
        return ["192.0.2.1"]

    resolve = Resolver(slow)
    both = [asyncio.create_task(resolve("x.example")) for _ in range(2)]
    await asyncio.sleep(0)
    go.set()
    assert await asyncio.gather(*both) == [["192.0.2.1"]] * 2
    assert asked == ["x.example"]
    assert await resolve("x.example") == ["192.0.2.1"]  # and nothing is remembered
    assert len(asked) == 2


async def test_cancelling_one_asker_leaves_the_other() -> None:
    go = threading.Event()

    def slow(_host: str) -> list[str]:
        go.wait(60)
        return ["192.0.2.1"]

    resolve = Resolver(slow)
    first, second = (asyncio.create_task(resolve("x.example")) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    with pytest.raises(asyncio.CancelledError):
        await first
    go.set()
    assert await second == ["192.0.2.1"]


async def test_stuck_names_leave_the_loops_own_threads_alone() -> None:
    """And they hold up no more threads than the resolver has."""
    go = threading.Event()

    def stuck(host: str) -> list[str]:
        go.wait(60)
        return [host]

    before = threading.active_count()
    resolve = Resolver(stuck)
    asks = [asyncio.create_task(resolve(f"{n}.example")) for n in range(3 * THREADS)]
    await asyncio.sleep(0)
    assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), 30) == "free"
    assert threading.active_count() - before <= THREADS + 1
    go.set()
    assert await asyncio.gather(*asks) == [[f"{n}.example"] for n in range(3 * THREADS)]


async def test_a_failure_nobody_waits_for_is_no_noise() -> None:
    go = threading.Event()

    def failing(_host: str) -> list[str]:
        go.wait(60)
        raise socket.gaierror(-2, "no such name")

    resolve = Resolver(failing)
    task = asyncio.create_task(resolve("x.example"))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    go.set()
    with pytest.raises(socket.gaierror):
        await resolve("x.example")
