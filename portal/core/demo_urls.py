"""Pages of the demo mode only: mails that were sent, every component with its states."""

urlpatterns = []
