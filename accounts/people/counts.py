"""What is counted of people every night: sums only."""

from .models import User


def people(day) -> int:
    """Accounts that can sign in, signed up by that day."""
    return User.objects.filter(is_active=True, date_joined__date__lte=day).count()
