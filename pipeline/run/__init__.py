"""What `wuxiao` does: one module for each part of the year, each path in it on one screen.

The two doors, command line and page, call this package and nothing else; what the page alone needs is in
`looking`, `serving`, `showing` and `working`, which are not imported here.  A path imports what it
needs when it is taken: `--help`, and a build of what has not changed, load next to nothing.
"""

from pipeline.run.building import BLANK_FOLDER, blank, build, build_all, convert, say_of_converted
from pipeline.run.checking import (
    annotate,
    check,
    look_at_evidence,
    show_review,
    show_status,
    status,
)
from pipeline.run.collecting import collect, kit, wishes
from pipeline.run.examining import examine, verify
from pipeline.run.exporting import (
    SHORTEST_PASSWORD,
    archive_appraise,
    archive_export,
    archive_import,
    archive_labels,
    must_be_long_enough,
)
from pipeline.run.keeping import (
    archive_add,
    archive_backup,
    archive_due,
    archive_list,
    archive_log,
    archive_proposal,
    archive_propose_due,
    archive_rebuild,
    archive_record,
    archive_restore,
    archive_verify,
)
from pipeline.run.preparing import new
from pipeline.run.returning import (
    decide,
    finished_files,
    receive,
    receive_finished,
    upload,
    watch,
)
from pipeline.run.telling import distinct, fit_to_print, fit_to_show, said_of_open, save

__all__ = [
    "BLANK_FOLDER",
    "SHORTEST_PASSWORD",
    "annotate",
    "archive_add",
    "archive_appraise",
    "archive_backup",
    "archive_due",
    "archive_export",
    "archive_import",
    "archive_labels",
    "archive_list",
    "archive_log",
    "archive_proposal",
    "archive_propose_due",
    "archive_rebuild",
    "archive_record",
    "archive_restore",
    "archive_verify",
    "blank",
    "build",
    "build_all",
    "check",
    "collect",
    "convert",
    "decide",
    "distinct",
    "examine",
    "finished_files",
    "fit_to_print",
    "fit_to_show",
    "kit",
    "look_at_evidence",
    "must_be_long_enough",
    "new",
    "receive",
    "receive_finished",
    "said_of_open",
    "save",
    "say_of_converted",
    "show_review",
    "show_status",
    "status",
    "upload",
    "verify",
    "watch",
    "wishes",
]
