"""Signs a webhook so that its receiver can tell it came from here, whole and recently.

Standard Webhooks 1.0 (symmetric): HMAC-SHA256 over "id.timestamp.body", one signature a secret,
so that a receiver may keep the old or the new secret while they are rotated.
"""

from __future__ import annotations

import base64
import hashlib
import hmac
from collections.abc import Sequence

from worker.errors import Misconfigured

PREFIX = "whsec_"


def headers(
    delivery_id: str, timestamp: int, body: bytes, secrets: Sequence[str]
) -> dict[str, str]:
    """The `webhook-*` headers, names in lower case; no signature without a secret.

    `timestamp` is this attempt's, in Unix seconds; secrets are `whsec_<base64>`, newest first.
    Raises Misconfigured, without the secret, where one is not base64.
    """
    signed = f"{delivery_id}.{timestamp}.".encode() + body
    found = {"webhook-id": delivery_id, "webhook-timestamp": str(timestamp)}
    if secrets:
        found["webhook-signature"] = " ".join(f"v1,{_mac(key(s), signed)}" for s in secrets)
    return found


def key(secret: str) -> bytes:
    """The key bytes of `whsec_<base64>`; the prefix and the padding may be missing.

    Raises Misconfigured, without the secret, where it is empty or not base64.
    """
    text = secret.strip().removeprefix(PREFIX).rstrip("=")
    try:
        found = base64.b64decode(text + "=" * (-len(text) % 4), validate=True)
    except ValueError:
        found = b""
    if not found:
        raise Misconfigured("a webhook secret must be 'whsec_' and base64")
    return found


def _mac(secret_key: bytes, signed: bytes) -> str:
    return base64.b64encode(hmac.digest(secret_key, signed, hashlib.sha256)).decode("ascii")
