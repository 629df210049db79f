"""Stage `status`: the year on one page: what is done, what is next, and until when (DESIGN §2)."""

from pipeline.status.deadlines import Deadlines, latest_days
from pipeline.status.models import (
    Asked,
    MilestoneStatus,
    PaperState,
    PaperStatus,
    Returns,
    Step,
    StepKind,
    YearStatus,
)
from pipeline.status.said import status_to_html, status_to_json, status_to_text
from pipeline.status.year import status

__all__ = [
    "Asked",
    "Deadlines",
    "MilestoneStatus",
    "PaperState",
    "PaperStatus",
    "Returns",
    "Step",
    "StepKind",
    "YearStatus",
    "latest_days",
    "status",
    "status_to_html",
    "status_to_json",
    "status_to_text",
]
