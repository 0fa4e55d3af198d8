"""What this room's inbox messages say."""

from people.messages import Wording

WORDINGS = {
    "purge-verified": Wording(
        "What was recorded is erased and verified",
        "We looked again after erasing and found nothing left. This is about {about}. Your certificate is ready.",
        "See the proof",
    ),
    "purge-held": Wording(
        "Part of your data is kept for a legal ground",
        "What may go is erased and verified. The rest is kept because the law allows or asks it. This is about {about}. "
        "The page says which ground, and when it is reviewed.",
        "See what is kept, and why",
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
    "hold-to-approve": Wording(
        "A legal hold waits for a second person",
        "Hold {about} keeps data from being erased already. Unless somebody else approves it in time, it lapses.",
        "Open the hold",
    ),
    "hold-to-lift": Wording(
        "Lifting a legal hold waits for a second person",
        "Somebody asked to lift hold {about}. Lifting needs another person, because what is erased then can't be brought back.",
        "Open the hold",
    ),
    "hold-overdue": Wording(
        "The review of a legal hold is overdue",
        "Hold {about} had to be reviewed by now. It goes on keeping data until somebody reviews or lifts it.",
        "Open the hold",
    ),
    "hold-lapsed": Wording(
        "A legal hold lapsed",
        "Nobody approved hold {about} within 7 days, so it no longer keeps anything. What waited for it is erased now.",
        "Open the hold",
    ),
}
