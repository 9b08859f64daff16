"""From the bytes of a COA file to a checked snapshot, or to findings."""
