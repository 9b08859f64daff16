"""The OGC API at `/ogc/v1`: its documents, features and tiles."""
