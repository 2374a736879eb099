from __future__ import annotations

import base64
import json
import time

import pytest
import standardwebhooks
import svix.webhooks
from hypothesis import given
from hypothesis import strategies as st

from worker.deliver.sign import headers, key
from worker.errors import Misconfigured

SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
OTHER = "whsec_" + base64.b64encode(b"another key of thirty-two bytes!").decode()


def test_the_contracts_vector() -> None:
    signed = headers("msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, b'{"test": 2432232314}', [SECRET])
    assert signed == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@pytest.mark.parametrize("receiver", [standardwebhooks.Webhook, svix.webhooks.Webhook])
@pytest.mark.parametrize("secret", [SECRET, OTHER])
@given(st.text())
def test_two_independent_receivers_take_it_with_either_secret(
    receiver: type[standardwebhooks.Webhook], secret: str, title: str
) -> None:
    text = json.dumps({"title": title})
    signed = headers("msg_1", int(time.time()), text.encode(), [OTHER, SECRET])
    assert len(signed["webhook-signature"].split()) == 2
    receiver(secret).verify(text, signed)


@pytest.mark.parametrize("receiver", [standardwebhooks.Webhook, svix.webhooks.Webhook])
def test_they_refuse_what_was_tampered_with(receiver: type[standardwebhooks.Webhook]) -> None:
    signed = headers("msg_1", int(time.time()), b"{}", [OTHER])
    for text, changed in (
        ('{"a":1}', signed),
        ("{}", signed | {"webhook-id": "msg_2"}),
        ("{}", signed | {"webhook-timestamp": str(int(time.time()) + 1)}),
    ):
        with pytest.raises(standardwebhooks.WebhookVerificationError):
            receiver(OTHER).verify(text, changed)
    with pytest.raises(standardwebhooks.WebhookVerificationError):
        receiver(SECRET).verify("{}", signed)


def test_without_a_secret_there_is_no_signature() -> None:
    assert headers("msg_1", 1, b"{}", []) == {"webhook-id": "msg_1", "webhook-timestamp": "1"}


@pytest.mark.parametrize("spelling", [SECRET, SECRET + "==", SECRET[6:], f" {SECRET}\n"])
def test_spellings_of_one_key(spelling: str) -> None:
    assert key(spelling) == key(SECRET)
    assert len(key(SECRET)) == 24


@pytest.mark.parametrize("bad", ["", "whsec_", "whsec_not base64!", "whsec_ключ", "whsec_a"])
def test_a_bad_secret_is_the_operators_matter_and_is_not_repeated(bad: str) -> None:
    with pytest.raises(Misconfigured) as caught:
        key(bad)
    assert str(caught.value) == "a webhook secret must be 'whsec_' and base64"
