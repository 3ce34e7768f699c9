from django.urls import URLPattern, path

from switchback.faces.public import ask, front, help_now

urlpatterns: list[URLPattern] = [
    path("", front.front, name="front"),
    path("leave/", front.leave, name="leave"),
    path("ask/", ask.ask, name="ask"),
    path("ask/status/", ask.status, name="ask_status"),
    path("help/", help_now.help_now, name="help"),
    path("help/overdose/", help_now.overdose, name="help_overdose"),
    path("help/wait/", help_now.wait, name="help_wait"),
    path("help/after/", help_now.after, name="help_after"),
]
