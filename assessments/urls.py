from django.urls import path

from .views import (
    appeals,
    breaks,
    lessons,
    panels,
    quizzes,
    saving,
    scenarios,
    standards,
)

app_name = "assessments"
urlpatterns = [
    path("quizzes/<int:pk>/start/", quizzes.start, name="start"),
    path("<uuid:public_id>/", quizzes.resume, name="attempt"),
    path("<uuid:public_id>/<int:number>/", quizzes.question, name="question"),
    path("<uuid:public_id>/answers/", saving.saved_answers, name="saved_answers"),
    path(
        "<uuid:public_id>/answers/<int:number>/",
        saving.save_answer,
        name="save_answer",
    ),
    path("<uuid:public_id>/review/", quizzes.review, name="review"),
    path("<uuid:public_id>/break/", breaks.take_break, name="break"),
    path("<uuid:public_id>/break/end/", breaks.end_break, name="end_break"),
    path("<uuid:public_id>/submit/", quizzes.submit, name="submit"),
    path("<uuid:public_id>/result/", quizzes.result, name="result"),
    path("<uuid:public_id>/lessons/<uuid:key>/", lessons.read_again, name="read_again"),
    path("<uuid:public_id>/appeal/", appeals.appeal, name="appeal"),
    path("scenarios/<int:pk>/start/", scenarios.start, name="start_run"),
    path("runs/<uuid:public_id>/", scenarios.run, name="run"),
    path("runs/<uuid:public_id>/back/", scenarios.back, name="run_back"),
    path("runs/<uuid:public_id>/<int:index>/", scenarios.step, name="run_step"),
    path("runs/<uuid:public_id>/debrief/", scenarios.debrief, name="run_debrief"),
    path("panels/<str:token>/", panels.welcome, name="panel"),
    path("panels/<str:token>/review/", panels.review, name="panel_review"),
    path("panels/<str:token>/<int:number>/", panels.question, name="panel_question"),
    path("standards/<str:token>/", standards.welcome, name="session"),
    path("standards/<str:token>/review/", standards.review, name="session_review"),
    path(
        "standards/<str:token>/<int:number>/",
        standards.question,
        name="session_question",
    ),
]
