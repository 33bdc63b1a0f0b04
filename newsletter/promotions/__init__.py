"""Partners' banners: which days have a place yet, and how often one was followed."""
