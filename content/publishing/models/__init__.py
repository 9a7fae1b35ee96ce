from content.publishing.models.editing import PreviewLink, Publishable, Revision, Schedule
from content.publishing.models.live import Change, LiveDep, LivePage, LiveTerm, Redirect, SiteState

__all__ = [
    "Change",
    "LiveDep",
    "LivePage",
    "LiveTerm",
    "PreviewLink",
    "Publishable",
    "Redirect",
    "Revision",
    "Schedule",
    "SiteState",
]
