"""Everything the pages of the residential groups show: one group, and the list of all.

No personal data enters here: references to contacts and restricted fields are never read.
"""

from geoapp.usecases.groups.facts import GroupFacts, GroupList, GroupRow
from geoapp.usecases.groups.kit_payload import kit_payload
from geoapp.usecases.groups.questions import find_group, group_facts, group_list

__all__ = ["GroupFacts", "GroupList", "GroupRow", "find_group", "group_facts", "group_list", "kit_payload"]
