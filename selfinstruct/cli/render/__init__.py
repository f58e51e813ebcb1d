"""What a person sees: lines of text made of what the API returns."""
