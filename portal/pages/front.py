"""What the home page gathers from the apps below: services, course, news, next date, people nearby."""


def front_page() -> dict:
    """Everything the home page shows beside its own words, in a bounded number of queries."""
    return {}
