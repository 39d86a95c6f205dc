"""Questions to the database that every page of somebody who is signed in asks: put into SQL once for each process.

    KNOWN = Question(lambda person, day: Referent.objects.current(day).filter(person=person).values_list("territory"))
    KNOWN.rows(person.pk, timezone.localdate())

Django's querysets say what is asked, as everywhere; but making SQL of one takes several times as long as asking it.
"""

from collections.abc import Callable
from datetime import date, timedelta

from django.db import connection

# Stand for the values while the SQL is made; no row has them, and they fit in every column of their kind.
_NUMBER = 2_140_000_000
_DAY = date(9000, 1, 1)


class Question:
    """`ask(*values)` gives a queryset of `values_list()`; its values are whole numbers and days, each of which must end
    up in the SQL as it is (a filter, not arithmetic), and nothing else may depend on them."""

    def __init__(self, ask: Callable):
        self._ask = ask
        self._made: dict[tuple, tuple] = {}

    def rows(self, *values: int | date) -> list[tuple]:
        sql, places, compiler, converters = self._compiled(values)
        with connection.cursor() as cursor:
            cursor.execute(sql, [found if at is None else given(values[at]) for at, given, found in places])
            rows = cursor.fetchall()
        return [tuple(row) for row in compiler.apply_converters(rows, converters)] if converters else rows

    def _compiled(self, values: tuple) -> tuple:
        """(SQL, where each parameter comes from, what turns columns into values)."""
        key = (connection.vendor, *map(type, values))
        if key not in self._made:
            marks = [_mark(value, at) for at, value in enumerate(values)]
            compiler = self._ask(*marks).query.get_compiler(connection=connection)
            sql, params = compiler.as_sql()
            by_text = {str(mark): at for at, mark in enumerate(marks)}  # SQLite is given days as text
            places = [(by_text.get(str(one)), str if isinstance(one, str) else _as_it_is, one) for one in params]
            if {at for at, _given, _one in places} - {None} != set(range(len(marks))):
                raise ValueError("a value of the question is not in its SQL")
            converters = compiler.get_converters([column for column, _sql, _alias in compiler.select])
            self._made[key] = (sql, places, compiler, converters)
        return self._made[key]


def _as_it_is(value):
    return value


def _mark(value: int | date, at: int) -> int | date:
    return _NUMBER + at if isinstance(value, int) else _DAY + timedelta(days=at)
