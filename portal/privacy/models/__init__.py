"""Archives of one's data, who read what of it, departures, and what the law has us keep after them."""

from .accesses import Access
from .departures import Departure, DepartureStep
from .exports import DataExport
from .retained import Disclosure, RetainedRecord, SourceAddress

__all__ = ["Access", "DataExport", "Departure", "DepartureStep", "Disclosure", "RetainedRecord", "SourceAddress"]
