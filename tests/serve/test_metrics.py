from __future__ import annotations

import re
from collections.abc import Mapping

import pytest
from hypothesis import given
from hypothesis import strategies as st
from prometheus_client.openmetrics.parser import text_string_to_metric_families as open_metrics
from prometheus_client.parser import text_string_to_metric_families

from worker.serve import Metrics
from worker.serve.metrics import METRICS, MOST_VALUES

NOON = 1_795_000_000.0


def scraped(metrics: Metrics) -> dict[tuple[str, tuple[str, ...]], float]:
    """Each sample by name and label values."""
    text, _ = metrics.exposition()
    return {
        (sample.name, tuple(sample.labels.values())): sample.value
        for family in text_string_to_metric_families(text.decode())
        for sample in family.samples
    }


def heard(*events: tuple[str, Mapping[str, object]]) -> Metrics:
    metrics = Metrics(lambda: NOON)
    for event, facts in events:
        metrics.observe(event, facts)
    return metrics


VISIT = {
    "url": "https://user:pw@secret.example/rss",
    "outcome": "new",
    "words": "3 new",
    "entries": 30,
    "new": 3,
    "backlog": 2,
    "elapsed_s": 0.3,
}
ALERT = {"rules": ("a", "b"), "channel": "desk", "severity": "high", "reason": "first report"}

COUNTED: list[tuple[str, Mapping[str, object], str, tuple[str, ...], float]] = [
    ("visit", VISIT, "wirebell_visits_total", ("new",), 1),
    ("visit", VISIT, "wirebell_visit_seconds_sum", (), 0.3),
    ("visit", VISIT, "wirebell_entries_total", (), 30),
    ("visit", VISIT, "wirebell_articles_stored_total", (), 3),
    ("visit", VISIT, "wirebell_articles_backlog_total", (), 2),
    ("article", {"id": 1, "matched": 2}, "wirebell_articles_read_total", ("yes",), 1),
    ("article", {"id": 1, "matched": 0}, "wirebell_articles_read_total", ("no",), 1),
    ("alert", ALERT, "wirebell_alerts_total", ("desk", "high"), 1),
    ("alert", ALERT, "wirebell_rule_alerts_total", ("b",), 1),
    ("alert", ALERT | {"published_to_seen_s": 42.5}, "wirebell_step_seconds_sum",
     ("published_to_seen",), 42.5),
    ("alert", ALERT | {"seen_to_decided_s": 0.2}, "wirebell_step_seconds_count",
     ("seen_to_decided",), 1),
    ("held", {"reason": "already told"}, "wirebell_held_total", ("already told",), 1),
    ("delivery", {"channel": "desk", "state": "again"}, "wirebell_deliveries_total",
     ("desk", "again"), 1),
    ("delivery", {"channel": "desk", "state": "delivered", "latency_s": 0.2},
     "wirebell_alert_latency_seconds_sum", ("desk",), 0.2),
    ("delivery", {"channel": "wirebell:canary", "state": "delivered"},
     "wirebell_canary_timestamp_seconds", (), NOON),
    ("delivery", {"channel": "wirebell:canary", "state": "again"},
     "wirebell_canary_timestamp_seconds", (), 0),
    ("tick", {"stage": "poll", "elapsed_s": 0.01}, "wirebell_tick_seconds_count", ("poll",), 1),
    ("tick", {"stage": "poll"}, "wirebell_tick_completed_timestamp_seconds", ("poll",), NOON),
    ("reload", {"ok": False, "words": "no"}, "wirebell_config_refused", (), 1),
    ("reload", {"ok": False, "words": "no"}, "wirebell_config_reloads_total", ("refused",), 1),
    ("reload", {"ok": True, "words": "yes"}, "wirebell_config_refused", (), 0),
    ("trouble", {"words": "x"}, "wirebell_troubles_total", (), 1),
]  # fmt: skip


@pytest.mark.parametrize(("event", "facts", "name", "labels", "value"), COUNTED)
def test_events_are_counted(
    event: str, facts: Mapping[str, object], name: str, labels: tuple[str, ...], value: float
) -> None:
    assert scraped(heard((event, facts)))[name, labels] == pytest.approx(value)


def test_only_a_delivery_that_arrived_has_a_latency() -> None:
    facts = {"channel": "desk", "state": "again", "latency_s": 0.2}
    assert ("wirebell_alert_latency_seconds_count", ("desk",)) not in scraped(
        heard(("delivery", facts))
    )


