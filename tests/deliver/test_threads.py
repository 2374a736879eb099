from __future__ import annotations

import asyncio
import gc
import threading

import pytest

from worker.deliver.threads import in_thread


async def test_what_is_raised_after_all_have_given_up_is_nobodys(
    caplog: pytest.LogCaptureFixture,
) -> None:
    go_on = threading.Event()

    def work() -> None:
        go_on.wait()
        raise OSError("late")

    done = in_thread(work, "late")
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0):
            await asyncio.wrap_future(done)
    go_on.set()
    with pytest.raises(OSError, match="late"):  # whoever asks later is told
        await asyncio.wrap_future(done)
    gc.collect()
    assert not caplog.records
