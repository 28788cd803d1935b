from django.urls import path

from . import views

app_name = "users"
urlpatterns = [
    path("", views.profile, name="profile"),
    path("time-and-breaks/", views.accommodation, name="accommodation"),
]
