"""Addresses of the desk, under the admin."""

from django.urls import path

from . import appeals, marking, regrades, reviews

urlpatterns = [
    path("marking/", marking.queue, name="marking_desk"),
    path("marking/next/", marking.take_next, name="mark_next"),
    path("marking/<uuid:public_id>/", marking.mark, name="mark_answer"),
    path("marking/<uuid:public_id>/take/", marking.take, name="take_answer"),
    path("marking/<uuid:public_id>/back/", marking.put_back, name="put_back_answer"),
    path("marking/<uuid:public_id>/draft/", marking.keep_draft, name="keep_draft"),
    path("reviews/", reviews.queue, name="review_desk"),
    path("reviews/<uuid:public_id>/", reviews.decide, name="review_attempt"),
    path("reviews/runs/<uuid:public_id>/", reviews.decide_run, name="review_run"),
    path("regrades/", regrades.listing, name="regrades"),
    path("regrades/new/", regrades.ask, name="ask_for_regrade"),
    path("regrades/<int:pk>/", regrades.show, name="regrade"),
    path("regrades/<int:pk>/decide/", regrades.decide, name="decide_regrade"),
    path("appeals/", appeals.queue, name="appeal_desk"),
    path("appeals/<int:pk>/", appeals.answer, name="answer_appeal"),
]
