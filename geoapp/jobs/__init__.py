"""Long work: a job is a row in the workspace's database, done in one worker process, watched and stopped from outside.

Law of this room: it knows nothing of the field. What a job does is the office's, given to the desk at the wiring.
"""

from geoapp.jobs.desk import Desk, Limits
from geoapp.jobs.office import Office
from geoapp.jobs.rows import ROOM, Job, JobRows

__all__ = ["ROOM", "Desk", "Job", "JobRows", "Limits", "Office"]
