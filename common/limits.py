"""Rate limits: how many tries one key gets in a stretch of time. Counted in Redis for all processes together.

Where Redis is away, each process counts by itself and allows a quarter; what can't be counted at all is refused. Keys are hashed
with a secret, so that neither Redis nor a dump of it tells an address.
"""

import hmac
import logging
import time
from hashlib import sha256

import redis
from django.conf import settings
from django.core.cache import caches

log = logging.getLogger(__name__)
SHARED, LOCAL = "limits", "default"


def take(name: str, key: str, *, most: int, seconds: int) -> bool:
    """Count one try of this key; say whether it is one of the `most` that it has in so many seconds."""
    secret = hmac.new(settings.SECRET_KEY.encode(), f"limit:{name}:{key}".encode(), sha256).hexdigest()
    slot = f"limit:{name}:{secret}:{int(time.time()) // seconds}"
    try:
        return _count(SHARED, slot, seconds) <= most
    except (redis.RedisError, OSError) as error:
        log.warning("limits are counted by each process alone: %s", type(error).__name__)
    try:
        return _count(LOCAL, slot, seconds) <= max(1, most // 4)
    except (ValueError, OSError) as error:
        log.warning("a limit can't be counted, so it is reached: %s", type(error).__name__)
    return False


def _count(cache: str, slot: str, seconds: int) -> int:
    caches[cache].add(slot, 0, timeout=2 * seconds)
    return int(caches[cache].incr(slot))
