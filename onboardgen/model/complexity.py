"""How complex an onboarding is, where nobody wrote its tier down."""

from __future__ import annotations

from typing import Final

from onboardgen.model.account import Account
from onboardgen.model.customer import Tier

HARD: Final = ("integration", "data_migration", "third_party")
"""Categories of tasks in which systems or companies have to be brought together."""
MEDIUM_FROM: Final = 10
HIGH_FROM: Final = 30


def tier_of(account: Account) -> Tier:
    """The tier as written; else from its points: low below 10, medium below 30, high from there."""
    if account.customer.tier is not None:
        return account.customer.tier
    points = complexity(account)
    return "high" if points >= HIGH_FROM else "medium" if points >= MEDIUM_FROM else "low"


def complexity(account: Account) -> int:
    """Two points for each partner; one for each product, site and region beyond the first; one
    for each task, dropped ones apart, of the categories in `HARD`."""
    customer = account.customer
    beyond = (customer.products, customer.sites, customer.regions)
    hard = [one for one in account.plan.tasks if one.category in HARD and one.status != "dropped"]
    return 2 * len(customer.partners) + sum(max(len(one) - 1, 0) for one in beyond) + len(hard)
