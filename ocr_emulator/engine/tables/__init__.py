"""Table recognition: rectify a page, find ruled and unruled tables, and put text into cells."""
