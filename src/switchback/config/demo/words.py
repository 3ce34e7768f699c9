"""What the people of the demo centre say and write: plans in their own words, and what they learned."""

from datetime import date, timedelta
from random import Random
from typing import Any

GOALS = (
    (
        "I want my mornings back.",
        "Out of bed by eight on five days a week",
        "Walk to the river before breakfast",
        "me",
    ),
    (
        "I want to see my kids every weekend.",
        "One visit each weekend for eight weeks",
        "Call the family court clinic about visits",
        "Cara and I",
    ),
    (
        "I want to work with my hands again.",
        "Two shifts a week by the end of next month",
        "Ask the bike shop about Tuesdays",
        "me",
    ),
    (
        "I do not want to be afraid of pay day.",
        "My pay goes to the shared account for three months",
        "Open the account with my mother",
        "my mother and I",
    ),
    (
        "Sleep without help.",
        "Six hours or more on five nights a week",
        "Phone stays in the kitchen after ten",
        "me",
    ),
    (
        "Finish my course.",
        "Hand in the two papers that are left",
        "Write to the college about a later date",
        "me, with help from Pele",
    ),
    (
        "I want to be somebody my brother can call.",
        "Talk with him once a week",
        "Ask him to come to one family evening",
        "me",
    ),
    (
        "Pain that does not run my day.",
        "Pain at four or below on most days, told in my check-in",
        "Start with the physiotherapist",
        "the nurse makes the appointment",
    ),
    ("Play music again.", "Band practice on two Fridays a month", "Get my bass out of the pawn shop", "me"),
    (
        "Keep my flat.",
        "Rent paid on the first for three months",
        "Sit down with the landlord",
        "my counsellor and I",
    ),
    (
        "Get through the winter.",
        "Be at group on two evenings a week until March",
        "Ask for the late bus pass",
        "front desk",
    ),
)
TRIGGERS = (
    "Pay day",
    "Fights with my father",
    "The bus stop on Ferry Street",
    "Pain at night",
    "Being praised too early",
    "Old numbers in my phone",
    "Sundays with nothing to do",
    "When I cannot sleep",
    "Seeing Jay",
    "Being alone in the flat",
    "A bad letter from the court",
    "The smell of the stairwell",
    "After I have won at something",
)
EARLY_SIGNS = (
    "I stop answering messages",
    "I sleep in my clothes",
    "I tell myself I have earned it",
    "I skip group",
    "I get short with people I like",
    "I look at old photos",
    "I stop eating lunch",
    "I start lying about small things",
    "I count money at night",
    "I say I am fine a lot",
)
HELPS = (
    "Cold water on my face, then out of the door",
    "Call before, not after",
    "The meeting on Tuesday",
    "Cooking for two days",
    "Ten minutes by the clock, then decide again",
    "Swimming",
    "Giving my card to my sister",
    "Music, loud, with headphones",
    "Reading my own list of reasons",
    "Sitting with the dog",
    "Going where people are",
)
PEOPLE = (
    ("My sister", "any time, she picks up"),
    ("Pele", "weekdays, or a message at night"),
    ("Uncle Ray", "he drives, no questions"),
    ("My neighbour", "knock"),
    ("Jo from group", "until eleven"),
    ("My mother", "mornings"),
    ("The house phone", "day and night"),
)
REASONS = (
    "My daughter starts school in autumn",
    "I like who I am on a good day",
    "I want to be at my own wedding",
    "I am tired of being afraid of the phone",
    "My hands stopped shaking",
    "The dog needs me",
    "I have buried enough friends",
    "I want to see the sea again",
    "Because I said I would",
)
NALOXONE = (
    "In the kitchen drawer, my sister knows",
    "In my jacket, and one with the house manager",
    "On the hook by the door",
    "In the car and beside the bed",
    "In my bag. The neighbour has one too",
)

