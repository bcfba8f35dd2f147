"""Documents of the withdrawn operation `recognize_id_document`, described as data."""
