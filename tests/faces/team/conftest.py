"""The cast with a screen in front of each, at the moment they live in."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import pytest
from django.test import Client

from switchback import reactions
from switchback.care.people.door import Actor
from switchback.faces.accounts import second_step
from switchback.faces.kit import clock
from tests import cast
from tests.cast import Cast
from tests.faces.accounts.sign_ins import add_app


@dataclass
class Team:
    """The cast, and a signed-in browser for whoever is asked for."""

    cast: Cast
    clients: dict[UUID, Client]

    def as_(self, actor: Actor) -> Client:
        if actor.id not in self.clients:
            self.clients[actor.id] = signed_in(actor)
        return self.clients[actor.id]

    def page(self, path: str = "", person_id: UUID | None = None) -> str:
        return f"/team/people/{person_id or self.cast.ana_id}/{path}"


def signed_in(actor: Actor) -> Client:
    client = Client()
    user = cast.sign_in(client, actor)
    add_app(user)
    session = client.session
    session[second_step.SHOWN] = str(user.pk)
    session.save()
    return client


@pytest.fixture(autouse=True)
def the_moment(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(reactions, "_now", lambda: cast.NOW)
    with clock.stopped_at(cast.NOW):
        yield


@pytest.fixture
def team(db: None) -> Team:
    return Team(cast.gather(), {})


def messages_of(response: Any) -> list[str]:
    return [str(message) for message in response.context["messages"]]
