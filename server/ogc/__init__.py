"""OGC API Features and Tiles: what can be asked, what it means, and the documents that say so. No Flask in here."""
