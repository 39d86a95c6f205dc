"""The looser content security policy of /cms/: Wagtail's editor pages carry two inline scripts and inline styles."""

from csp.constants import SELF, UNSAFE_INLINE

EDITOR_DIRECTIVES = {
    "script-src": [SELF, UNSAFE_INLINE],
    "style-src": [SELF, UNSAFE_INLINE],
    "img-src": [SELF, "data:", "blob:"],
    "font-src": [SELF, "data:"],
    "frame-src": [SELF],
    "frame-ancestors": [SELF],
}


class EditorPolicyMiddleware:
    """Inside csp's middleware: answers under /cms/ get the editor's policy; previews may be framed by the editor."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if request.path.startswith("/cms/"):
            # A preview is a public page rendered inside: it comes with the public policy, which nothing may frame.
            response.headers.pop("Content-Security-Policy", None)
            response._csp_replace = EDITOR_DIRECTIVES
            response["X-Frame-Options"] = "SAMEORIGIN"
        return response
