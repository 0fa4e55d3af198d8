"""Take pictures of every page: `python -m tests.look.render FOLDER [page ...]`, to look at before a change is kept."""

import sys
from pathlib import Path

import django
from django.conf import settings
from playwright.sync_api import sync_playwright

ROOT = Path(__file__).resolve().parents[2]
SIZES = {"desk": (1280, 800), "phone": (375, 740), "narrow": (320, 640)}


def configure() -> None:
    """Set up as much of Django as templates need: no database, no rooms."""
    settings.configure(
        INSTALLED_APPS=["django.contrib.staticfiles", "django.contrib.humanize", "django_htmx", "lucide"],
        ROOT_URLCONF="tests.look.stub_urls",
        STATIC_URL="/static/",
        STATICFILES_DIRS=[ROOT / "static"],
        USE_TZ=True,
        DISPLAY_TIME_ZONE="Europe/Dublin",
        SECRET_KEY="pictures only",
        TEMPLATES=[
            {
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "DIRS": [ROOT / "templates"],
                "APP_DIRS": True,
                "OPTIONS": {"builtins": ["lucide.templatetags.lucide", "portal.templatetags.elements"]},
            }
        ],
    )
    django.setup()


def main(folder: Path, wanted: list[str]) -> None:
    """Write FOLDER/<page>-<size>-<theme>.png for each page."""
    configure()
    from tests.look.gallery import serve  # noqa: PLC0415 - reads templates, so only after the settings
    from tests.look.samples import PAGES  # noqa: PLC0415 - the same

    folder.mkdir(parents=True, exist_ok=True)
    with serve() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"])
        for size, (width, height) in SIZES.items():
            page = browser.new_page(viewport={"width": width, "height": height})
            for key in wanted or PAGES:
                for theme in ("light", "dark"):
                    page.goto(f"{address}/page/{key}?theme={theme}")
                    page.screenshot(path=folder / f"{key}-{size}-{theme}.png", full_page=True)
        browser.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