def test_a_good_edit_lifts_the_refusal_and_moves_the_time() -> None:
    times = iter([1.0, 2.0, 3.0])
    metrics = Metrics(lambda: next(times))
    loaded = ("wirebell_config_loaded_timestamp_seconds", ())
    assert scraped(metrics)[loaded] == 1.0
    metrics.observe("reload", {"ok": False})
    assert scraped(metrics)[loaded] == 1.0
    assert scraped(metrics)["wirebell_config_refused", ()] == 1
    metrics.observe("reload", {"ok": True})
    assert scraped(metrics)[loaded] == 2.0
    assert scraped(metrics)["wirebell_config_refused", ()] == 0


def test_what_waits_is_shown_and_a_drained_channel_is_zero() -> None:
    metrics = heard()
    metrics.backlog(12, {"desk": 3, "console": 1})
    metrics.backlog(5, {"console": 2})
    shown = scraped(metrics)
    assert shown["wirebell_unread_articles", ()] == 5
    assert shown["wirebell_deliveries_waiting", ("desk",)] == 0
    assert shown["wirebell_deliveries_waiting", ("console",)] == 2


def test_a_channel_stands_in_one_state() -> None:
    metrics = heard()
    metrics.channels({"desk": "probing"})
    metrics.channels({"desk": "draining"})
    shown = scraped(metrics)
    states = ("closed", "probing", "draining", "paused")
    assert [shown["wirebell_channel_state", ("desk", state)] for state in states] == [0, 0, 1, 0]


def test_a_channel_that_left_is_in_no_state() -> None:
    metrics = heard()
    metrics.channels({"old": "paused", "desk": "closed"})
    metrics.channels({"desk": "closed"})
    shown = scraped(metrics)
    assert shown["wirebell_channel_state", ("old", "paused")] == 0
    assert shown["wirebell_channel_state", ("desk", "closed")] == 1


def test_the_table_is_what_is_scraped() -> None:
    metrics = heard(*((event, facts) for event, facts, *_ in COUNTED))
    metrics.backlog(1, {"desk": 1})
    metrics.channels({"desk": "closed"})
    text = metrics.exposition()[0].decode()
    types = {
        name: kind
        for name, kind in re.findall(r"^# TYPE (wirebell_\w+) (\w+)$", text, re.MULTILINE)
        if not name.endswith("_created")
    }
    assert types == {metric.name: metric.kind for metric in METRICS}
    for metric in METRICS:
        assert metric.help.endswith(".")
        pattern = rf"^{metric.name}(_bucket|_count)?\{{([^}}]*)\}}"
        found = re.search(pattern, text, re.MULTILINE)
        names = set(re.findall(r'(\w+)="', found[2])) - {"le"} if found else set()
        assert names == set(metric.labels)
    assert "process_resident_memory_bytes" in text


def test_no_label_holds_a_url_or_grows_without_bound() -> None:
    metrics = heard(("visit", VISIT))
    for n in range(MOST_VALUES + 200):
        metrics.observe("held", {"reason": f"silenced by {n}"})
    metrics.observe("held", {"reason": "x" * 1_000})
    text = metrics.exposition()[0].decode()
    assert "secret.example" not in text
    assert "x" * 101 not in text
    held = {k: v for k, v in scraped(metrics).items() if k[0] == "wirebell_held_total"}
    assert len(held) == MOST_VALUES + 1
    assert held["wirebell_held_total", ("other",)] == 201


def test_both_text_formats() -> None:
    metrics = heard(("alert", ALERT))
    text, content_type = metrics.exposition("application/openmetrics-text; version=1.0.0")
    assert content_type.startswith("application/openmetrics-text")
    families = list(open_metrics(text.decode()))  # type: ignore[no-untyped-call]
    assert "wirebell_alerts" in {family.name for family in families}
    assert metrics.exposition("")[1].startswith("text/plain; version=0.0.4")


facts_of_any_kind = st.dictionaries(
    st.sampled_from(
        ["outcome", "new", "elapsed_s", "rules", "channel", "state", "latency_s", "stage", "ok"]
    ),
    st.none() | st.integers() | st.floats() | st.text() | st.lists(st.text()) | st.binary(),
)


@given(st.lists(st.tuples(st.sampled_from([*dict.fromkeys(e for e, *_ in COUNTED), "new"]),
                          facts_of_any_kind), max_size=5))  # fmt: skip
def test_it_never_raises_and_always_parses(events: list[tuple[str, dict[str, object]]]) -> None:
    scraped(heard(*events))
