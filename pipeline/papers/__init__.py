"""What build, receive, upload and archive say to each other: documents, papers, names, manifest."""
