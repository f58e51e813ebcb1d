"""A judge as a filter: tested on planted errors first, then asked about each row."""
