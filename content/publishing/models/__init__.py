from content.publishing.models.editing import PreviewLink, Publishable, Revision, Schedule
from content.publishing.models.live import LiveDep, LivePage, LiveTerm, Redirect, SiteState

__all__ = [
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
