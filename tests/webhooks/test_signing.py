"""Signatures as Standard Webhooks has them."""

import base64

from app.webhooks import signing
from app.webhooks.models import Webhook
from tests import factories

# With these numbers the specification's own libraries are tested.
SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"


def test_a_signature_is_over_the_id_the_moment_and_the_body():
    signed = signing.headers(
        b'{"test": 2432232314}', secret=SECRET, message_id="msg_p5jXN8AQM9LWM0D4loKWxJek", sent_at=1614265330
    )

    assert signed == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


def test_a_secret_is_256_random_bits(alice):
    secrets = [Webhook.put(factories.task(user=alice, active_key=None).id, "https://x").secret for _ in "12"]

    assert secrets[0] != secrets[1] and secrets[0].startswith("whsec_")
    assert len(base64.b64decode(secrets[0].removeprefix("whsec_"))) == 32
