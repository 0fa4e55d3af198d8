"""Imports are checked by import-linter; relations written as strings escape it, so they are walked here."""

import tomllib

import pytest
from django.apps import apps
from django.db import models

from tests.architecture.house import LAYERS, ROOMS, ROOT, level


def house_models():
    return [model for model in apps.get_models(include_auto_created=True) if model._meta.app_label in ROOMS]


def wrong_relations(found):
    """Say which relation of these models points up the house, or sideways."""
    for model in found:
        room = model._meta.app_label
        for field in model._meta.get_fields():
            if not isinstance(field, models.ForeignKey | models.ManyToManyField):
                continue
            target = field.related_model._meta.app_label
            if target in ROOMS and target != room and level(target) <= level(room):
                yield f"{model._meta.label}.{field.name} points from {room} to {target}"


def test_relations_point_down_only():
    found = house_models()
    assert found, "no model was found, so nothing was checked"
    wrong = list(wrong_relations(found))
    assert not wrong, f"A relation may only point to a room further down: {wrong}"


@pytest.mark.parametrize(("room", "target"), [("audit", "people.Person"), ("people", "stores.Store")])
def test_a_relation_that_points_up_is_found(room, target):
    class Meta:
        app_label = room
        managed = False

    owner = models.ForeignKey(target, on_delete=models.CASCADE, related_name="+")
    name = f"Planted{room.title()}"
    planted = type(name, (models.Model,), {"Meta": Meta, "__module__": __name__, "owner": owner})
    try:
        assert list(wrong_relations([planted]))
    finally:
        apps.all_models[room].pop(name.lower())
        apps.clear_cache()


def test_the_import_contract_names_every_room_in_order():
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    layers = config["contracts"][0]["layers"]
    named = [{part.strip(" ()") for part in layer.split("|")} for layer in layers]
    assert named == list(LAYERS)


def test_every_room_that_exists_is_known():
    there = {path.parent.name for path in ROOT.glob("*/__init__.py")} - {"tests", "bench"}
    assert there <= ROOMS, f"These folders are no rooms of the house: {there - ROOMS}"
    config = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["importlinter"]
    assert there == set(config["root_packages"]), "name every room in [tool.importlinter] root_packages"
