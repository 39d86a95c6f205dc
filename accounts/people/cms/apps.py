from wagtail.users.apps import WagtailUsersAppConfig


class CmsUsersConfig(WagtailUsersAppConfig):
    """Wagtail's people pages with our forms."""

    user_viewset = "accounts.people.cms.views.PeopleViewSet"
