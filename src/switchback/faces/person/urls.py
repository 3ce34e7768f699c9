from django.urls import URLPattern, path

from switchback.faces.person import bend, home, my_plan, plan_parts, road, settings, today

# Nothing in an address says what the page is about: it shows in histories.
urlpatterns: list[URLPattern] = [
    path("", home.home, name="me"),
    path("today/", today.check_in, name="me_today"),
    path("today/sent/", today.sent, name="me_today_sent"),
    path("today/first/", bend.safety_after_check_in, name="me_today_first"),
    path("road/", road.road, name="me_road"),
    path("road/began/", road.began, name="me_road_began"),
    path("plan/", my_plan.plan, name="me_plan"),
    path("plan/open/", my_plan.open_revision, name="me_plan_open"),
    path("plan/yes/", my_plan.agree, name="me_plan_agree"),
    path("plan/versions/", my_plan.versions, name="me_plan_versions"),
    path("plan/versions/<uuid:plan_id>/", my_plan.version, name="me_plan_version"),
    path("plan/<slug:slug>/", plan_parts.part, name="me_plan_part"),
    path("plan/<slug:slug>/draft/", plan_parts.draft, name="me_plan_draft"),
    path("bend/", bend.safety_first, name="me_bend"),
    path("bend/tell/", bend.tell, name="me_bend_tell"),
    path("bend/<uuid:lapse_id>/", bend.still_stands, name="me_bend_told"),
    path("bend/<uuid:lapse_id>/team/", bend.tell_team, name="me_bend_team"),
    path("bend/<uuid:lapse_id>/look/", bend.look_back, name="me_bend_look"),
    path("bend/<uuid:lapse_id>/look/draft/", bend.draft, name="me_bend_draft"),
    path("settings/", settings.settings, name="me_settings"),
]
