"""The rules that Assent keeps, one sentence each, with the page where a person meets it. Tests name them by number."""

from typing import NamedTuple


class Rule(NamedTuple):
    """What is asked, its source, and where it shows."""

    text: str
    source: str
    page: str


CHECKLIST = "`/office/programs/<slug>/`, the launch checklist"
CHOICE = "`/me/programs/<slug>/`"
GATE = "`POST /v1/decisions`"
NOTICE_EDITOR = "`/office/programs/<slug>/notice/<language>/`"
FIGURES = "`/office/programs/<slug>/figures/`"
MONITORING = "`/me/monitoring-notice/`"
QUEUE = "`/office/queue/`"
REQUEST = "`/me/requests/<ref>/`"
PACKAGE = "`/me/requests/<ref>/package/`"
OUTSIDE = "`/requests/`"
REGISTER = "`/legal/`"
HOLDS = "`/legal/holds/`"
CONCERNS = "`/me/concerns/`"
PURGES = "`/me/purges/<ref>/`, `/office/purges/<ref>/`"

RULES: dict[str, Rule] = {
    "R01": Rule(
        "Every purpose has exactly one legal basis, and a condition where special categories are possible.",
        "GDPR 5, 6, 9",
        CHECKLIST,
    ),
    "R02": Rule(
        "Consent is a basis only where the five attestations of a free choice are given.", "GDPR 7(4); EDPB 05/2020", CHECKLIST
    ),
    "R03": Rule(
        "A basis is never swapped silently: a new version, a new notice, a new launch.", "EDPB 05/2020; GDPR 13(3)", CHECKLIST
    ),
    "R04": Rule(
        "Legitimate interest needs a written assessment and an objection that works like an opt-out.", "GDPR 6(1)(f), 21", CHECKLIST
    ),
    "R05": Rule("No launch without an approved impact assessment with its four parts.", "GDPR 35", CHECKLIST),
    "R06": Rule("A high residual risk needs a prior consultation on record.", "GDPR 36", CHECKLIST),
    "R07": Rule(
        "A change of data, purpose, recipients, retention or model use makes the assessment due again.", "GDPR 35(11)", CHECKLIST
    ),
    "R08": Rule("Each captured field is named and needed.", "GDPR 5(1)(c), 25", CHECKLIST),
    "R09": Rule("Off by default; no decision is a no.", "GDPR 25(2)", GATE),
    "R10": Rule(
        "Keystrokes and screen content: own purpose, own choice, short retention, a second approver.", "WP249; CNIL", CHECKLIST
    ),
    "R11": Rule("Exclusions are mandatory.", "WP249; GDPR 9", CHECKLIST),
    "R12": Rule("Inferring emotion or intention is refused as a purpose.", "AI Act 5(1)(f)", CHECKLIST),
    "R13": Rule("Where output evaluates people, they and their representatives were told first.", "AI Act 26(7)", CHECKLIST),
    "R15": Rule("A processor is attached only with the contract that the law asks for.", "GDPR 28", CHECKLIST),
    "R16": Rule("A versioned notice is shown before the first event.", "GDPR 13, 12(1)", GATE),
    "R17": Rule("The twelve fields of a notice are each filled, or said not to apply and why.", "GDPR 13", NOTICE_EDITOR),
    "R18": Rule("Bystanders have a route or a documented exemption, and a redaction control.", "GDPR 14", CHECKLIST),
    "R19": Rule("A material change asks again; an old yes does not carry over.", "GDPR 13(3)", CHOICE),
    "R20": Rule("New York: a notice acknowledged before monitoring, and posted.", "NY Civ. Rights Law 52-c", MONITORING),
    "R21": Rule("Delaware: acknowledged once, or shown each day; which one is kept.", "19 Del. C. 705(b)", MONITORING),
    "R22": Rule("Connecticut: types of monitoring and the premises, posted.", "Conn. Gen. Stat. 31-48d", MONITORING),
    "R23": Rule("Acknowledging a notice is another object than consenting and never becomes one.", "GDPR 7(2)", MONITORING),
    "R26": Rule(
        "The notice is there in each language of the people it is for; the language shown is recorded.", "GDPR 12(1)", NOTICE_EDITOR
    ),
    "R27": Rule("One purpose, one control.", "GDPR 7(2), rec. 32", CHOICE),
    "R28": Rule("Nothing is ticked before; a form sent untouched records nothing.", "GDPR 4(11); C-673/17", CHOICE),
    "R29": Rule("Yes and no are the same component.", "EDPB 03/2022; 11 CCR 7004", CHOICE),
    "R30": Rule("Each decision keeps its evidence.", "GDPR 7(1)", "`/me/receipts/<ref>/`"),
    "R31": Rule(
        "Only the person decides; an officer may record a no that came on paper.", "GDPR 4(11)", "`/office/programs/<slug>/paper/`"
    ),
    "R32": Rule("Explicit consent is a second statement, not a bundled tick.", "GDPR 9(2)(a); EDPB 05/2020", CHOICE),
    "R33": Rule("A yes has an end; then recording stops, and is asked for once.", "TS 27560; EDPB 05/2020", CHOICE),
    "R34": Rule("Withdrawing takes no more than giving: no reason, no approval.", "GDPR 7(3)", CHOICE),
    "R35": Rule("A withdrawal is effective at once.", "GDPR 7(3), 25", GATE),
    "R36": Rule("Without a fresh answer a collector must not record.", "GDPR 25(2), 32", GATE),
    "R37": Rule(
        "A withdrawal orders the erasing; data is kept only by an explicit choice that names the other basis.",
        "GDPR 17(1)(b)",
        CHOICE,
    ),
    "R38": Rule(
        "Recipients are told, with receipts; after a day undelivered it is an officer's task.", "GDPR 19", "`/office/deliveries/`"
    ),
    "R39": Rule(
        "Snapshots leave out who said no, and affected models are listed for a decision.",
        "GDPR 17; EDPB 28/2024",
        "`/office/training/`",
    ),
    "R40": Rule("California's opt-out and limit take effect at once, and need no proof of who asks.", "11 CCR 7026, 7027", CHOICE),
    "R41": Rule("Pausing is one click; resuming takes two people, a cause and a fix.", "GDPR 32", "`/office/programs/<slug>/`"),
    "R42": Rule("After a no the portal does not ask again for 12 months.", "Civ. Code 1798.135(c)(4)", "`/me/`"),
    "R43": Rule("A no or a request counts in whatever way it came in, from when it came in.", "GDPR 12(2)-(3)", QUEUE),
    "R44": Rule(
        "A request is acknowledged at once, with its reference, its due date and what happens next.", "11 CCR 7021(a)", REQUEST
    ),
    "R45": Rule(
        "Due dates are computed, kept with the calendar that counted, and edited by nobody.", "GDPR 12(3); Reg. 1182/71", QUEUE
    ),
    "R46": Rule("Each regime that applies has its clock; the earliest counts.", "GDPR 12(3); 11 CCR 7021", QUEUE),
    "R47": Rule(
        "Longer is possible once, and only where the person is told within the first period.",
        "GDPR 12(3); Civ. Code 1798.130(a)(2)(A)",
        QUEUE,
    ),
    "R48": Rule(
        "Whoever is signed in needs no further proof; more is asked only with a reason on record.", "GDPR 12(6); 11 CCR 7060", QUEUE
    ),
    "R49": Rule(
        "A clock stops only for what its regime allows; California's never does.",
        "EDPB 01/2022; UK GDPR 12A; 11 CCR 7021(b)",
        QUEUE,
    ),
    "R50": Rule("A refusal says why, and names the authority and the court.", "GDPR 12(4)", REQUEST),
    "R51": Rule("No reason is asked; refusing as unfounded or excessive takes a second officer.", "GDPR 12(5); C-307/22", QUEUE),
    "R52": Rule("Complaints have a form, an acknowledgement and an answer with a date.", "DPA 2018 s. 164A", REQUEST),
    "R53": Rule("People who left, and agents, have a way in with a proof of its own.", "GDPR 12; 11 CCR 7063", OUTSIDE),
    "R54": Rule("Requests are kept for 24 months in a register, for nothing else.", "11 CCR 7101", REGISTER),
    "R55": Rule("Officers are warned 10, 5 and 2 days before, on the day and after it.", "GDPR 5(2)", QUEUE),
    "R56": Rule("Each state of a request is one request status of DPV.", "DPV 2.3", QUEUE),
    "R57": Rule("An answer has the data and what Art. 15(1) asks for, about this person.", "GDPR 15", PACKAGE),
    "R58": Rule("Recipients are named.", "C-154/21", PACKAGE),
    "R59": Rule("Who looked, when and for what is part of the answer; names of colleagues are not.", "C-579/21", PACKAGE),
    "R60": Rule("The answer can be read by people and by machines.", "GDPR 12(1), 15(3), 20", PACKAGE),
    "R61": Rule("What is withheld is listed, with the ground.", "GDPR 15(4), 12(4)", PACKAGE),
    "R62": Rule("An answer is fetched by one person, once per link, for 30 days.", "GDPR 32", PACKAGE),
    "R63": Rule(
        "Restricted data is kept and nothing else; the person hears of the end before it comes.", "GDPR 16, 18(2)-(3)", CHOICE
    ),
    "R64": Rule("An objection stops recording at once.", "GDPR 21(1), 18(1)(d)", GATE),
    "R65": Rule("Credentials are described, not handed out.", "11 CCR 7024", PACKAGE),
    "R66": Rule(
        "Automated decisions: what they are for and how they work is told, and one can opt out within 15 business days.",
        "11 CCR 7200-7222",
        REQUEST,
    ),
    "R67": Rule(
        "Each dataset has a retention rule, and its deletion was tested with a canary.", "GDPR 5(1)(e); ISO/IEC 27555", CHECKLIST
    ),
    "R68": Rule("A deletion names every dataset and can't close while one is open.", "GDPR 17", PURGES),
    "R69": Rule("Purges are idempotent and resumable, and write counts before and after.", "GDPR 5(2)", PURGES),
    "R70": Rule("Verified by another query, now and later.", "EDPB CEF 2026", PURGES),
    "R71": Rule("Hashing is not erasure.", "EDPB CEF 2026", PURGES),
    "R72": Rule("What counts as crypto-erased is recorded, and only with its own key.", "NIST SP 800-88 Rev. 2", PURGES),
    "R73": Rule("What restores from a backup is erased again before anybody sees it.", "GDPR 17, 5(1)(e)", PURGES),
    "R74": Rule("Nothing erased comes in again.", "11 CCR 7022(e)", PURGES),
    "R75": Rule("What is kept is kept on a ground of a closed list, and the person is told which.", "GDPR 17(3), 12(4)", PURGES),
    "R76": Rule("A legal hold has a matter, a scope, two people and a date of review.", "GDPR 17(3)(e)", HOLDS),
    "R77": Rule("The person sees which recipients were told.", "GDPR 19", CHOICE),
    "R78": Rule("Erasing a person does not break the trail.", "GDPR 17(3), 5(2)", "`audit_verify`"),
    "R83": Rule(
        "Private pages are kept by no cache; no personal data in addresses; exports can't carry formulas.", "ASVS 5.0", "every page"
    ),
    "R84": Rule("What re-opens collection asks to sign in again.", "ASVS 5.0 V6, V7", "`/office/programs/<slug>/`"),
    "R85": Rule("History is insert-only and sealed.", "GDPR 5(2)", "`audit_verify`"),
    "R92": Rule("A report can be built again with identical bytes.", "GDPR 5(2)", "`/legal/`"),
    "R95": Rule("A control says its result in words.", "WCAG 1.4.1", CHOICE),
    "R96": Rule("A program is never shown for review without its exclusions and retention.", "GDPR 5(2)", CHECKLIST),
    "R97": Rule("Saying no has no adverse consequence; the alternative is named.", "EDPB 05/2020", CHOICE),
    "R98": Rule("No export and no interface carries a person's choice to managers or HR.", "GDPR rec. 42-43", "every export"),
    "R99": Rule("No incentive is attached to a program.", "GDPR 7(4)", CHECKLIST),
    "R100": Rule("Nobody in the reporting line sees or infers a choice.", "GDPR 5(1)(f), 25(2)", "every page"),
    "R101": Rule("Figures only for 10 people and more, cells and complements of 5 and more.", "GDPR 5(1)(f)", FIGURES),
    "R102": Rule("Hidden siblings, frozen periods, rounding: nothing can be differenced.", "GDPR 5(1)(f)", FIGURES),
    "R103": Rule("All and nobody are hidden too.", "GDPR 5(1)(f)", FIGURES),
    "R104": Rule("Where a works council has a say, it signed what is launched.", "BetrVG 87(1) no. 6", "`/council/`"),
    "R105": Rule("A works agreement replaces no other check.", "CJEU C-65/23", CHECKLIST),
    "R106": Rule("The council sees documents and figures, never one person's record.", "GDPR 5(1)(f)", "`/council/`"),
    "R108": Rule("A person can pause at once, for as long as they like.", "WP249", "`/me/pause/`"),
    "R109": Rule("Leaving, or another employer or country, ends choices at once.", "GDPR 5(1)(b)", GATE),
    "R110": Rule("Who owns a program does not approve it.", "GDPR 38", CHECKLIST),
    "R111": Rule("The privacy office and the authority can be reached from every page.", "GDPR 77", "every page"),
    "D01": Rule("Yes and no are both visible without scrolling.", "7004(a)(2); EDPB 03/2022", CHOICE),
    "D02": Rule("Yes and no have the same element, size, font and contrast.", "EDPB 03/2022", CHOICE),
    "D03": Rule("Neither is styled as primary or focused; Enter alone does nothing.", "GDPR 4(11)", CHOICE),
    "D04": Rule("Nothing is checked at first.", "GDPR rec. 32", CHOICE),
    "D05": Rule("Refusing takes no more steps than accepting.", "7004(a)(2)(A)", CHOICE),
    "D06": Rule("Withdrawing takes no more steps than giving, and is two steps from anywhere.", "GDPR 7(3)", CHOICE),
    "D07": Rule("No question and no survey on a no that a yes does not have; undo instead.", "7004(a)(4)-(5)", CHOICE),
    "D08": Rule('"Ask me later" only beside a real no.', "7004(a)(2)(B)", CHOICE),
    "D09": Rule('No "accept all" without its equal.', "7004(a)(2)(C)", CHOICE),
    "D10": Rule("The order of choices is the same everywhere and after each save.", "7004(a)(3)(C)", CHOICE),
    "D11": Rule("No double negatives.", "7004(a)(3)", CHOICE),
    "D12": Rule("Switches say the outcome in words.", "7004(a)(3)(B)", CHOICE),
    "D13": Rule("No emotional or shaming words.", "EDPB 03/2022", CHOICE),
    "D14": Rule("No numbers of others who joined.", "EDPB 03/2022", CHOICE),
    "D15": Rule("No countdown, badge or reward.", "EDPB 03/2022; GDPR 7(4)", CHOICE),
    "D16": Rule("At most one prompt per version, none for 12 months after a no.", "EDPB 03/2022", "`/me/`"),
    "D17": Rule("Everything else works without an answer.", "GDPR 7(4)", "every page"),
    "D18": Rule("The first layer holds what counts, in 250 words.", "GDPR 13; ISO 29184", CHOICE),
    "D19": Rule("Two layers at most; every link comes back.", "EDPB 03/2022", CHOICE),
    "D20": Rule("The same words in notice, control and receipt.", "EDPB 03/2022", CHOICE),
    "D21": Rule("Switching the language keeps page and state; no mixed languages.", "EDPB 03/2022", CHOICE),
    "D22": Rule("After saving: the state, the time, the receipt, and how to change it.", "EDPB 03/2022", CHOICE),
    "D24": Rule("Choices made on a defective page are declared invalid.", "7004(b); GDPR 7(2)", "`/office/programs/<slug>/`"),
}

CORE = frozenset(
    [f"R{number:02}" for number in (1, 2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 15, 16, 17, 19, 20, 21, 22, 23, 27, 28, 29, 30, 31, 32, 33)]
    + [f"R{number}" for number in (*range(34, 78), 85, 92, *range(97, 107), 108, 109)]
    + [f"D{number:02}" for number in range(1, 23)],
)
"""What has to have a test now: programs and consent with what a launch asks for, requests (E, F), deletion and retention (G).

R107 (purpose lock) is left to the issue that gives anybody access to recorded data: there is nothing to lock yet.
"""
