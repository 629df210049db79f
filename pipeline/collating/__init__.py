"""Papers that came back, put together page by page: for the portal, and for the archive."""