LEARNED = (
    (
        "I had not slept for two nights",
        "I called before I was out of it",
        "Two bad nights are a reason to call, not to wait",
    ),
    ("A fight, and then an empty flat", "My sister came over", "After a fight I go to her place first"),
    (
        "Pay day, and an old number",
        "I had only that one, and told Pele",
        "My pay goes to the shared account now",
    ),
    (
        "I thought one would be fine after so long",
        "I was scared of how strong it was",
        "My body forgets faster than I do",
    ),
    ("My back, all week", "The nurse was kind about it", "Say it when the pain starts"),
)
TOLD = (
    "It was on the way home. I do not know why today.",
    "I had not slept.",
    "Someone was there who had some.",
    "We had a fight and I left.",
    "",
)


def plan(rng: Random, on: date) -> dict[str, Any]:
    def some(choices: tuple[Any, ...], fewest: int, most: int) -> list[Any]:
        return rng.sample(choices, rng.randint(fewest, most))

    return {
        "goals": [
            {
                "words": words, "objective": objective,
                "steps": [{"what": what, "who": who, "by_on": (on + timedelta(days=14)).isoformat()}],
                "review_on": (on + timedelta(days=30)).isoformat(),
            }
            for words, objective, what, who in some(GOALS, 1, 2)
        ],
        "relapse_prevention": {
            "triggers": some(TRIGGERS, 2, 4), "early_signs": some(EARLY_SIGNS, 2, 3), "helps": some(HELPS, 2, 4),
            "people": [{"name": name, "how": how} for name, how in some(PEOPLE, 1, 3)], "reasons": some(REASONS, 1, 3),
        },
        "safety": {"naloxone_place": rng.choice(NALOXONE)},
    }  # fmt: skip


def another_look(body: dict[str, Any], rng: Random, on: date, *, learned: str = "") -> dict[str, Any]:
    """The plan after looking at it again: what was learned goes in, and the next review is set."""
    prevention = dict(body["relapse_prevention"])
    fresh = [choice for choice in HELPS if choice not in prevention["helps"]]
    prevention["helps"] = [*prevention["helps"], learned or rng.choice(fresh)]
    triggers = [choice for choice in TRIGGERS if choice not in prevention["triggers"]]
    prevention["triggers"] = [*prevention["triggers"], rng.choice(triggers)]
    goals = [{**goal, "review_on": (on + timedelta(days=30)).isoformat()} for goal in body["goals"]]
    return {**body, "goals": goals, "relapse_prevention": prevention}


def anas_plan(on: date) -> dict[str, Any]:
    def after(days: int) -> str:
        return (on + timedelta(days=days)).isoformat()

    return {
        "goals": [
            {
                "words": "I want my little one to sleep at my place again.",
                "objective": "Two nights a month agreed with Rosa by the next review",
                "steps": [
                    {"what": "Clear the small room and put up the bed", "who": "me", "by_on": after(14)},
                    {"what": "Sit down with Rosa and the calendar", "who": "Rosa, Cara and I", "by_on": after(21)},
                ],
                "review_on": after(30),
            },
            {
                "words": "Back to the bakery, early shift.",
                "objective": "Three shifts a week for four weeks",
                "steps": [{"what": "Ask Lou if I can start with Thursdays", "who": "me", "by_on": after(10)}],
                "review_on": after(30),
            },
        ],
        "relapse_prevention": {
            "triggers": ["Pay day", "The bus stop on Ferry Street", "When I cannot sleep"],
            "early_signs": ["I stop answering Rosa", "I tell myself I have earned it"],
            "helps": ["Call before, not after", "Ten minutes, then decide again", "Baking at four in the morning"],
            "people": [
                {"name": "Rosa, my sister", "how": "any time, she picks up"},
                {"name": "Pele", "how": "weekdays, or a message at night"},
            ],
            "reasons": ["My little one starts school in autumn", "I like who I am on a good day"],
        },
        "safety": {"naloxone_place": "On the hook by the door. Rosa has one too."},
    }  # fmt: skip
