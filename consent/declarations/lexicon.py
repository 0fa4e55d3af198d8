"""Words by which a purpose of inferring emotions or intentions gives itself away, in English and German (R12, AI Act 5(1)(f)).

A list of words is no judge: it catches what is said, and `infers_emotion` asks outright. A purpose that is refused wrongly is put
in other words in a minute; one that is let through wrongly is a practice the law forbids since 2 February 2025.
"""

import re

_INFERRING = re.compile(
    r"\b(?:infer|detect|recogni[sz]|predict|estimat|analy[sz]|analysis|measur|assess|classif|deriv|deduc|guess|gaug|scor|sens(?:e|es|ing)\b"
    r"|read(?:s|ing)?\b|learn|track|monitor|spot|identif|evaluat|quantif|reveal|understand|determin|judg|discover|observ|flag"
    r"|(?:find|work)(?:s|ing)? out\b|sees?\b|tell(?:s|ing)?\b|know(?:s|ing)?\b|check(?:s|ing)?\b"
    r"|ableit|leite|erfass|mess(?:en|e|ung)|misst|gemessen|auswert|werte[tn]?\b|ausgewertet|einschätz|schätz|vorhersag|ermitt|rückschl|schließ"
    r"|bewert|überwach|identifizier|klassifizier|bestimm|feststell|beobacht|prüf|heraus(?:zu)?find|heraus\b)"
    r"|erkenn|erkannt|abgeleitet|abzuleiten|analys",
    re.IGNORECASE,
)
_INNER = re.compile(
    r"\b(?:emotion|mood|stress(?![- ]test)|(?<!look and )feel(?:s|ing)?\b|feelings|sentiment|intentions?\b|frustrat"
    r"|anger\b|angry|happiness|happy\b|unhapp|sadness|upset\b|morale\b|enthusias|intends?\b|intent\b"
    r"|anxi|fear\b|fears\b|boredom|bored\b|burn-?out|state of mind|frame of mind|mental state|motives?\b"
    r"|stimmung|gefühl|laune|absicht(?!lich)|gemüt|befinden|frust|wut\b|angst|ängst|freude|trauer|langeweile|belastungszustand"
    r"|gestress|glücklich|wütend)",
    re.IGNORECASE,
)
_OUTRIGHT = re.compile(r"\bemotion(?:al)?[- ]ai\b|\baffective computing\b|\bemotional states?\b|\bsentiments? of\b", re.IGNORECASE)
"""These need no verb."""
_SENTENCE = re.compile(r"[.!?;\n]+(?:\s|$)")


def infers_emotion(text: str) -> str:
    """Give the first sentence that speaks of finding out an emotion or an intention; empty where none does."""
    for sentence in _SENTENCE.split(text):
        if _OUTRIGHT.search(sentence) or (_INFERRING.search(sentence) and _INNER.search(sentence)):
            return sentence.strip()
    return ""
