from django.urls import include, path

from . import file_views, views
from .holding import links, log, own, papers, renaming, wallet
from .watching import urls as watching

app_name = "certificates"

mine = [
    path("", own.overview, name="mine"),
    path("pdf/", own.download, name="download"),
    path("name/", renaming.ask, name="rename"),
    path("privacy/", own.privacy, name="privacy"),
    path("links/", links.links, name="links"),
    path("links/withdraw/", links.withdraw_all, name="withdraw_all"),
    path("links/<uuid:link_id>/", links.link, name="link"),
    path("links/<uuid:link_id>/withdraw/", links.withdraw, name="withdraw"),
    path("checks/", log.checks, name="checks"),
    path("checks/csv/", log.checks_as_csv, name="checks_as_csv"),
    path("checks/<int:pk>/report/", log.report, name="report"),
    path("wallet/", wallet.wallet, name="wallet"),
    path("wallet/jwt/", wallet.credential, {"kind": "jwt"}, name="credential_jwt"),
    path("wallet/json/", wallet.credential, {"kind": "json"}, name="credential_json"),
    path("wallet/png/", wallet.badge, {"kind": "png"}, name="badge_png"),
    path("wallet/svg/", wallet.badge, {"kind": "svg"}, name="badge_svg"),
    *watching.HOLDER,
    path("documents/", papers.overview, name="papers"),
    path("documents/record/", papers.ask_record, name="ask_record"),
    path("documents/letter/", papers.ask_letter, name="ask_letter"),
    path("documents/<uuid:paper_id>/", papers.paper, name="paper"),
    path("documents/<uuid:paper_id>/pdf/", papers.download, name="paper_file"),
]

urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/proof/", views.prove, name="prove"),
    path("verify/proof/<str:token>/", views.proof, name="proof"),
    path("verify/proof/<str:token>/pdf/", views.proof_document, name="proof_document"),
    path("verify/file/", file_views.verify_file, name="verify_file"),
    path("verify/offline/", file_views.offline_page, name="offline_page"),
    path("verify/<str:identifier>/", views.result, name="result"),
    path("shared/<str:token>/", views.shared, name="shared"),
    path("shared/<str:token>/pdf/", views.shared_document, name="shared_document"),
    path("my/certificates/<uuid:public_id>/", include(mine)),
]
