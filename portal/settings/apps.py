"""Which apps make the portal, in which order middleware runs, and what templates may use."""

from .environment import BASE_DIR

OWN_APPS = [
    "portal.core",
    "portal.media",
    "portal.privacy",
    "portal.notifications",
    "portal.search",
    "portal.figures",
    "portal.pages",
    "portal.transparency",
    "accounts.people",
    "accounts.organisations",
    "hosting.services",
    "hosting.directory",
    "hosting.incidents",
    "hosting.cloud",
    "forum.support",
    "courses",
]

# machina's apps are overridden under forum/machina, the only place that imports it. machina finds an override by the
# end of its module path, so these must be module paths, never AppConfig classes, and no other app may end in `.forum`.
MACHINA_APPS = [
    "forum.machina.forum",
    "forum.machina.forum_conversation",
    "forum.machina.forum_conversation.forum_polls",
    "forum.machina.forum_conversation.forum_attachments",
    "forum.machina.forum_member",
    "forum.machina.forum_permission",
    "forum.machina.forum_tracking",
]

INSTALLED_APPS = [
    *OWN_APPS,
    *MACHINA_APPS,
    "wagtail.contrib.forms",
    "wagtail.contrib.redirects",
    "wagtail.contrib.settings",
    "wagtail.embeds",
    "wagtail.sites",
    "accounts.people.cms.apps.CmsUsersConfig",
    "wagtail.snippets",
    "wagtail.documents",
    "wagtail.images",
    "wagtail.search",
    "wagtail.admin",
    "wagtail",
    "modelcluster",
    "taggit",
    "mptt",
    "treebeard",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "allauth.idp.oidc",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
]

MIDDLEWARE = [
    # Above the policies of pages: a stylesheet or a font has nothing to be forbidden, and each header weighs.
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.middleware.security.SecurityMiddleware",
    "csp.middleware.CSPMiddleware",
    "portal.core.content_security.EditorPolicyMiddleware",
    "django_permissions_policy.PermissionsPolicyMiddleware",
    "portal.core.compression.CompressionMiddleware",
    "courses.opens.CountOpensMiddleware",
    "portal.core.page_cache.VisitorPageCacheMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "portal.core.preferences.PreferencesMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "portal.core.visitors.CookielessVisitorMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "accounts.people.second_factor.SecondFactorMiddleware",
    "portal.transparency.asking.AskMiddleware",
    "allauth.usersessions.middleware.UserSessionsMiddleware",
    "portal.core.cms_input.ForgedInputMiddleware",
    "portal.privacy.cms_journal.CmsJournalMiddleware",
    "wagtail.contrib.redirects.middleware.RedirectMiddleware",
]

ROOT_URLCONF = "portal.urls"
WSGI_APPLICATION = "portal.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "portal.core.context.page",
                "wagtail.contrib.settings.context_processors.settings",
            ],
            # the dates after Django's own, whose filter they replace
            "builtins": ["django.templatetags.i18n", "django.templatetags.static", "portal.core.dates"],
        },
    }
]

# Languages: French first; English is a reader's preference kept in the preferences cookie.
LANGUAGE_CODE = "fr"
FORMAT_MODULE_PATH = "portal.core.formats"
LANGUAGES = [("fr", "Français"), ("en", "English")]
LOCALE_PATHS = [BASE_DIR / "portal" / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "Europe/Paris"

DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
AUTH_USER_MODEL = "people.User"

WAGTAIL_SITE_NAME = "Chatière"
WAGTAIL_I18N_ENABLED = False
WAGTAIL_CONTENT_LANGUAGES = [("fr", "Français")]
WAGTAILIMAGES_IMAGE_MODEL = "media.SiteImage"
WAGTAILDOCS_DOCUMENT_MODEL = "media.SiteDocument"
WAGTAILADMIN_LOGIN_URL = "account_login"
WAGTAIL_EMAIL_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_MANAGEMENT_ENABLED = False
WAGTAIL_PASSWORD_RESET_ENABLED = False
WAGTAILUSERS_PASSWORD_ENABLED = False
# Those who review are told; whoever is made at the shell is no reviewer.
WAGTAILADMIN_NOTIFICATION_INCLUDE_SUPERUSERS = False
WAGTAIL_ENABLE_UPDATE_CHECK = False
WAGTAIL_ENABLE_WHATS_NEW_BANNER = False
WAGTAIL_GRAVATAR_PROVIDER_URL = None
WAGTAILEMBEDS_FINDERS = []
WAGTAILSEARCH_BACKENDS = {"default": {"BACKEND": "wagtail.search.backends.database"}}
WAGTAILADMIN_BASE_URL = "http://127.0.0.1:8000"
WAGTAILIMAGES_EXTENSIONS = ["gif", "jpg", "jpeg", "png", "webp", "svg"]
