from django.urls import path

from switchback.faces.kit.gallery import gallery

urlpatterns = [
    path("", gallery, {"side": "person"}, name="kit"),
    path("team/", gallery, {"side": "team"}, name="kit-team"),
]
