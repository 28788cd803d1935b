"""Every address of the site; the project package alone knows all the apps."""

from django.conf.urls.i18n import i18n_patterns
from django.urls import include, path, re_path
from django.views.generic import RedirectView
from wagtail import views as wagtail_views
from wagtail.admin import urls as wagtailadmin_urls
from wagtail.documents import urls as wagtaildocs_urls
from wagtail.urls import serve_pattern

from training.files import media
from training.users.access import needs, public
from training.users.views import sign_out, turn_away
from training.users.viewsets import DeskAccountView

# Wagtail's own doors bypass the second factor and the sign-in limits: shut them
# before its URLs come into sight.
sign_in = public(RedirectView.as_view(pattern_name="account_login", query_string=True))
account = needs("wagtailadmin.access_admin")(DeskAccountView.as_view())
reset = public(RedirectView.as_view(pattern_name="account_reset_password"))

handler403 = "training.errors.forbidden"
handler404 = "training.errors.not_found"
handler500 = "training.errors.server_error"

urlpatterns = [
    path("admin/login/", sign_in),
    re_path(r"^admin/password_reset/", reset),
    path("admin/account/", account),
    path("admin/", include(wagtailadmin_urls)),
    path("documents/", include(wagtaildocs_urls)),
    path("_util/login/", turn_away, name="wagtailcore_login"),
    path("media/<path:name>", media, name="media"),
    path("api/", include("certificates.api.urls")),
    path("", include("certificates.machine_urls")),
]
urlpatterns += i18n_patterns(
    path("accounts/profile/", include("training.users.urls")),
    path("accounts/logout/", sign_out, name="account_logout"),
    path("accounts/", include("allauth.urls")),
    path("learn/", include("courses.urls")),
    path("attempts/", include("assessments.urls")),
    path("agency/", include("certificates.agencies.urls")),
    path("", include("certificates.urls")),
    path("", include("home.urls")),
    re_path(serve_pattern, public(wagtail_views.serve), name="wagtail_serve"),
    prefix_default_language=False,
)
