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
    "version-submitted": Wording(
        "A program waits for your review",
        "A version of {about} was submitted. Read it, then approve it or send it back.",
        "See the version",
    ),
    "council-needed": Wording(
        "A program waits for the works council",
        "A version of {about} was submitted. It can't be launched before the works council has signed it.",
        "See the documents",
    ),
    "version-returned": Wording("A version was sent back", "Your version of {about} was sent back.", "See the version"),
    "version-approved": Wording(
        "Your version is approved",
        "Everybody whose signature it needs has approved your version of {about}. An officer can launch it now.",
        "See the version",
    ),
    "version-to-launch": Wording(
        "A version can be launched",
        "A version of {about} has every signature that it needs. It changes nothing for anybody before it is launched.",
        "See the checklist",
    ),
    "version-launched": Wording("Your version is in force", "A version of {about} was launched.", "See the program"),
    "program-ended": Wording("A program has ended", "{about} has ended. Nothing is recorded by it any more.", "See the program"),
    "choices-invalid": Wording(
        "Choices were declared invalid",
        "An officer declared earlier choices in {about} invalid. Nothing is recorded under them any more.",
        "See the program",
    ),
    "monitoring-published": Wording(
        "A monitoring notice to read",
        "The company published a monitoring notice for {about}, where you work. Read it and say that you have: nothing is recorded "
        "of you before. That is no consent and turns nothing on.",
        "Read the notice",
        to_many=True,
    ),
    "withdrawn-on-paper": Wording(
        "Your letter was recorded",
        "The privacy office recorded the no that you sent on paper about {about}. Nothing of it is recorded any more.",
        "See your choices",
    ),
    "choices-ended-ask": Wording(
        "A program changed",
        "{about} changed in a way that needs a new choice. What you had turned on is off, and stays off unless you say yes again.",
        "See what changed",
        to_many=True,
    ),
    "choices-ended-change": Wording(
        "A program changed",
        "{about} changed, so what you had turned on is off. You need not do anything.",
        "See what changed",
        to_many=True,
    ),
    "choices-ended-end": Wording(
        "A program has ended",
        "{about} has ended. Nothing is recorded by it any more. What it recorded of you can still be erased on its page.",
        "See the program",
        to_many=True,
    ),
    "choices-ended-invalid": Wording(
        "Your choice was declared invalid",
        "What you had turned on in {about} is off: the privacy office found that the choice was not asked for properly.",
        "See the program",
        to_many=True,
    ),
    "choices-expired-ask": Wording(
        "A choice of yours has ended",
        "The time of your yes to {about} is over. It is off, and stays off unless you say yes again.",
        "See the program",
        to_many=True,
    ),
    "choices-expired": Wording(
        "A choice of yours has ended",
        "The time of your yes to {about} is over, so it is off. You need not do anything.",
        "See the program",
        to_many=True,
    ),
    "restriction-ends": Wording(
        "A restriction ends",
        "What was stopped for your request {about} is stopped no longer from now on. What you turned on may be recorded again; "
        "what is off stays off.",
        "See your choices",
    ),
    "choices-moved": Wording(
        "Your choices have ended",
        "You work in another country or for another employer now, so what you had turned on in {about} is off.",
        "See the program",
    ),
}
