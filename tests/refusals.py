"""What a database does not let anybody do, by SQL."""

import pytest
from django.db import IntegrityError, connection, transaction


def refused(*statements: str, **names) -> None:
    """Each statement meets a row that is kept as it is (`portal.core.immutable`); `names` fill its braces."""
    for statement in statements:
        with pytest.raises(IntegrityError, match="kept as it is"), transaction.atomic(), connection.cursor() as cursor:
            if connection.vendor == "postgresql":
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")  # or a table with something to check is not truncated
            cursor.execute(statement.format(**names))
