"""Where layers lie on disk.

Law of this room: the only one that reads and writes ward files. A write is whole or it did not happen.
"""

from geoapp.store.folder import FolderStore
from geoapp.store.interface import LayerStore
from geoapp.store.loose_folder import LooseFolder

__all__ = ["FolderStore", "LayerStore", "LooseFolder"]
