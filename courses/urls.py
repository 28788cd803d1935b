from django.urls import path

from . import views

app_name = "courses"
urlpatterns = [
    path("courses/<int:pk>/enrol/", views.enrol, name="enrol"),
    path("lessons/<int:pk>/finish/", views.finish_lesson, name="finish_lesson"),
    path(
        "lessons/<int:pk>/reflections/<uuid:block_id>/",
        views.save_reflection,
        name="save_reflection",
    ),
    path(
        "lessons/<int:pk>/checks/<uuid:block_id>/",
        views.answer_check,
        name="answer_check",
    ),
]
