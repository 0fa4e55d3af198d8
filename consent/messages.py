"""What this room's inbox messages say."""

from people.messages import Wording

WORDINGS = {
    "program-paused": Wording(
        "A program is paused",
        "{about} records nothing from now on, until two people have agreed to resume it. Your choices stay as they are.",
        "See the program",
        to_many=True,
    ),
    "program-resumed": Wording(
        "A program goes on",
        "{about} was paused and has been resumed. Your choices are what they were before: what you turned on is recorded again.",
        "See the program",
        to_many=True,
    ),
    "resume-asked": Wording(
        "Resuming a program needs a second officer",
        "Somebody asked to resume {about} and wrote down the cause and the fix. Another officer has to agree.",
        "See the request",
    ),
    "delivery-attention": Wording(
        "A recipient has to be told by a person",
        "A recipient of {about} did not confirm within 24 hours, or has no system that could be told.",
        "See what to do",
    ),
}
