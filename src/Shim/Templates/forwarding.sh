# --- Functions that only forward to the binary: made from the table of functions.

@FORWARDING@
