"""The chart's timeline: one picture of a person's road, from years down to hours.

`render_timeline` is pure: plain values in, one SVG out. It is fluid (positions are percentages, so letters never
shrink), needs no style sheet, and says everything by place, shape and words before colour, so it survives a black
and white printer. `timeline_rows` is the same as a table.
"""

from switchback.faces.kit.timeline.draw import render_timeline, timeline_rows
from switchback.faces.kit.timeline.view import Guide, Lane, Mark, TimelineView
from switchback.faces.kit.timeline.zoom import Zoom, zoom_links

__all__ = ["Guide", "Lane", "Mark", "TimelineView", "Zoom", "render_timeline", "timeline_rows", "zoom_links"]
