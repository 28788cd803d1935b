from django.urls import path

from . import views

app_name = "certificates"
urlpatterns = [
    path("verify/", views.verify, name="verify"),
    path("verify/<str:identifier>/", views.result, name="result"),
    path("my/certificates/<uuid:public_id>/", views.mine, name="mine"),
    path("my/certificates/<uuid:public_id>/privacy/", views.privacy, name="privacy"),
    path("my/certificates/<uuid:public_id>/pdf/", views.download, name="download"),
]
