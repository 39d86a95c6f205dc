"""Archives of one's data, departures, and what the law has us keep after them."""

from .departures import Departure, DepartureStep
from .exports import DataExport
from .retained import Disclosure, RetainedRecord, SourceAddress

__all__ = ["DataExport", "Departure", "DepartureStep", "Disclosure", "RetainedRecord", "SourceAddress"]
