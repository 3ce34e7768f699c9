"""Which address leads to which face."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("accounts/", include("switchback.faces.accounts.urls")),
    path("accounts/", include("allauth.urls")),
    path("kit/", include("switchback.faces.kit.urls")),
    path("team/", include("switchback.faces.team.urls")),
    path("me/", include("switchback.faces.person.urls")),
    path("", include("switchback.faces.public.urls")),
]
