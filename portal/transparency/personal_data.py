"""What the promises of the house hold on people: who of the team did what."""

from django.utils.translation import gettext_lazy as _

from portal.privacy.registry import Erasure, register

from .models import CriterionReview, PackageList


def register_all() -> None:
    register(
        CriterionReview,
        owner="by",
        purpose=_("The history of the charter: who reviewed which criterion."),
        on_erasure=Erasure.ANONYMISE,
    )
    register(
        PackageList,
        owner="by",
        purpose=_("Who of the team brought in a list of packages."),
        on_erasure=Erasure.ANONYMISE,
        hidden=("packages",),
    )
