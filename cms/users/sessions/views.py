"""What a page that stands open may ask: whose session is it, and how long does it last."""

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.middleware.csrf import get_token
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods


@never_cache
@require_http_methods(["GET", "POST"])
def session_state(request: HttpRequest) -> HttpResponse:
    """GET only looks. POST says that there is a hand at the keyboard.

    `user` is null where nobody is logged in. `left` and `longest` are seconds: if nobody does
    anything, and whatever is done. `csrf` is the token that forms of this session need.
    """
    user = request.user if request.user.is_authenticated else None
    left = longest = 0
    if user is not None:
        if request.method == "POST":
            request.session.touch()  # type: ignore[attr-defined]
        left, longest = request.session.left()  # type: ignore[attr-defined]
    state = {
        "user": user.pk if user is not None and left else None,
        "name": user.get_username() if user is not None and left else "",
        "left": left,
        "longest": longest,
        "csrf": get_token(request),
    }
    return JsonResponse(state)
