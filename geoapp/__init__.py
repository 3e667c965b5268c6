"""geoapp: public fire points and safe residential areas of a Vietnamese ward."""

__version__ = "0.1.0"
