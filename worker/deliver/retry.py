"""What a receiver's answer means for its delivery: done, again at a time, given up, or paused.

The table of delays follows the Standard Webhooks recommendation; doubt tries again, because a
duplicate beats a miss and receivers know duplicates by their `webhook-id`.
"""

from __future__ import annotations

from datetime import datetime, timedelta

from worker.model import Again, Answer, Answered, Dead, Delivered, NoAnswer, Paused, Settlement

DELAYS = (
    timedelta(seconds=5),
    timedelta(minutes=5),
    timedelta(minutes=30),
    timedelta(hours=2),
    timedelta(hours=5),
    timedelta(hours=10),
    timedelta(hours=14),
    timedelta(hours=20),
    timedelta(hours=24),
)
JITTER = 0.2
LONGEST = timedelta(hours=24)  # the most a Retry-After can ask for

TAKEN = range(200, 300)
TRANSIENT = {408, 425, 429, *range(500, 600)}
REFUSED = {400, 413, 422}  # this body will never be taken
GONE = 410


def settle(
    answer: Answer,
    tries: int,
    first_tried_at: datetime | None,
    now: datetime,
    retry_for: timedelta,
    dice: float,
) -> Settlement:
    """The delivery's next state.

    `tries` counts the attempts finished before this one, as in `DeliveryClaim`; `dice` is
    uniform in [0, 1). 4xx codes the contract does not name (402, 409, 415...) and answers that
    are none (1xx, 600) are tried again and the operator is told: only people can mend them, and
    until they do nothing is lost.
    """
    if isinstance(answer, NoAnswer):
        return _again(answer, answer.words, tries, first_tried_at, now, retry_for, dice)
    words = answer.words or f"answered {answer.status}"
    if answer.status in TAKEN:
        return Delivered()
    if answer.status == GONE:
        return Paused(words)
    if answer.status in REFUSED:
        return Dead(words)
    return _again(answer, words, tries, first_tried_at, now, retry_for, dice)


def _again(
    answer: Answer,
    words: str,
    tries: int,
    first_tried_at: datetime | None,
    now: datetime,
    retry_for: timedelta,
    dice: float,
) -> Again | Dead:
    """Another try, the last one at the limit itself: a delay that would end after it is cut."""
    limit = (first_tried_at or now) + retry_for
    if now >= limit:
        return Dead(f"{words}; gave up after {tries + 1} {'try' if tries == 0 else 'tries'}")
    at = min(now + _delay(answer, tries, dice), limit)
    return Again(at, words, tell_operator=_for_people(answer))


def _delay(answer: Answer, tries: int, dice: float) -> timedelta:
    """The table's delay, jittered both ways; or the receiver's own word, jittered upwards only.

    The receiver knows best when it will be well, so its word shortens a wait as well as it
    lengthens one, but never below 5 s doubled with each try: "Retry-After: 0" is no licence to
    hammer for three days.
    """
    planned = DELAYS[min(max(tries, 0), len(DELAYS) - 1)]
    asked = answer.retry_after if isinstance(answer, Answered) else None
    if asked is None:
        return planned * (1 + JITTER * (2 * dice - 1))
    least = min(planned, DELAYS[0] * (1 << min(max(tries, 0), 20)))
    return min(max(asked, least) * (1 + JITTER * dice), LONGEST)


def _for_people(answer: Answer) -> bool:
    """Whether only a person can mend what the receiver answered."""
    if isinstance(answer, NoAnswer):
        return answer.refused
    return answer.status not in TRANSIENT
