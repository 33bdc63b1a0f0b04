from django.urls import path

from alliance.outline.views import outline_preview

urlpatterns = [path("", outline_preview, name="outline-preview")]
