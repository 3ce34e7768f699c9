"""Which address leads to which face."""

from django.urls import URLPattern, URLResolver, include, path

from switchback.faces.accounts.views import home

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("switchback.faces.accounts.urls")),
    path("home/", home, name="home"),
    path("kit/", include("switchback.faces.kit.urls")),
    path("team/", include("switchback.faces.team.urls")),
    path("me/", include("switchback.faces.person.urls")),
    path("", include("switchback.faces.public.urls")),
]
