"""Words under a person's own key."""

import base64

import pytest

from people import actions, messages, queries, sealing
from people.models import PersonKey, SealedText
from tests.cast import BY, Cast

WORDS = "I do not want my drafts read."


def test_sealed_words_come_back(cast: Cast) -> None:
    text = sealing.seal(cast.priya, WORDS, purpose="messages")
    assert sealing.unseal(SealedText.objects.get(pk=text.pk)) == WORDS
    assert WORDS.encode() not in bytes(text.sealed)


def test_one_key_per_person_and_purpose(cast: Cast) -> None:
    sealing.seal(cast.priya, "a", purpose="messages")
    sealing.seal(cast.priya, "b", purpose="messages")
    sealing.seal(cast.priya, "c", purpose="requests")
    sealing.seal(cast.marco, "d", purpose="messages")
    assert PersonKey.objects.count() == 3


def test_destroying_the_key_destroys_the_words(cast: Cast) -> None:
    message = actions.send_message(person=cast.priya, kind="note", words=WORDS)
    actions.destroy_key(person=cast.priya, purpose="messages", by=BY)
    message = queries.inbox(cast.priya).get(pk=message.pk)
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(message.words)
    assert "destroyed" in messages.body_of(message)


def test_words_moved_to_another_row_do_not_open(cast: Cast) -> None:
    one = sealing.seal(cast.priya, "one", purpose="messages")
    two = sealing.seal(cast.priya, "two", purpose="messages")
    one.nonce, one.sealed = two.nonce, two.sealed
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(one)


def test_another_master_key_opens_nothing(cast: Cast, settings) -> None:
    text = sealing.seal(cast.priya, WORDS, purpose="messages")
    settings.MASTER_KEY = base64.urlsafe_b64encode(bytes(32)).decode()
    with pytest.raises(sealing.Unreadable):
        sealing.unseal(text)


def test_a_short_master_key_is_refused(settings) -> None:
    settings.MASTER_KEY = "c2hvcnQ="
    with pytest.raises(sealing.ImproperlyConfigured):
        sealing.master_key()
