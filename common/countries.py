"""The names of countries, for people who do not read their codes."""

from holidays.registry import COUNTRIES

SMALL = {"and", "of", "the"}
NAMES = {
    code: " ".join(word if word in SMALL else word.capitalize() for word in name.split("_"))
    for name, (_, code, *_) in COUNTRIES.items()
}


def country_name(code: str) -> str:
    """The country's English name, with its part behind it: `Ireland`, `United States (NY)`; the code where none is known."""
    country, _, part = code.partition("-")
    name = NAMES.get(country)
    if name is None:
        return code
    return f"{name} ({part})" if part else name
