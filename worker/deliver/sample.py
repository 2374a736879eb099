"""An alert and an alarm as they are stored, for trying a template before it is needed."""

import json

ALERT = json.dumps(
    {
        "type": "alert.opened",
        "timestamp": "2026-11-22T08:41:07Z",
        "data": {
            "alert": {
                "id": "12",
                "sequence": 1,
                "reason": "first report",
                "severity": "high",
                "url": "https://wirebell.example.org/alerts/12",
            },
            "story": {
                "id": "9",
                "headline": "Harbour closed after fire",
                "first_seen_at": "2026-11-22T08:41:06Z",
                "articles": 1,
                "outlets": 1,
                "origins": 1,
                "languages": ["en"],
            },
            "rules": [
                {
                    "id": "harbour-fires",
                    "title": "Fires in harbours",
                    "severity": "high",
                    "labels": {"desk": "ports"},
                    "version": "0123456789abcdef",
                    "evidence": [
                        {
                            "zone": "body",
                            "text": "The harbour was closed after a fire on a quay.",
                            "spans": [[4, 11], [31, 35]],
                            "term": "harbour",
                        }
                    ],
                }
            ],
            "article": {
                "id": "31",
                "url": "https://tide.example.org/harbour",
                "title": "Harbour closed after fire",
                "language": "en",
                "feed": {"name": "Tide", "url": "https://tide.example.org/rss", "tags": ["ports"]},
                "author": "A. Reporter",
                "published_at": "2026-11-22T08:40:24Z",
                "first_seen_at": "2026-11-22T08:41:06Z",
            },
            "origin": {
                "name": "Harbour Gazette",
                "evidence": {"text": "… the Harbour Gazette reports.", "spans": [[6, 21]]},
            },
            "latency": {"published_to_seen_s": 42.0, "seen_to_alert_s": 0.4},
        },
    }
)

ALARM = json.dumps(
    {
        "type": "channel.failing",
        "timestamp": "2026-11-22T08:41:07Z",
        "data": {
            "alert": {
                "id": "13",
                "sequence": 1,
                "reason": "channel desk is failing: answered 503",
                "severity": "high",
            },
            "story": None,
            "rules": [],
            "article": None,
            "latency": None,
            "channel": {
                "name": "desk",
                "reason": "channel desk is failing: answered 503",
                "failing_since": "2026-11-22T08:26:07Z",
            },
        },
    }
)
