"""Organisations and members out of a CSV file: `reading` checks every cell, `writing` adds what is missing.

    plan = plan_import(data)            # bytes of a file
    plan.problems                       # by line and column; empty when all is well
    counts = write_import(plan=plan, by=person)

A file with one problem writes nothing. The same file again adds nothing; whatever it says otherwise is brought in.
"""

from .reading import COLUMNS, Plan, Problem, plan_import
from .writing import write_import

__all__ = ["COLUMNS", "Plan", "Problem", "plan_import", "write_import"]
