"""The wiring: which store, which settings, what happens at the first start."""

from __future__ import annotations

import contextlib
import functools
import os
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from geoapp.config import Config, load_config
from geoapp.coverage import engine as coverage_engine
from geoapp.errors import StoreFault
from geoapp.jobs import ROOM as JOB_ROOM
from geoapp.jobs import Desk, Job, JobRows, Limits
from geoapp.paths import samples_folder, templates_folder
from geoapp.planning import engine as planning_engine
from geoapp.planning.candidates import warm_sites
from geoapp.store import FolderStore, keys
from geoapp.store.database import FILE, Database
from geoapp.store.shelf import FileShelf
from geoapp.store.variants import ROOM as VARIANT_ROOM
from geoapp.store.variants import VariantStore
from geoapp.usecases.exporting.history import clear_away
from geoapp.usecases.planning.office import PlanningOffice
from geoapp.usecases.wards import WardLibrary

if TYPE_CHECKING:
    from geoapp.usecases.exporting.make import Place
    from geoapp.usecases.exporting.office import ExportOffice

NUMBA_VARIABLE = "NUMBA_CACHE_DIR"
PLANNING, EXPORTS = "planning", "exports"
"""The desks: a plan must not wait for an atlas."""

_EXPORT_LIMITS = Limits(most_waiting=24, most_per_client=12, idle_s=300.0, most_jobs=20, first_grace_s=5.0)


@dataclass(frozen=True)
class Services:
    """Everything the doors call."""

    config: Config
    library: WardLibrary
    layers: FolderStore
    desk: Desk
    variants: VariantStore
    exports: Desk
    shelf: FileShelf

    def desk_of(self, job: Job) -> Desk:
        """Return the desk that a job lies on."""
        return self.exports if job.desk == EXPORTS else self.desk

    def open(self) -> None:
        """Start the desks: the planner's worker gets ready, the exports' is hired when it is needed; clear the shelf."""
        self.desk.open()
        self.exports.open()
        with contextlib.suppress(StoreFault):  # whoever asks for a file is told
            clear_away(self.exports, self.shelf)

    def close(self) -> None:
        """End the workers; jobs that are not over are interrupted."""
        self.desk.close()
        self.exports.close()

    def officer_code(self) -> str:
        """Return the officer's code, made at the first call in a workspace."""
        return keys.officer_code(self.config.home)

    def signing_key(self) -> str:
        """Return the key that signs cookies."""
        return keys.signing_key(self.config.home)


def services(config: Config) -> Services:
    """Return the services over a workspace; a workspace that does not exist yet gets the sample ward."""
    keep_compiled_code(config.home)
    first_start = not (config.home / "layers").exists()
    store = FolderStore(config.home)
    if first_start:
        _copy_samples(store)
    database = _database(config)
    planning = functools.partial(planning_office, config.home)
    exports = functools.partial(export_office, config)
    return Services(
        config=config,
        library=WardLibrary(store),
        layers=store,
        desk=Desk(JobRows(database, PLANNING), planning, config.home / ".geoapp-jobs.lock"),
        variants=VariantStore(database),
        exports=Desk(JobRows(database, EXPORTS), exports, config.home / ".geoapp-exports.lock", _EXPORT_LIMITS),
        shelf=FileShelf(config.home / EXPORTS),
    )


def _database(config: Config) -> Database:
    return Database(config.home / FILE, {"jobs": JOB_ROOM, "variants": VARIANT_ROOM})


def planning_office(home: Path) -> PlanningOffice:
    """Return what a worker process needs over a workspace; called there."""
    return PlanningOffice(WardLibrary(FolderStore(home)))


def export_office(config: Config) -> ExportOffice:
    """Return what a worker process needs to make products over a workspace; called there."""
    # what draws takes time and memory that the server can do without
    from geoapp.usecases.briefing.report import Letterhead
    from geoapp.usecases.exporting.office import ExportOffice

    return ExportOffice(
        WardLibrary(FolderStore(config.home)),
        VariantStore(_database(config)),
        FileShelf(config.home / EXPORTS),
        Letterhead(**config.report),
        config.report_document,
        place(config),
    )


def place(config: Config) -> Place:
    """Return where products are made over a workspace."""
    from geoapp.usecases.exporting.make import Place

    return Place(templates_folder(), config.public_url)


def prepare(config: Config) -> None:
    """Compile everything that is compiled, or load it where that was done before."""
    keep_compiled_code(config.home)
    coverage_engine.warm()
    planning_engine.warm()
    warm_sites()


def keep_compiled_code(home: Path) -> None:
    """Let numba keep compiled code in the workspace where it cannot keep it beside the source.

    Said by the environment, so that worker processes keep it there too; an administrator's own setting stays.
    """
    if os.environ.get(NUMBA_VARIABLE) or _writable(Path(__file__).parent / "planning" / "__pycache__"):
        return
    folder = str(home.absolute() / "compiled")
    os.environ[NUMBA_VARIABLE] = folder
    if "numba" in sys.modules:  # it has read its settings already
        sys.modules["numba"].config.CACHE_DIR = folder


def _writable(folder: Path) -> bool:
    try:
        folder.mkdir(exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def library(home: Path | None = None) -> WardLibrary:
    """Return the wards of a workspace (default: GEOAPP_HOME, else ``./var``)."""
    return services(load_config(home)).library


def sample_files() -> dict[str, dict[str, bytes]]:
    """Return the sample wards: ward id -> file name -> contents."""
    folder = samples_folder()
    try:
        wards = sorted(p for p in folder.iterdir() if p.is_dir())
        return {w.name: {f.name: f.read_bytes() for f in sorted(w.iterdir()) if f.is_file()} for w in wards}
    except OSError as error:
        raise StoreFault("samples-missing", folder=str(folder)) from error


def _copy_samples(store: FolderStore) -> None:
    for ward, files in sample_files().items():
        store.create(ward, files)
