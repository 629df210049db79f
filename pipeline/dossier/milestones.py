"""The milestones of the year (DESIGN §2), the one place that knows them and their order.

Each document names the milestone at which it is made, each rule the one at which it is due.
"""

from __future__ import annotations

from pipeline.dossier.labels import Labelled


class Milestone(Labelled):
    """A milestone, earliest first."""

    FILE = "file", "备案"
    COLLECT = "collect", "收集"
    CERTIFY = "certify", "单位出证"
    PUBLICISE = "publicise", "本级公示"
    NOMINATE = "nominate", "提名"
    UPLOAD = "upload", "上传"
    ARCHIVE = "archive", "归档"

    @property
    def place(self) -> int:
        """Its place in the year, counted from 0."""
        return list(Milestone).index(self)

    def is_by(self, other: Milestone) -> bool:
        """Whether it comes before another one, or is the same."""
        return self.place <= other.place


def earliest(*milestones: Milestone) -> Milestone:
    """The earliest of some milestones."""
    return min(milestones, key=lambda milestone: milestone.place)
