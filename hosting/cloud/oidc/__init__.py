"""The portal as OpenID Connect provider of the Nextcloud servers.

django-allauth's provider does the protocol; here stand what it leaves open: who may sign in where (`eligibility`), what
is said of them (`adapter`), a stricter door (`authorizing`, `tokens`: S256 only, exact addresses, codes that serve
once), the document that says what is supported (`discovery`), and the way out (`signing_out`, `logout_tokens`).
"""
