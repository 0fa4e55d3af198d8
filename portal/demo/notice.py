"""The trial program's notice in English and German: first layer and the twelve fields, in plain words."""

from typing import Any

SUMMARY = (
    "We record how you use your work computer, to teach an assistant to fill in forms.",
    "You choose each signal on its own: mouse movement, click location, keystrokes, screen content. All are off until you say yes.",
    "Six people in Applied AI use it. Nobody in your reporting line can see it, nor what you chose.",
    "It is kept for 90 days, keystrokes and screens 14. Turn a signal off: it stops, and what it recorded is erased and checked.",
    "If you say no, nothing changes for you: not your pay, not your review, not your tools. You use the assistant as it is.",
    "You can turn it off at any time with one click on this page.",
)
FIELDS: dict[str, dict[str, str]] = {
    "controller": {"text": "Example Company Ltd, 1 Example Quay, Dublin. Write to the privacy office with any question."},
    "dpo": {"text": "Our data protection officer answers you: dpo@example.com."},
    "purposes": {
        "text": "We teach an assistant to fill in forms. We use what you record for nothing else.\n\n"
        "Mouse movement is where the pointer goes. Click location is which button or link you press. Keystrokes are the keys you "
        "type, never in a password field. Screen content is what the active window shows, once a minute.\n\n"
        "We do this with your consent alone, one signal at a time.",
    },
    "interests": {"because": "we ask for your consent and rely on nothing else."},
    "recipients": {"text": "Six people in Applied AI. No other company gets it."},
    "transfers": {"because": "it stays in the European Union."},
    "retention": {
        "text": "90 days. Keystrokes and screen content: 14 days. Less when you turn it off: then "
        "we erase it from every place, and look again to be sure."
    },
    "rights": {"text": "You can see, correct, move or erase your data. You can limit its use. Ask us, or use your pages here."},
    "withdrawal": {"text": "Turn a signal off on your page at any time. One click is enough. What was done before stays lawful."},
    "complaint": {"text": "You can complain to the Data Protection Commission in Dublin, or where you work or live."},
    "obligation": {"text": "You do not have to take part. If you say no, nothing changes for you. You use the assistant as it is."},
    "automation": {"because": "no machine makes a decision about you from this data."},
}
SUMMARY_DE = (
    "Wir zeichnen auf, wie du deinen Arbeitsrechner benutzt. Damit lernt ein Assistent, Formulare auszufüllen.",
    "Du wählst jedes Signal einzeln: Mausbewegung, Klicks, Tasten, Bildschirm. Alle sind aus, bis du Ja sagst.",
    "Sechs Menschen in Applied AI nutzen es. Niemand, der dich führt, sieht es oder deine Wahl.",
    "Es bleibt 90 Tage, Tasten und Bildschirm 14. Schaltest du ein Signal aus, wird gelöscht, was da ist, und geprüft.",
    "Sagst du Nein, ändert sich nichts für dich: nicht Lohn, nicht Werkzeug. Du nutzt den Assistenten, wie er ist.",
    "Du kannst es jederzeit mit einem Klick auf dieser Seite ausschalten.",
)
FIELDS_DE: dict[str, dict[str, str]] = {
    "controller": {"text": "Example Company GmbH, Berlin. Fragen beantwortet das Datenschutzbüro."},
    "dpo": {"text": "Unsere Datenschutzbeauftragte antwortet dir: dpo@example.com."},
    "purposes": {
        "text": "Ein Assistent lernt, Formulare auszufüllen. Wir nutzen es für nichts anderes.\n\n"
        "Mausbewegung: wo der Zeiger ist. Klicks: welche Knöpfe und Verweise du drückst. Tasten: was du tippst, nie in Feldern "
        "für Kennwörter. Bildschirm: was das aktive Fenster zeigt, einmal in der Minute.\n\n"
        "Das geschieht nur mit deiner Einwilligung, für jedes Signal einzeln.",
    },
    "interests": {"because": "wir fragen nach deiner Einwilligung und stützen uns auf nichts anderes."},
    "recipients": {"text": "Sechs Menschen in Applied AI. Keine andere Firma bekommt es."},
    "transfers": {"because": "es bleibt in der Europäischen Union."},
    "retention": {
        "text": "90 Tage. Tasten und Bildschirm: 14 Tage. Kürzer, wenn du ausschaltest: dann "
        "löschen wir es überall und sehen noch einmal nach."
    },
    "rights": {"text": "Du kannst deine Daten sehen, berichtigen, mitnehmen, löschen oder ihre Nutzung einschränken."},
    "withdrawal": {
        "text": "Schalte ein Signal auf deiner Seite jederzeit aus. Ein Klick genügt. Was vorher geschah, bleibt rechtmäßig."
    },
    "complaint": {"text": "Du kannst dich bei der Aufsicht in Berlin oder Dublin beschweren."},
    "obligation": {"text": "Du musst nicht mitmachen. Sagst du Nein, ändert sich nichts. Du nutzt den Assistenten, wie er ist."},
    "automation": {"because": "keine Maschine entscheidet mit diesen Daten über dich."},
}
NOTICES: dict[str, dict[str, Any]] = {
    "en": {"summary": list(SUMMARY), "fields": FIELDS},
    "de": {"summary": list(SUMMARY_DE), "fields": FIELDS_DE},
}
MONITORING: dict[str, Any] = {
    "summary": [
        (
            "Any and all telephone conversations or transmissions, electronic mail or transmissions, or internet access or "
            "usage by an employee by any electronic device or system may be subject to monitoring at any and all times and by "
            "any lawful means."
        ),
        "What a program of this portal records of you still needs your own yes.",
    ],
}
