from django.urls import path

from members.my import certificates, invitations, requests, sizes, views

app_name = "my"

urlpatterns = [
    path("invitation/", invitations.ask, name="invitation"),
    path("<str:slug>/entry/", views.entry_edit, name="entry-edit"),
    path("<str:slug>/entry/preview/", views.entry_preview, name="entry-preview"),
    path("<str:slug>/entry/submit/", views.entry_submit, name="entry-submit"),
    path("<str:slug>/entry/take-back/", views.entry_take_back, name="entry-take-back"),
    path("<str:slug>/entry/discard/", views.entry_discard, name="entry-discard"),
    path("<str:slug>/entry/history/", views.entry_history, name="entry-history"),
    path("<str:slug>/certificates/", certificates.certificate_list, name="certificate-list"),
    path("<str:slug>/size/", sizes.size_answer, name="size-answer"),
    path("<str:slug>/requests/", requests.request_list, name="request-list"),
    path(
        "<str:slug>/requests/<int:pk>/take-back/",
        requests.request_take_back,
        name="request-take-back",
    ),
]
