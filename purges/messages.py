"""What this room's inbox messages say."""

from people.messages import Wording

WORDINGS = {
    "purge-verified": Wording(
        "What was recorded is erased and verified",
        "We looked again after erasing and found nothing left. This is about {about}. Your certificate is ready.",
        "See the proof",
    ),
    "purge-late-rows": Wording(
        "More of your data turned up and is being erased",
        "A later check found new rows after the first erasing. This is about {about}. We erase them and check again.",
        "See how far it is",
    ),
    "purge-attention": Wording(
        "A purge needs a person",
        "Erasing can't go on by itself for purge {about}. Open it to see the reason and what to do.",
        "Open the purge",
    ),
}
