from django.urls import include, path

from certificates.watching import urls as watching

from . import desk, joining, lists, people, runs, tokens

app_name = "agencies"

LISTS = [
    path("", lists.lists, name="lists"),
    path("new/", lists.new, name="new_list"),
    path("template.<str:suffix>", lists.template, name="list_template"),
    path("<uuid:roster_id>/", runs.roster, name="roster"),
    path("<uuid:roster_id>/check/", lists.begin, name="begin_run"),
    path("<uuid:roster_id>/mend/", lists.mend, name="mend_list"),
    path("<uuid:roster_id>/settings/", lists.settings, name="list_settings"),
    path("<uuid:roster_id>/delete/", lists.delete, name="delete_list"),
    path("<uuid:roster_id>/<int:number>/", runs.run, name="run"),
    path("<uuid:roster_id>/<int:number>/progress/", runs.progress, name="progress"),
    path(
        "<uuid:roster_id>/<int:number>/<int:place>/proof/",
        runs.prove,
        name="prove_line",
    ),
    path(
        "<uuid:roster_id>/<int:number>/list.<str:suffix>",
        runs.download,
        name="download_run",
    ),
]

DESK = [
    path("", desk.desk, name="desk"),
    path("checks/", desk.checks, name="checks"),
    path("members/", people.members, name="members"),
    path("members/invite/", people.invite, name="invite"),
    path("members/invited/<int:pk>/withdraw/", people.withdraw, name="withdraw"),
    path("members/<int:pk>/role/", people.give_role, name="give_role"),
    path("members/<int:pk>/remove/", people.remove, name="remove"),
    path("leave/", people.leave, name="leave"),
    path("tokens/", tokens.tokens, name="tokens"),
    path("tokens/<slug:prefix>/rotate/", tokens.rotate, name="rotate_token"),
    path("tokens/<slug:prefix>/revoke/", tokens.revoke, name="revoke_token"),
    path("lists/", include(LISTS)),
    *watching.DESK,
]

urlpatterns = [
    path("", joining.start, name="start"),
    path("apply/", joining.apply, name="apply"),
    path("invitation/", joining.invitation, name="invitation"),
    path("invitation/<str:secret>/", joining.open_invitation, name="open_invitation"),
    path("<uuid:agency_id>/", include(DESK)),
]
