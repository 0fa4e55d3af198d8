"""What this room's inbox messages say. `{about}` is a request's short ref or a program's name, never a word that somebody wrote."""

from people.messages import Wording

WORDINGS = {
    "request-received": Wording(
        "We have your request",
        "Your request {about} reached the privacy office. Its page says until when you get an answer and what happens next.",
        "See your request",
    ),
    "request-question": Wording(
        "We have a question about your request",
        "The privacy office needs an answer from you before it can decide on your request {about}.",
        "Answer the question",
    ),
    "request-waits": Wording(
        "We still wait for your answer",
        "We asked you something about your request {about}, and can't go on without your answer.",
        "Answer the question",
    ),
    "request-message": Wording(
        "A message about your request", "The privacy office wrote to you about your request {about}.", "Read it"
    ),
    "request-extended": Wording(
        "Your request takes longer",
        "We need more time for your request {about}. Its page says why, and until when you get an answer.",
        "See why",
    ),
    "request-approved": Wording(
        "Your request was approved",
        "Your request {about} was approved and is being carried out. Its page shows how far it is.",
        "See how far it is",
    ),
    "request-partly": Wording(
        "Your request was approved in part",
        "A part of your request {about} was approved. Its page says what was not, why, and what you can do about it.",
        "See the decision",
    ),
    "request-refused": Wording(
        "Your request was refused",
        "Your request {about} was refused. Its page says why, and where you can complain or go to court.",
        "See the decision",
    ),
    "request-done": Wording(
        "Your request is done",
        "Your request {about} was carried out. Its page has what belongs to it.",
        "See the result",
    ),
    "request-held": Wording(
        "Your request is done but for what the law keeps",
        "Your request {about} was carried out. A part is kept on a legal ground; its page says which, and when we look again.",
        "See what is kept",
    ),
    "request-withdrawn": Wording(
        "You withdrew your request",
        "Your request {about} is closed, as you asked. You can make a new one whenever you like.",
        "See your requests",
    ),
    "request-reopened": Wording(
        "Your request was taken up again",
        "More was found that belongs to your request {about}. We carry on with it.",
        "See how far it is",
    ),
    "request-filed-for-you": Wording(
        "Your request was written down",
        "The privacy office wrote down the request that reached it from you. It is {about}.",
        "See your request",
    ),
    "case-due": Wording(
        "A request has to be answered soon",
        "The request {about} comes close to its last day.",
        "Open the case",
    ),
    "case-overdue": Wording(
        "A request is overdue",
        "The last day to answer the request {about} is over. Every day counts now.",
        "Open the case",
    ),
    "case-waits": Wording(
        "A person has not answered",
        "The question about the request {about} has no answer; its clock stands. Write to the person, or decide on what you have.",
        "Open the case",
    ),
    "case-assigned": Wording("A request was given to you", "You are to look at the request {about}.", "Open the case"),
    "case-message": Wording("A person wrote about a request", "There is a new message about the request {about}.", "Read it"),
    "case-withdrawn": Wording(
        "A request was withdrawn",
        "The person withdrew the request {about}. Nothing more has to be done about it.",
        "Open the case",
    ),
    "case-second": Wording(
        "A decision needs a second officer",
        "Somebody proposed a decision on the request {about} that needs a second officer.",
        "See the proposal",
    ),
    "case-declined": Wording(
        "Your proposal was declined",
        "The second officer declined the decision that you proposed on the request {about}. It has to be decided anew.",
        "Open the case",
    ),
    "case-halted": Wording(
        "A package waits for a store",
        "The package for the request {about} can't be completed now. The case says which store is missing.",
        "Open the case",
    ),
    "case-failed": Wording(
        "A package needs a person",
        "The package for the request {about} failed again and again, and is not tried any more. Its page lets you try it again.",
        "Open the case",
    ),
    "package-ready": Wording(
        "Your data is ready",
        "The copy of your data for your request {about} is ready. Its page says until when you can download it.",
        "Download it",
    ),
    "package-fetched": Wording(
        "Your data was downloaded",
        "The copy of your data for your request {about} was downloaded just now. If that was not you, tell the privacy office.",
        "See the request",
    ),
    "correction-wanted": Wording(
        "A correction is asked of you",
        "Data in a store that you look after has to be corrected for the request {about}.",
        "See what to do",
    ),
    "concern-answered": Wording(
        "Your concern was answered",
        "The concern that you raised about {about} has an answer.",
        "Read the answer",
    ),
    "concern-due": Wording(
        "A concern has to be answered soon", "The answer to a concern about {about} is due in a few days.", "Read it"
    ),
    "concern-overdue": Wording(
        "A concern is overdue", "A concern about {about} has no answer yet, and its day is over.", "Read it"
    ),
    "concern-raised": Wording("A concern was raised", "Somebody raised a concern about {about}.", "Read it"),
}
