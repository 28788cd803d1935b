from django.urls import path

from . import views

app_name = "home"
urlpatterns = [
    path("my/", views.my_learning, name="my"),
    path("leave/", views.leave, name="leave"),
    path("support/", views.support, name="support"),
]
