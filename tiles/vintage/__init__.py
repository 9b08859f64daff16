"""Made once per set of boundaries: generalised, cut and encoded geometry."""
