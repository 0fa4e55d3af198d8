"""Notes, checkpoints and keys are those of C2SP, and anything that doesn't hold is refused."""

import base64

import pytest

from audit.note import Checkpoint, NoteError, Signer, Verifier, open_checkpoint, open_note

SIGNER = Signer("example.com/ledger", bytes(range(32)))
HEAD = Checkpoint(origin="example.com/ledger", size=7, root=b"\1" * 32)

# The example of Go's golang.org/x/mod/sumdb/note.
GO_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
GO_NOTE = (
    "If you think cryptography is the answer to your problem,\n"
    "then you don't know what your problem is.\n"
    "\n"
    "— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)


def test_a_note_of_another_implementation_is_accepted():
    assert open_note(GO_NOTE, Verifier.parse(GO_KEY)).startswith("If you think")


def test_a_signed_checkpoint_opens_again():
    note = SIGNER.note(HEAD.text())
    assert open_checkpoint(note, Verifier.parse(str(SIGNER.verifier))) == HEAD
    assert note.splitlines()[:3] == ["example.com/ledger", "7", base64.b64encode(b"\1" * 32).decode()]


def test_the_private_key_survives_its_file():
    assert Signer.parse(SIGNER.dump()).verifier == SIGNER.verifier


@pytest.mark.parametrize("at", [0, 20, 30])
def test_one_changed_letter_is_seen(at):
    note = SIGNER.note(HEAD.text())
    changed = note[:at] + ("8" if note[at] != "8" else "9") + note[at + 1 :]
    with pytest.raises(NoteError):
        open_checkpoint(changed, SIGNER.verifier)


def test_signatures_of_unknown_keys_are_ignored_and_not_enough():
    other = Signer("witness.example", b"\7" * 32)
    line = other.note(HEAD.text()).rsplit("\n\n", 1)[1]
    note = SIGNER.note(HEAD.text())
    assert open_note(note + line, SIGNER.verifier) == HEAD.text()
    with pytest.raises(NoteError, match="No signature"):
        open_note(other.note(HEAD.text()), SIGNER.verifier)


@pytest.mark.parametrize(
    "text",
    ["a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "a\n1\nnot base64\n", "a\n1\nAAAA\n", "\n1\nAAAA\n"],
)
def test_a_malformed_checkpoint_is_refused(text):
    with pytest.raises(NoteError):
        Checkpoint.parse(text)


@pytest.mark.parametrize("text", ["no newline", "a control \x07 character\n"])
def test_a_note_that_others_would_refuse_is_not_signed(text):
    with pytest.raises(NoteError):
        SIGNER.note(text)


@pytest.mark.parametrize("key", ["", "a", "a+00000000+AAAA", GO_KEY.replace("c74f", "c74e"), GO_KEY.replace("PeterN", "Peter N")])
def test_a_malformed_verifier_key_is_refused(key):
    with pytest.raises(NoteError):
        Verifier.parse(key)


def test_a_checkpoint_of_another_log_is_refused():
    note = SIGNER.note(Checkpoint(origin="example.com/other", size=1, root=b"\1" * 32).text())
    with pytest.raises(NoteError, match="not of"):
        open_checkpoint(note, SIGNER.verifier)
