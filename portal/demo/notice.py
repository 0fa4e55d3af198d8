"""The trial program's notice: first layer and sections, in plain words."""

SUMMARY = (
    "We record how you use your work computer, to teach an assistant to fill in forms.",
    "You choose each signal on its own: mouse movement, clicks, keystrokes, screen content. All are off until you turn them on.",
    "Six people in Applied AI use it. Nobody in your reporting line can see it, nor what you chose.",
    "It is kept for 90 days. When you turn a signal off, recording stops and what it recorded is erased and checked.",
    "If you say no, nothing changes for you: not your pay, not your review, not your role, not your tools.",
    "You can turn it off at any time with one click on this page.",
)
SECTIONS = (
    {
        "title": "What is recorded, and why",
        "paragraphs": [
            "Mouse movement: where the pointer goes. Clicks: which button or link you press.",
            "Keystrokes: keys you type, never in password fields. Screen content: what the active window shows, once a minute.",
            "The assistant learns from these recordings how forms are filled in. They are used for nothing else.",
        ],
    },
    {
        "title": "Who is responsible, and whom to ask",
        "paragraphs": ["Example Company is the controller. The privacy office answers your questions."],
    },
    {
        "title": "On what basis",
        "paragraphs": ["Your consent, given for each signal. You can take it back at any time; what happened before stays lawful."],
    },
    {
        "title": "Who receives it, and where it goes",
        "paragraphs": ["Six people in Applied AI. It leaves neither the company nor the European Union."],
    },
    {
        "title": "How long it is kept",
        "paragraphs": ["90 days. Less when you turn it off: then it is erased from every place, and we look again to be sure."],
    },
    {
        "title": "Your rights",
        "paragraphs": [
            "You can see, correct, move or erase your data, restrict its use, or object. You can complain to the authority.",
            "You do not have to take part. No decision about you is made by a machine from this data.",
        ],
    },
)
